import { describe, expect, it } from "vitest";
import { isometryProbe, isometryScale, operatorNorm, perturbationNorm } from "../../src/diagnostics/restricted-isometry.ts";
import { symmetricEigen } from "../../src/linalg/decompositions.ts";
import { type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { denseOperator } from "../../src/operators/dense.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import type { MeasurementOperator } from "../../src/operators/operator.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { answered } from "../../src/problem/answered.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { kernels, plus, random, times, transpose, values } from "./brute-force.ts";

/** 𝒜 as an m×(n1·n2) matrix over column-major X, from what it says of single entries. */
function written(operator: MeasurementOperator): Matrix {
  const { rows, cols, count } = operator;
  const out = zeros(count, rows * cols);
  for (let e = 0; e < rows * cols; e++) {
    const [left, right] = [zeros(rows, 1), zeros(cols, 1)];
    left.data[e % rows] = 1;
    right.data[Math.floor(e / rows)] = 1;
    operator.measure({ left, right }, out.data.subarray(e * count, (e + 1) * count));
  }
  return out;
}

const sensed = (operator: MeasurementOperator, symmetric = false, noise = 0) => {
  const truth = syntheticTruth(operator, { rank: 1, seed: 6, symmetric });
  return createProblem({ operator, measurements: syntheticMeasurements(operator, truth, noise), truth, symmetric });
};

describe.each([
  ["tall", gaussianOperator({ rows: 7, cols: 4, count: 20, seed: 5 }, kernels), false],
  ["wide, at another scale", denseOperator({ rows: 3, cols: 6, matrices: random(1, 12 * 18, 40, 3).data }, kernels), false],
  ["symmetric", symmetricGaussianOperator({ size: 6, count: 30, seed: 5 }, kernels), true],
] as const)("%s", (_, operator, symmetric) => {
  const problem = sensed(operator, symmetric, 0.2);
  const a = written(operator);

  it("‖𝒜*𝒜‖₂ is the greatest eigenvalue", () => {
    const eigen = symmetricEigen(kernels, times(a, transpose(a)));
    if ("reason" in eigen) throw new Error(eigen.reason);
    const top = eigen.values[operator.count - 1];
    const found = answered(operator, operatorNorm(problem, { steps: 300 }));
    expect(found / top).toBeGreaterThan(1 - 1e-3);
    expect(found / top).toBeLessThan(1 + 1e-12);
  });

  it("the perturbation is that of its definition", () => {
    const x = {
      left: random(operator.rows, 2, 41),
      right: symmetric ? random(operator.rows, 2, 41) : random(operator.cols, 2, 42),
    };
    const { truth, measurements } = problem;
    if (!truth || !("left" in truth)) throw new Error("no truth");
    const r = plus(times(x.left, transpose(x.right)), times(truth.left, transpose(truth.right)), -1);
    const residual = plus(
      times(a, matrix(a.cols, 1, times(x.left, transpose(x.right)).data)),
      matrix(a.rows, 1, measurements),
      -1,
    );
    const back = matrix(operator.rows, operator.cols, times(transpose(a), residual).data);
    const c = isometryScale(problem);
    expect(answered(operator, perturbationNorm(problem, x))).toBeCloseTo(values(plus(r, back, -1 / c))[0], 10);
  });
});

describe("isometry probe", () => {
  it("is zero for an isometry, and near the greatest deviation where rank and shape leave little choice", () => {
    const row = Int32Array.from({ length: 12 }, (_, i) => i % 4);
    const col = Int32Array.from({ length: 12 }, (_, i) => Math.floor(i / 4));
    const all = entrySampling({ rows: 4, cols: 3, row, col }, kernels);
    expect(answered(all, isometryProbe(sensed(all), { rank: 2 }))).toBeLessThan(1e-14);
    // One column: δ is that of the Gram matrix's spectrum, which random vectors of two numbers explore.
    const thin = gaussianOperator({ rows: 2, cols: 1, count: 9, seed: 1 }, kernels);
    const problem = sensed(thin);
    const spectrum = values(written(thin)).map((value) => value ** 2 / isometryScale(problem) - 1);
    const found = answered(thin, isometryProbe(problem, { rank: 1, trials: 200 }));
    const delta = Math.max(...spectrum.map(Math.abs));
    expect(found).toBeLessThanOrEqual(delta + 1e-12);
    expect(found).toBeGreaterThan(0.98 * delta);
  });

  it("shrinks as measurements grow, symmetric ones at their own scale", () => {
    const at = (count: number) => {
      const operator = symmetricGaussianOperator({ size: 10, count, seed: 2 }, kernels);
      return answered(operator, isometryProbe(sensed(operator, true), { rank: 2 }));
    };
    expect(at(2000)).toBeLessThan(0.15);
    expect(at(2000)).toBeLessThan(0.5 * at(100));
  });

  it("refuses what it cannot do", () => {
    const operator = gaussianOperator({ rows: 4, cols: 3, count: 9, seed: 1 }, kernels);
    expect(() => answered(operator, isometryProbe(sensed(operator), { rank: 0 }))).toThrow(/rank and trials/);
    const blind = createProblem({ operator, measurements: new Float64Array(9).fill(1) });
    expect(() => answered(operator, perturbationNorm(blind, { left: zeros(4, 1), right: zeros(3, 1) }))).toThrow(/does not know/);
  });
});

describe("complex fields", () => {
  const words = (letters: readonly string[]) => letters.flatMap((a) => letters.map((b) => a + b));
  const state = (operator: MeasurementOperator, seed = 51) => {
    const left = random(operator.rows, 1, seed);
    const measurements = new Float64Array(operator.count);
    operator.measure({ left, right: left }, measurements);
    return createProblem({ operator, measurements, truth: { left, right: left } });
  };

  it("all 4ⁿ Pauli words are an isometry: nothing deviates, ‖𝒜*𝒜‖ = τ, and no step is perturbed", () => {
    const operator = pauliOperator({ qubits: 2, settings: words(["I", "X", "Y", "Z"]) }, kernels);
    const problem = state(operator);
    expect(answered(operator, isometryProbe(problem, { rank: 2 }))).toBeLessThan(1e-13);
    expect(answered(operator, operatorNorm(problem)) / isometryScale(problem)).toBeCloseTo(1, 12);
    const left = random(operator.rows, 2, 52);
    expect(answered(operator, perturbationNorm(problem, { left, right: left }))).toBeLessThan(1e-12);
  });

  it("words without I see nothing of the identity, and more of the rest", () => {
    const operator = pauliOperator({ qubits: 2, settings: words(["X", "Y", "Z"]) }, kernels);
    const problem = state(operator);
    // Words are orthogonal with ‖P‖² = 4, and τ = 9/4: 𝒜*𝒜/τ is 16/9 of a projection.
    expect(answered(operator, operatorNorm(problem))).toBeCloseTo(4, 10);
    expect(answered(operator, isometryProbe(problem, { rank: 4, trials: 50 }))).toBeGreaterThan(0.5);
    // X − M = zI has no part that is seen: the perturbation is all of it.
    const { truth } = problem;
    if (!truth || !("left" in truth)) throw new Error("no truth");
    const [n, z] = [4, 0.7];
    const left = zeros(2 * n, 1 + n);
    left.data.set(truth.left.data);
    for (let q = 0; q < n; q++) left.data[(1 + q) * 2 * n + q] = Math.sqrt(z);
    expect(answered(operator, perturbationNorm(problem, { left, right: left }))).toBeCloseTo(z, 10);
  });
});
