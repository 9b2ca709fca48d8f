import { describe, expect, test } from "vitest";
import { spectrumOf } from "../../src/diagnostics/spectrum.ts";
import { symmetricEigen } from "../../src/linalg/decompositions.ts";
import { embedding } from "../../src/linalg/hermitian.ts";
import { type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { isBreakdown } from "../../src/problem/asking.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { spectralStart } from "../../src/problem/starting-points.ts";
import type { Policy, Run } from "../../src/solve/policy.ts";
import { fidelity, quantumState } from "../../src/tasks/quantum-state.ts";
import { backends } from "../contracts/backends.ts";
import { solverNamed } from "../contracts/by-hand.ts";
import { pauliEmbedding } from "../contracts/pauli-words.ts";
import { BELL_STATE } from "../reference/bell-state.ts";

/** Φ⁺ = (|00⟩ + |11⟩)/√2 as a real image. */
const PHI = matrix(
  8,
  1,
  Float64Array.of(1, 0, 0, 1, 0, 0, 0, 0).map((v) => v * Math.SQRT1_2),
);

describe.each(backends)("a measured Bell pair on %s kernels", (_, kernels) => {
  const operator = pauliOperator({ qubits: 2, settings: BELL_STATE.map(([word]) => word) }, kernels);
  const problem = createProblem({ operator, measurements: Float64Array.from(BELL_STATE, ([, value]) => value) });

  const seen = (name: string, policy: Policy) => {
    const run = solverNamed(name).solveSync(problem, policy);
    const state = quantumState(kernels, run.estimate.left);
    return { run, trace: state.trace, purity: state.purity, fidelity: fidelity(state, PHI), residual: run.relativeResidual };
  };

  test("rank 1 from a small random start: the nearest pure state", () => {
    const { run, trace, purity, fidelity: f, residual } = seen("gd-symmetric", { rank: 1 });
    expect(run.status).toBe("stationary");
    expect(Math.abs(trace - 0.996739)).toBeLessThanOrEqual(1e-6);
    expect(Math.abs(f - 0.996787)).toBeLessThanOrEqual(1e-6);
    expect(Math.abs(residual - 0.030421)).toBeLessThanOrEqual(1e-6);
    expect(Math.abs(purity - 1)).toBeLessThanOrEqual(1e-12);
    expect(run.identifiability).toMatchObject({ rank: 1, degreesOfFreedom: 7 });
    expect(run.warnings).toEqual([]);
  });

  test("rank 4 from a small random start passes a saddle of thousands of steps", () => {
    const { run, trace, fidelity: f, residual } = seen("gd-symmetric", { rank: 4 });
    expect(run.iterations).toBeGreaterThan(4000);
    expect(Math.abs(residual - 0.020274)).toBeLessThanOrEqual(1e-6);
    expect(Math.abs(f - 0.973853)).toBeLessThanOrEqual(1e-4);
    expect(Math.abs(trace - 1.020217)).toBeLessThanOrEqual(1e-4);
    expectNear(run, clipped(4), 1e-3);
  });

  test("a spectral start at k = 2 has complex rank 2", () => {
    const { run, residual } = seen("gd-symmetric", { rank: 2, start: spectralStart() });
    expect(Math.abs(residual - 0.020293)).toBeLessThanOrEqual(1e-6);
    const values = spectrumOf(problem, run.estimate);
    expect(values.length).toBe(2);
    expect(values[1]).toBeGreaterThan(0.01 * values[0]);
    expect(run.identifiability).toMatchObject({ rank: 2, degreesOfFreedom: 12 });
    expectNear(run, clipped(2), 1e-9);
  });

  test.each([1, 2, 3, 4])("at rank %d scaled descent finds the same state", (rank) => {
    const { run, trace, fidelity: f, residual } = seen("scaled-gd-symmetric", { rank });
    expect(run.converged).toBe(true);
    expectNear(run, clipped(rank), 1e-9);
    if (rank === 1) expect([trace, f, residual].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([0.996739, 0.996787, 0.030421]);
    if (rank === 4) expect([trace, f, residual].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([1.020217, 0.973853, 0.020274]);
  });

  /** The best fit of rank k, by definition: ¼ Σ y_i P_i with its eigenvalues but the k largest, and the negative ones, set to zero. As an embedding. */
  function clipped(k: number): Matrix {
    const rho = zeros(8, 8);
    for (const [word, y] of BELL_STATE)
      for (const [at, value] of pauliEmbedding(word).entries()) rho.data[(at % 8) * 8 + Math.floor(at / 8)] += (y * value) / 4;
    const eigen = symmetricEigen(kernels, rho);
    if (isBreakdown(eigen)) throw new Error(eigen.reason);
    const out = zeros(8, 8);
    for (let j = 8 - 2 * k; j < 8; j++) {
      const v = matrix(8, 1, eigen.vectors.data.slice(8 * j, 8 * j + 8));
      multiply(kernels, out, v, v, { transB: true, alpha: Math.max(0, eigen.values[j]), beta: 1 });
    }
    return out;
  }

  function expectNear(run: Run, rho: Matrix, limit: number): void {
    const whole = embedding(run.estimate.left);
    const estimate = zeros(8, 8);
    multiply(kernels, estimate, whole, whole, { transB: true });
    for (let at = 0; at < 64; at++) expect(Math.abs(estimate.data[at] - rho.data[at])).toBeLessThanOrEqual(limit);
  }
});
