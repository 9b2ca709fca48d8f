import { describe, expect, it } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute } from "../../src/losses/loss.ts";
import { denseOperator } from "../../src/operators/dense.ts";
import { symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { randomStart, spectralStart } from "../../src/problem/starting-points.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { PreconditionedGradientDescent } from "../../src/solvers/preconditioned-gradient-descent.ts";
import { ScaledSymmetricGradientDescent } from "../../src/solvers/scaled-symmetric-gradient-descent.ts";
import { ask, withDataNorm } from "../contracts/by-hand.ts";
import { allWords, known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";
import { adjointOf, gramOf, inverse, plus, relativeGap, residualOf, rowsOf, times, transposed } from "./dense.ts";

const kernels = openKernels();
const operator = symmetricGaussianOperator({ size: 10, count: 50, seed: 3 }, kernels);
const { problem } = known(operator, 2, { symmetric: true });

/** The same questions with every A_i and every measurement three times as large: τ is nine times as large. */
function tripled(): Problem {
  const n = 8;
  const a = gaussian(60 * n * n, 1);
  const dense = denseOperator({ rows: n, cols: n, matrices: a.map((v) => (3 * v) / Math.sqrt(60)) }, kernels);
  return known(dense, 2, { symmetric: true }).problem;
}

const startOf = (n: number, k: number) => {
  const left = matrix(
    n,
    k,
    gaussian(n * k, 5).map((v) => 0.3 * v),
  );
  return { left, right: left };
};

describe("one step is that of the definition", () => {
  const cases = [
    ["hybrid", { damping: 0.05 }, (rho: number) => Math.min(0.05, rho)],
    ["hybrid", { damping: 50 }, (rho: number) => rho],
    ["residual", {}, (rho: number) => rho],
    ["noisy", { noise: 0.6 }, (rho: number, tau: number) => Math.sqrt(Math.abs(rho * rho - 0.36 / tau))],
    ["fixed", { damping: 0.2 }, () => 0.2],
  ] as const;
  it.each(cases)("%s %j", (rule, options, lambda) => {
    const given = tripled();
    const { scale } = given.operator;
    expect(scale).toBeGreaterThan(7);
    const start = startOf(8, 3);
    const run = new PreconditionedGradientDescent({ rule, stepSize: 0.25, ...options }).solveSync(given, {
      start,
      stop: iterations(1),
    });
    const r = residualOf(given, start);
    const z = adjointOf(given, r);
    const f = rowsOf(start.left);
    const gradient = times(plus(z, 1, transposed(z)), f).map((row) => row.map((v) => 0.5 * v));
    const damping = lambda(Math.hypot(...r) / Math.sqrt(scale), scale);
    const moved = plus(f, -0.25 / scale, times(gradient, inverse(gramOf(f, damping))));
    expect(relativeGap(rowsOf(run.estimate.left), moved)).toBeLessThanOrEqual(1e-13);
  });
});

it("fixed is scaled descent with that damping, bit for bit", () => {
  const policy = { rank: 4, start: randomStart({ scale: 1e-6 }), stop: iterations(40) };
  const fixed = new PreconditionedGradientDescent({ rule: "fixed", damping: 0.1, stepSize: 0.3 }).solveSync(problem, policy);
  const scaled = new ScaledSymmetricGradientDescent({ damping: 0.1, stepSize: 0.3 }).solveSync(problem, policy);
  expect(fixed.estimate).toEqual(scaled.estimate);
});

it("noisy without noise is residual, bit for bit", () => {
  const policy = { rank: 4, stop: iterations(30) };
  const noisy = new PreconditionedGradientDescent({ rule: "noisy" }).solveSync(problem, policy);
  const residual = new PreconditionedGradientDescent({ rule: "residual" }).solveSync(problem, policy);
  for (const [i, value] of noisy.estimate.left.data.entries()) expect(value).toBeCloseTo(residual.estimate.left.data[i], 12);
});

it("starts small where the rule leaves a small start, and at the spectrum where it does not", () => {
  const first = (rule: "hybrid" | "fixed" | "residual" | "noisy") =>
    new PreconditionedGradientDescent({ rule }).solveSync(problem, { rank: 2, stop: iterations(0) }).estimate.left.data;
  for (const rule of ["hybrid", "fixed"] as const) expect(Math.hypot(...first(rule))).toBeLessThan(1e-5);
  for (const rule of ["residual", "noisy"] as const) expect(Math.hypot(...first(rule))).toBeGreaterThan(0.5);
});

it("goes on where the residual is rounding and the Gram matrix has lost rank", () => {
  const run = new PreconditionedGradientDescent({ rule: "residual", stepSize: 0.5 }).solveSync(
    known(symmetricGaussianOperator({ size: 10, count: 55, seed: 3 }, kernels), 1, { symmetric: true }).problem,
    { rank: 4, start: spectralStart(), stop: iterations(1500) },
  );
  expect(run.status).toBe("budget");
  expect(run.relativeResidual).toBeLessThan(1e-14);
});

describe("the automatic λ", () => {
  const mostOf = (given: Problem, rank: number) => {
    const solver = new PreconditionedGradientDescent();
    const whole = withDataNorm(given);
    return ask(whole, solver.start(whole, ask(whole, solver.defaultStart(whole, rank, 0)).result)).result.most;
  };
  it("is half of the singular value before the gap of the spectrum", () => {
    const all = known(symmetricGaussianOperator({ size: 10, count: 4000, seed: 3 }, kernels), 2, { symmetric: true });
    expect(mostOf(all.problem, 4)).toBeCloseTo(0.25, 1); // σ₂ = ½
    expect(mostOf(all.problem, 2)).toBeCloseTo(0.25, 1);
  });
  it("counts pairs of a real embedding once", () => {
    const all = known(pauliOperator({ qubits: 3, settings: allWords(3) }, kernels), 2);
    expect(mostOf(all.problem, 3)).toBeCloseTo(0.25, 12);
  });
  it("is none for a rank of one column of one row", () => {
    const one = createProblem({
      operator: denseOperator({ rows: 1, cols: 1, matrices: Float64Array.of(2) }, kernels),
      measurements: Float64Array.of(3),
      symmetric: true,
    });
    expect(new PreconditionedGradientDescent().solveSync(one, { rank: 1 }).converged).toBe(true);
    expect(() => new PreconditionedGradientDescent({ rule: "fixed" }).solveSync(one, { rank: 1 })).toThrow(
      'prec-gd: the spectrum of 𝒜*(y) has no gap to take λ from; give damping, or the rule "residual", which needs none',
    );
  });
});

it("refuses the absolute loss, and names who takes it", () => {
  expect(() => new PreconditionedGradientDescent().solveSync({ ...problem, loss: absolute }, { rank: 2 })).toThrow(
    "prec-gd descends ½‖r‖²; this problem carries the absolute loss, which subgm-symmetric and gd-symmetric take",
  );
});

it("recovers at condition number 1000 with twice the columns", () => {
  const hard = known(symmetricGaussianOperator({ size: 16, count: 140, seed: 8 }, kernels), 2, {
    symmetric: true,
    condition: 1000,
  }).problem;
  const run = new PreconditionedGradientDescent().solveSync(hard, { rank: 4, stop: iterations(800) });
  expect(relativeErrorOf(hard, run.estimate)).toBeLessThan(1e-9);
});
