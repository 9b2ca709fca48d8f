import { describe, expect, it } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { symmetrized } from "../../src/linalg/columns.ts";
import { thinSvd } from "../../src/linalg/decompositions.ts";
import { type Matrix, matrix } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { absolute } from "../../src/losses/loss.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { answered } from "../../src/problem/answered.ts";
import { dataAdjoint } from "../../src/problem/data-spectrum.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { randomStart, signSpectralStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { sizeOfTruth } from "../../src/solvers/parts/growth-budget.ts";
import { SubgradientMethod } from "../../src/solvers/subgradient-method.ts";
import { SymmetricSubgradientMethod } from "../../src/solvers/symmetric-subgradient-method.ts";
import { ask } from "../contracts/by-hand.ts";
import { known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";

const kernels = openKernels();

function problemOf(symmetric: boolean, outliers = true): Problem {
  const operator = gaussianOperator({ rows: 8, cols: symmetric ? 8 : 6, count: 200, seed: 1 }, kernels);
  const truth = syntheticTruth(operator, { rank: 2, seed: 2, symmetric });
  const y = syntheticMeasurements(operator, truth).map((value, i) => (outliers && i % 10 === 0 ? value + 3 : value));
  return createProblem({ operator, measurements: y, symmetric, truth, loss: absolute });
}

const startOf = (symmetric: boolean) => {
  const left = matrix(8, 3, gaussian(24, 3));
  return { left, right: symmetric ? left : matrix(6, 3, gaussian(18, 4)) };
};

/** 𝒜*(sign r), symmetrized where the problem is, and Σ|r_i|. */
function subgradient(problem: Problem, x: { left: Matrix; right: Matrix }): { d: Matrix; value: number } {
  const r = new Float64Array(problem.operator.count);
  problem.operator.measure(x, r);
  for (let i = 0; i < r.length; i++) r[i] -= problem.measurements[i];
  const d = answered(problem.operator, dataAdjoint({ ...problem, measurements: r.map(Math.sign) }));
  return { d: problem.symmetric ? symmetrized(d) : d, value: r.reduce((sum, one) => sum + Math.abs(one), 0) };
}

const solverOf = (symmetric: boolean, options: ConstructorParameters<typeof SubgradientMethod>[0]) =>
  symmetric ? new SymmetricSubgradientMethod(options) : new SubgradientMethod(options);

describe.each([
  ["asymmetric", false],
  ["symmetric", true],
])("%s", (_, symmetric) => {
  const problem = problemOf(symmetric);
  const start = startOf(symmetric);
  const stepped = (size: number, d: Matrix) => {
    const moved = matrix(8, 3, start.left.data.slice());
    multiply(kernels, moved, d, start.right, { alpha: -size, beta: 1 });
    return moved;
  };

  it("the first normalized step has length s₀ in units of the spectral norm", () => {
    const { d } = subgradient(problem, start);
    const svd = thinSvd(kernels, d);
    if ("reason" in svd) throw new Error(svd.reason);
    const run = solverOf(symmetric, { step: "normalized", stepSize: 0.25, decay: 0.999 }).solveSync(problem, {
      start,
      stop: iterations(1),
    });
    const by = stepped(0.25 / svd.s[0], d);
    for (const [i, value] of by.data.entries()) expect(run.estimate.left.data[i]).toBeCloseTo(value, 4); // the norm by power steps
    expect(run.asks).toBeLessThanOrEqual(3);
  });

  it("the first step with the loss is s₀f/‖M‖", () => {
    const { d, value } = subgradient(problem, start);
    const run = solverOf(symmetric, { step: "loss", stepSize: 0.5 }).solveSync(problem, { start, stop: iterations(1) });
    const { count, scale } = problem.operator;
    const by = stepped((0.5 * value) / (count * scale) / sizeOfTruth(problem), d);
    for (const [i, one] of by.data.entries()) expect(run.estimate.left.data[i]).toBeCloseTo(one, 12);
  });

  it.each(["normalized", "loss"] as const)("%s steps do not see the scale of y, bit for bit", (step) => {
    const at = (k: number) => {
      const scaled = { ...problem, truth: undefined, measurements: problem.measurements.map((value) => 4 ** k * value) };
      const left = matrix(
        8,
        3,
        start.left.data.map((value) => 2 ** k * value),
      );
      const right = symmetric
        ? left
        : matrix(
            6,
            3,
            start.right.data.map((value) => 2 ** k * value),
          );
      return solverOf(symmetric, { step }).solveSync(scaled, { start: { left, right }, stop: iterations(30) });
    };
    const plain = at(0);
    for (const k of [-3, 5]) expect(at(k).estimate.left.data.map((value) => value / 2 ** k)).toEqual(plain.estimate.left.data);
  });

  it.each([
    ["normalized", true],
    ["loss", false],
  ] as const)("%s steps recover M from a small start", (step, outliers) => {
    const made = problemOf(symmetric, outliers);
    const run = solverOf(symmetric, { step, stepSize: step === "loss" ? 0.5 : 0.25, decay: 0.99 }).solveSync(made, {
      rank: 4,
      start: signSpectralStart(1e-6),
      stop: iterations(1500),
    });
    const [out, clean] = [run.estimate, made.truth as typeof run.estimate].map((x) => {
      const values = new Float64Array(made.operator.count);
      made.operator.measure(x, values);
      return values;
    });
    expect(Math.hypot(...out.map((value, i) => value - clean[i]))).toBeLessThan(1e-4 * Math.hypot(...clean));
  });
});

it("a normalized schedule is refused by what it travels alone, whatever the rank", () => {
  const solve = (decay: number, signalRank: number) =>
    new SubgradientMethod({ step: "normalized", stepSize: 0.25, decay, signalRank }).solveSync(problemOf(false), {
      rank: 3,
      start: randomStart({ scale: 1e-6 }),
      stop: iterations(1),
    });
  for (const rank of [1, 2])
    expect(() => solve(0.97, rank)).toThrow(/^the steps add up to 8\.33, which lets .* e\^8\.33; .* e\^1\d\.\d/);
  for (const rank of [1, 2]) expect(solve(0.99, rank).status).toBe("budget");
});

it("normalized steps are refused for complex matrices", () => {
  const { problem } = known(pauliOperator({ qubits: 1, settings: ["I", "X", "Y", "Z"] }, kernels), 1);
  expect(() =>
    new SymmetricSubgradientMethod({ step: "normalized" }).solveSync({ ...problem, loss: absolute }, { rank: 1 }),
  ).toThrow("normalized steps of subgm-symmetric are for real matrices; take geometric ones");
});

describe("the spectral start of signs", () => {
  it("is the positive part of 𝒜*(sign y)/√(mτ), and does not see the size of an error", () => {
    const problem = problemOf(true);
    const { result: start } = ask(problem, signSpectralStart(0.1)(problem, 8, 0));
    const far = { ...problem, measurements: problem.measurements.map((value, i) => (i % 10 === 0 ? value * 1e6 : value)) };
    expect(ask(far, signSpectralStart(0.1)(far, 8, 0)).result).toEqual(start);
    const signs = answered(problem.operator, dataAdjoint({ ...problem, measurements: problem.measurements.map(Math.sign) }));
    const d = symmetrized(signs);
    const { count, scale } = problem.operator;
    const product = matrix(8, 8);
    multiply(kernels, product, start.left, start.left, { transB: true });
    // ⟨B Bᵀ, D⟩ = ‖B Bᵀ‖² for the positive part B Bᵀ of D.
    const inner = product.data.reduce((sum, value, at) => sum + (value * d.data[at]) / Math.sqrt(count * scale), 0);
    const square = product.data.reduce((sum, value) => sum + value * value, 0);
    expect(inner / (square / 0.01)).toBeCloseTo(1, 10);
  });

  it("needs a scale", () => {
    for (const scale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => signSpectralStart(scale)).toThrow("a scale > 0");
  });
});
