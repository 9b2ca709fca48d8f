import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/kernels/contract.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { squared } from "../../src/losses/loss.ts";
import { circulantOperator } from "../../src/operators/circulant.ts";
import { hadamardOperator } from "../../src/operators/hadamard.ts";
import type { MeasurementOperator } from "../../src/operators/operator.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { phaseRetrievalOperator } from "../../src/operators/phase-retrieval.ts";
import { centredRankOneOperator, rankOneOperator, symmetricRankOneOperator } from "../../src/operators/rank-one.ts";
import { gradientLike } from "../../src/problem/asking.ts";
import { gaussian } from "../kernels/matrices.ts";
import { backends, nativeBackend } from "./backends.ts";

type Make = (kernels: Kernels, seed?: number) => MeasurementOperator;

/** Large enough that several threads share the work. */
const LARGE: [string, Make][] = [
  ["rank-one", (kernels) => rankOneOperator({ rows: 70, cols: 61, count: 900, seed: 1 }, kernels)],
  ["centred-rank-one", (kernels) => centredRankOneOperator({ size: 75, count: 900, seed: 1 }, kernels)],
  ["phase-retrieval", (kernels) => phaseRetrievalOperator({ size: 50, count: 900, seed: 1 }, kernels)],
  ["pauli", (kernels) => pauliOperator({ qubits: 7, count: 3000, seed: 1 }, kernels)],
  ["hadamard", (kernels) => hadamardOperator({ rows: 300, cols: 290, count: 9000, seed: 1 }, kernels)],
  ["circulant", (kernels) => circulantOperator({ rows: 300, cols: 290, count: 9000, seed: 1 }, kernels)],
];

const bits = (...arrays: Float64Array[]): string =>
  arrays.map((array) => Buffer.from(array.slice().buffer).toString("hex")).join();

function answers(operator: MeasurementOperator, left: Float64Array, right: Float64Array): string {
  const x = {
    left: matrix(operator.rows, left.length / operator.rows, left),
    right: matrix(operator.cols, right.length / operator.cols, right),
  };
  const [measured, out, pulled] = [new Float64Array(operator.count), gradientLike(x), gradientLike(x)];
  const y = gaussian(operator.count, 4);
  operator.measure(x, measured);
  operator.gradient(x, y, squared, out);
  operator.pullback(y, x, pulled);
  const numbers = Float64Array.of(out.value, out.residualNorm);
  return bits(measured, out.left.data, out.right.data, pulled.left.data, pulled.right.data, numbers);
}

describe.skipIf(!nativeBackend)("threads", () => {
  test.each(LARGE)("any number of them gives the same bits: %s", (_, make) => {
    const of = [1, 2, 3].map((threads) => {
      const operator = make(openKernels("native", { threads }));
      return answers(operator, gaussian(operator.rows * 3, 2), gaussian(operator.cols * 3, 3));
    });
    expect(of[1] === of[0] && of[2] === of[0]).toBe(true);
  });
});

describe.each(backends)("on %s kernels", (_, kernels) => {
  test.each(LARGE.filter(([name]) => ["centred-rank-one", "phase-retrieval", "pauli"].includes(name)))(
    "one factor on both sides, which takes half the work, has the bits of two that are equal: %s",
    (_name, make) => {
      const operator = make(kernels);
      const f = gaussian(operator.rows * 3, 2);
      expect(answers(operator, f, f) === answers(operator, f, f.slice())).toBe(true);
    },
  );

  /** The mean of ‖𝒜(X)‖² over 200 operators, and what it is the mean of: within four of its standard errors. */
  function meanSquare(make: Make, left: Float64Array, right: Float64Array): { mean: number; error: number } {
    const squares = Array.from({ length: 200 }, (_, seed) => {
      const operator = make(kernels, seed);
      const out = new Float64Array(operator.count);
      operator.measure({ left: matrix(operator.rows, 1, left), right: matrix(operator.cols, 1, right) }, out);
      return out.reduce((sum, value) => sum + value * value, 0);
    });
    const mean = squares.reduce((a, b) => a + b, 0) / squares.length;
    const variance = squares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / squares.length;
    return { mean, error: 4 * Math.sqrt(variance / squares.length) };
  }
  const unit = (n: number, seed: number): Float64Array => {
    const v = gaussian(n, seed);
    const length = Math.hypot(...v);
    return v.map((value) => value / length);
  };
  const [u, v] = [unit(6, 1), unit(5, 2)];

  test.each<[string, number, Make, Float64Array, Float64Array]>([
    ["rank-one", 1, (k, seed = 0) => rankOneOperator({ rows: 6, cols: 5, count: 20, seed }, k), u, v],
    ["centred-rank-one", 1, (k, seed = 0) => centredRankOneOperator({ size: 6, count: 20, seed }, k), u, u],
    // 2‖X‖² + tr(X)², and ‖X‖² + tr(X)² of complex vectors.
    ["symmetric-rank-one", 3, (k, seed = 0) => symmetricRankOneOperator({ size: 6, count: 20, seed }, k), u, u],
    ["phase-retrieval", 2, (k, seed = 0) => phaseRetrievalOperator({ size: 3, count: 20, seed }, k), u, u],
    ["hadamard", 1, (k, seed = 0) => hadamardOperator({ rows: 6, cols: 5, count: 20, seed }, k), u, v],
    ["circulant", 1, (k, seed = 0) => circulantOperator({ rows: 6, cols: 5, count: 20, seed }, k), u, v],
    ["pauli", 20 / 8, (k, seed = 0) => pauliOperator({ qubits: 3, count: 20, seed }, k), unit(16, 3), unit(16, 3)],
  ])("E‖𝒜(X)‖² at a matrix of norm 1: %s, %d", (_name, expected, make, left, right) => {
    const same = left.every((value, i) => value === right[i]);
    const { mean, error } = meanSquare(make, left, same ? left : right);
    expect(Math.abs(mean - expected)).toBeLessThanOrEqual(error + 1e-12);
    expect(error).toBeLessThan(0.35 * expected);
  });
});
