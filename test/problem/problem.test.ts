import { describe, expect, test } from "vitest";
import { spectrumOf } from "../../src/diagnostics/spectrum.ts";
import { productSvd } from "../../src/linalg/factored.ts";
import { matrix, zeros } from "../../src/linalg/matrix.ts";
import { squared } from "../../src/losses/loss.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { createProblem, degreesOfFreedom, maximumRank } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { backends } from "../contracts/backends.ts";
import { gaussian } from "../kernels/matrices.ts";

describe.each(backends)("problems on %s kernels", (_, kernels) => {
  const operator = gaussianOperator({ rows: 5, cols: 4, count: 7, seed: 0 }, kernels);
  const y = Float64Array.of(1, 2, 3, 4, 5, 6, 7);

  test("join an operator and y, neither copied", () => {
    const problem = createProblem({ operator, measurements: y });
    expect(problem.measurements).toBe(y);
    expect(problem).toMatchObject({ operator, loss: squared, symmetric: false, kernels });
    expect(
      createProblem({ operator: pauliOperator({ qubits: 1, settings: ["X"] }, kernels), measurements: Float64Array.of(1) })
        .symmetric,
    ).toBe(true);
  });

  test("y must fit and be finite, and something must be measured", () => {
    for (const length of [6, 8])
      expect(() => createProblem({ operator, measurements: new Float64Array(length) })).toThrow(
        `there are ${length} measurements, but the operator takes 7`,
      );
    for (const bad of [Number.NaN, Infinity, -Infinity])
      expect(() => createProblem({ operator, measurements: y.map((v, i) => (i === 4 ? bad : v)) })).toThrow(
        `measurement 4 is ${bad}; every number must be finite`,
      );
    expect(() => createProblem({ operator, measurements: new Float64Array(7) })).toThrow(/every measurement is zero/);
    const gone = y.slice();
    structuredClone(gone, { transfer: [gone.buffer] });
    expect(() => createProblem({ operator, measurements: gone })).toThrow(TypeError);
    expect(() => createProblem({ operator, measurements: gone })).toThrow(/transferred away/);
  });

  test("symmetry must go with the operator", () => {
    expect(() => createProblem({ operator, measurements: y, symmetric: true })).toThrow(
      "a symmetric problem is square; the operator takes 5×4 matrices",
    );
    const pauli = pauliOperator({ qubits: 1, settings: ["X"] }, kernels);
    expect(() => createProblem({ operator: pauli, measurements: Float64Array.of(1), symmetric: false })).toThrow(
      /Hermitian positive semidefinite: symmetric cannot be false/,
    );
  });

  test("the truth must have the problem's sizes", () => {
    expect(() => createProblem({ operator, measurements: y, truth: zeros(4, 5) })).toThrow("the truth is 4×5, the problem 5×4");
    expect(() => createProblem({ operator, measurements: y, truth: { left: zeros(5, 2), right: zeros(5, 2) } })).toThrow(
      "the truth is 5×5, the problem 5×4",
    );
  });

  test("a truth whose factors do not fit together is refused", () => {
    expect(() => createProblem({ operator, measurements: y, truth: { left: zeros(5, 2), right: zeros(4, 3) } })).toThrow(
      RangeError,
    );
  });

  test("degrees of freedom, and the largest rank", () => {
    const plain = createProblem({ operator, measurements: y });
    const square = createProblem({
      operator: symmetricGaussianOperator({ size: 5, count: 7, seed: 0 }, kernels),
      measurements: y,
      symmetric: true,
    });
    const state = createProblem({
      operator: pauliOperator({ qubits: 2, settings: ["XX"] }, kernels),
      measurements: Float64Array.of(1),
    });
    expect([1, 2, 4].map((r) => degreesOfFreedom(plain, r))).toEqual([8, 14, 20]);
    expect([1, 2, 5].map((r) => degreesOfFreedom(square, r))).toEqual([5, 9, 15]);
    expect([1, 2, 4].map((r) => degreesOfFreedom(state, r))).toEqual([7, 12, 16]);
    expect([plain, square, state].map(maximumRank)).toEqual([4, 5, 4]);
  });

  test("synthetic truths have the singular values they are asked for", () => {
    const { left, right } = syntheticTruth(operator, { rank: 3, condition: 4, seed: 2 });
    expect([...productSvd(kernels, { left, right }).values].map((v) => Math.round(v * 1e12) / 1e12)).toEqual([1, 0.625, 0.25]);
    const single = syntheticTruth(symmetricGaussianOperator({ size: 5, count: 7, seed: 0 }, kernels), {
      rank: 2,
      seed: 2,
      symmetric: true,
    });
    expect(single.right).toBe(single.left);
    const pauli = pauliOperator({ qubits: 2, settings: ["XX"] }, kernels);
    const state = syntheticTruth(pauli, { rank: 2, condition: 2, seed: 1 });
    expect([...spectrumOf({ kernels, operator: pauli }, state)].map((v) => Math.round(v * 1e12) / 1e12)).toEqual([1, 0.5]);
    for (const rank of [0, 5, 1.5])
      expect(() => syntheticTruth(operator, { rank, seed: 0 })).toThrow(`the rank is an integer from 1 to 4, got ${rank}`);
    for (const condition of [0.5, Number.NaN, Infinity])
      expect(() => syntheticTruth(operator, { rank: 1, condition, seed: 0 })).toThrow(/condition number is at least 1/);
  });

  test("noise is of its own seed and of its own size", () => {
    const many = gaussianOperator({ rows: 5, cols: 4, count: 2000, seed: 0 }, kernels);
    const truth = syntheticTruth(many, { rank: 1, seed: 0 });
    const [clean, noisy, other] = [
      syntheticMeasurements(many, truth),
      syntheticMeasurements(many, truth, 0.5, 1),
      syntheticMeasurements(many, truth, 0.5, 2),
    ];
    const size = Math.hypot(...noisy.map((v, i) => v - clean[i]));
    expect(Math.abs(size - 0.5)).toBeLessThan(0.04); // E‖ν‖² = σ²
    expect(noisy).not.toEqual(other);
    expect(syntheticMeasurements(many, truth, 0, 5)).toEqual(clean);
    for (const bad of [-1, Number.NaN, Infinity])
      expect(() => syntheticMeasurements(many, truth, bad)).toThrow(/noise level is a number ≥ 0/);
  });

  test("τ is what a random matrix of the problem's kind sees: E‖𝒜(Z)‖² = τ‖Z‖²", () => {
    for (const [on, symmetric] of [
      [gaussianOperator({ rows: 12, cols: 12, count: 3000, seed: 1 }, kernels), false],
      [symmetricGaussianOperator({ size: 12, count: 3000, seed: 1 }, kernels), true],
    ] as const) {
      const left = matrix(12, 3, gaussian(36, 4));
      const x = { left, right: symmetric ? left : matrix(12, 3, gaussian(36, 5)) };
      const out = new Float64Array(3000);
      on.measure(x, out);
      const size = productSvd(kernels, x).values.reduce((sum, v) => sum + v * v, 0);
      const ratio = out.reduce((sum, v) => sum + v * v, 0) / (on.scale * size);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.15);
    }
  });
});
