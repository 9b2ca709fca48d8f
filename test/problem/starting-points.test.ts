import { describe, expect, test } from "vitest";
import { spectrumOf } from "../../src/diagnostics/spectrum.ts";
import { thinSvd } from "../../src/linalg/decompositions.ts";
import { type Factors, matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { denseOperator } from "../../src/operators/dense.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { isBreakdown } from "../../src/problem/asking.ts";
import { dataAdjoint, dataNorm, dataTriplets } from "../../src/problem/data-spectrum.ts";
import { oneSidedStart } from "../../src/problem/one-sided-start.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { randomStart, truncatedSpectralStart } from "../../src/problem/starting-points.ts";
import { permutation } from "../../src/random/permutation.ts";
import { STREAM } from "../../src/random/streams.ts";
import { backends } from "../contracts/backends.ts";
import { ask, spectral } from "../contracts/by-hand.ts";
import { allWords, known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";

const random = (problem: Problem, rank: number, seed: number | string, options = {}): Factors =>
  ask(problem, randomStart(options)(problem, rank, seed)).result;

describe.each(backends)("starting points on %s kernels", (_, kernels) => {
  const { problem } = known(gaussianOperator({ rows: 40, cols: 30, count: 500, seed: 1 }, kernels), 2);

  test("random ones have the variance they promise, and an address", () => {
    const { left, right } = random(problem, 20, 3, { scale: 0.5, ratio: 1 / 3 });
    const variance = (a: Float64Array) => a.reduce((sum, v) => sum + v * v, 0) / a.length;
    expect(variance(left.data) * 40).toBeGreaterThan(0.25 * 0.85);
    expect(variance(left.data) * 40).toBeLessThan(0.25 * 1.15);
    expect(variance(right.data) * 30 * 9).toBeGreaterThan(0.25 * 0.85);
    expect(variance(right.data) * 30 * 9).toBeLessThan(0.25 * 1.15);
    expect(random(problem, 20, "3", { scale: 0.5, ratio: 1 / 3 })).toEqual({ left, right });
    expect(random(problem, 20, 4).left).not.toEqual(random(problem, 20, 3).left);
    for (const bad of [0, -1, Number.NaN, Infinity]) {
      expect(() => randomStart({ scale: bad })).toThrow(/needs scale > 0 and ratio > 0/);
      expect(() => randomStart({ ratio: bad })).toThrow(/needs scale > 0 and ratio > 0/);
    }
  });

  test("one-sided ones are random ones with one factor zero, and are refused where there is one factor", () => {
    const { left, right } = random(problem, 3, 5, { scale: 0.5 });
    const of = (options: Parameters<typeof oneSidedStart>[0]) => ask(problem, oneSidedStart(options)(problem, 3, 5)).result;
    expect(of({ scale: 0.5 })).toEqual({ left: zeros(40, 3), right });
    expect(of({ scale: 0.5, zero: "right" })).toEqual({ left, right: zeros(30, 3) });
    expect(() => oneSidedStart({ scale: 0 })).toThrow(/needs scale > 0/);
    expect(() => oneSidedStart({ zero: "both" as "left" })).toThrow('the factor that is zero is "left" or "right", got both');
    const symmetric = { ...problem, symmetric: true };
    expect(() => ask(symmetric, oneSidedStart()(symmetric, 3, 5))).toThrow("zero is a stationary point of it");
  });

  test("relative ones grow with the root of ‖𝒜*(y)‖/τ", () => {
    const size = Math.sqrt(ask(problem, dataNorm(problem)).result / problem.operator.scale);
    const [plain, relative] = [random(problem, 2, 3), random(problem, 2, 3, { relative: true })];
    for (const [i, value] of relative.right.data.entries()) expect(value).toBeCloseTo(size * plain.right.data[i], 15);
  });

  test("a truncated spectral start is that of the measurements that are not the largest", () => {
    const truncated = (given: Problem, outliers: number) => ask(given, truncatedSpectralStart(outliers)(given, 2, 0)).result;
    expect(truncated(problem, 0)).toEqual(spectral(problem, 2));
    const order = Int32Array.from(problem.measurements.keys()).sort(
      (i, j) => Math.abs(problem.measurements[i]) - Math.abs(problem.measurements[j]),
    );
    const kept = order.slice(0, 400).sort();
    const others = createProblem({
      operator: problem.operator.restrict(kept),
      measurements: Float64Array.from(kept, (i) => problem.measurements[i]),
    });
    // τ is Σ‖A_i‖² over n1·n2: of 400 measurements instead of 500, but for the draw.
    const by = spectral(others, 2);
    const factor = Math.sqrt((500 / 400) * (others.operator.scale / problem.operator.scale));
    expect(factor).toBeCloseTo(1, 1);
    const spoiled = { ...problem, measurements: problem.measurements.slice() };
    for (const i of order.slice(400)) spoiled.measurements[i] = 1e6;
    for (const given of [problem, spoiled])
      for (const [i, value] of truncated(given, 0.2).left.data.entries())
        expect(Math.abs(value)).toBeCloseTo(Math.abs(factor * by.left.data[i]), 10);
    for (const bad of [1, -0.1, Number.NaN]) expect(() => truncatedSpectralStart(bad)).toThrow(/from 0 to below 1/);
  });

  test("the adjoint of y is Σ y_i A_i, for wide and tall matrices", () => {
    for (const [n1, n2] of [
      [4, 6],
      [6, 4],
      [1, 5],
      [5, 1],
    ]) {
      const a = gaussian(7 * n1 * n2, 2);
      const y = gaussian(7, 3);
      const whole = createProblem({ operator: denseOperator({ rows: n1, cols: n2, matrices: a }, kernels), measurements: y });
      const adjoint = ask(whole, dataAdjoint(whole)).result;
      expect([adjoint.rows, adjoint.cols]).toEqual([n1, n2]);
      for (let r = 0; r < n1; r++)
        for (let c = 0; c < n2; c++)
          expect(adjoint.data[r + c * n1]).toBeCloseTo(
            y.reduce((sum, v, i) => sum + v * a[i * n1 * n2 + r * n2 + c], 0),
            12,
          );
    }
  });

  test("spectral ones are the best approximation of 𝒜*(y)/τ, balanced", () => {
    const { left, right } = spectral(problem, 3);
    const adjoint = ask(problem, dataAdjoint(problem)).result;
    const svd = thinSvd(kernels, adjoint);
    if (isBreakdown(svd)) throw new Error(svd.reason);
    const values = spectrumOf(problem, { left, right });
    for (let i = 0; i < 3; i++) expect(values[i] * problem.operator.scale).toBeCloseTo(svd.s[i], 12);
    const gram = (a: typeof left) => {
      const out = zeros(3, 3);
      multiply(kernels, out, a, a, { transA: true });
      return out.data;
    };
    for (const [i, v] of gram(left).entries()) expect(v).toBeCloseTo(gram(right)[i], 12);
    expect(ask(problem, dataNorm(problem)).result).toBeCloseTo(svd.s[0], 12);
  });

  test("a negative eigenvalue makes a zero column, not a wrong one", () => {
    // y = −1 on the diagonal but for one entry: a single positive eigenvalue.
    const at = Int32Array.from({ length: 5 }, (_, i) => i);
    const whole = createProblem({
      operator: entrySampling({ rows: 5, cols: 5, row: at, col: at }, kernels),
      measurements: Float64Array.of(-1, -1, 4, -1, -1),
      symmetric: true,
    });
    const { left, right } = spectral(whole, 3);
    expect(right).toBe(left);
    expect([...left.data.slice(0, 5)].map(Math.abs).map((v) => Math.round(v * 1e9) / 1e9)).toEqual([
      0,
      0,
      Math.round(Math.sqrt(4 / 0.2) * 1e9) / 1e9,
      0,
      0,
    ]);
    expect(left.data.slice(5).every((v) => v === 0)).toBe(true);
  });

  test("of quantum states they take one vector of each pair, over equal eigenvalues too", () => {
    const operator = pauliOperator({ qubits: 2, settings: allWords(2) }, kernels);
    for (const condition of [1, 3]) {
      const { problem: whole, rank } = known(operator, 3, { condition });
      const values = spectrumOf(whole, spectral(whole, rank));
      for (const [i, v] of values.entries()) expect(v).toBeCloseTo(1 - (i / 2) * (1 - 1 / condition), 10);
    }
  });

  test("where 𝒜*(y) is large, its triplets come from block power iteration", () => {
    for (const [n1, n2] of [
      [270, 300],
      [2010, 2000],
    ]) {
      const order = permutation(n1 * n2, 1, STREAM.positions).slice(0, 20_000);
      const operator = entrySampling(
        { rows: n1, cols: n2, row: order.map((at) => at % n1), col: order.map((at) => Math.floor(at / n1)) },
        kernels,
      );
      const { problem: whole } = known(operator, 2, { condition: 1.5 });
      const { left, values, right } = ask(whole, dataTriplets(whole, 2)).result;
      // The defining equations 𝒜*(y)·v = σu and 𝒜*(y)ᵀ·u = σv, by a pullback.
      const out = { left: zeros(n1, 2), right: zeros(n2, 2) };
      operator.pullback(whole.measurements, { left, right }, out);
      const off = (a: Float64Array, b: Float64Array, n: number) =>
        Math.hypot(...a.map((v, at) => v - values[Math.floor(at / n)] * b[at]));
      expect(off(out.left.data, left.data, n1)).toBeLessThanOrEqual(1e-3 * values[0]);
      expect(off(out.right.data, right.data, n2)).toBeLessThanOrEqual(1e-3 * values[0]);
      expect(values[0]).toBeGreaterThanOrEqual(values[1]);
      expect(matrix(n1, 2, left.data).cols).toBe(2);
    }
  });
});
