import { describe, expect, it } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute, huber } from "../../src/losses/loss.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { SubgradientMethod } from "../../src/solvers/subgradient-method.ts";
import { SymmetricSubgradientMethod } from "../../src/solvers/symmetric-subgradient-method.ts";
import { gaussian } from "../kernels/matrices.ts";

const kernels = openKernels();

function problemOf(symmetric: boolean, rank = 2, scale = 1): Problem {
  const operator = symmetric
    ? symmetricGaussianOperator({ size: 8, count: 160, seed: 1 }, kernels)
    : gaussianOperator({ rows: 8, cols: 6, count: 160, seed: 1 }, kernels);
  const truth = syntheticTruth(operator, { rank, seed: 2, symmetric });
  const measurements = syntheticMeasurements(operator, truth).map((value) => scale * value);
  return createProblem({ operator, measurements, symmetric, loss: absolute });
}

/** Row-major A_i with unit-variance entries: those of the operator, read off by unit factors, times √m. */
function rawMatrices({ operator }: Problem): Float64Array[] {
  const { rows, cols, count } = operator;
  const raw = Array.from({ length: count }, () => new Float64Array(rows * cols));
  const out = new Float64Array(count);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const [left, right] = [matrix(rows, 1), matrix(cols, 1)];
      left.data[i] = right.data[j] = 1;
      operator.measure({ left, right }, out);
      for (let at = 0; at < count; at++) raw[at][i * cols + j] = Math.sqrt(count) * out[at];
    }
  return raw;
}

/** D = (1/m)Σ sign(⟨A_i, LRᵀ⟩ − y_i)·A_i from raw A_i and raw y, straight from the definition; row-major. */
function direction(problem: Problem, left: Float64Array, right: Float64Array, k: number): Float64Array {
  const { rows, cols, count } = problem.operator;
  const d = new Float64Array(rows * cols);
  for (const [at, a] of rawMatrices(problem).entries()) {
    let residual = -Math.sqrt(count) * problem.measurements[at];
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < cols; j++)
        for (let q = 0; q < k; q++) residual += a[i * cols + j] * left[i + q * rows] * right[j + q * cols];
    for (let e = 0; e < d.length; e++) d[e] += (Math.sign(residual) * a[e]) / count;
  }
  return d;
}

describe("one step is that of the definition over raw matrices", () => {
  // The operator's τ is that of its own draw, within a few per cent of 1; raw matrices are √m times its own.
  const size = (problem: Problem, step: number) => step / Math.sqrt(problem.operator.scale);

  it("for two factors", () => {
    const problem = problemOf(false);
    const [k, rows, cols] = [3, 8, 6];
    const start = { left: matrix(rows, k, gaussian(rows * k, 3)), right: matrix(cols, k, gaussian(cols * k, 4)) };
    const { estimate } = new SubgradientMethod({ stepSize: 0.3 }).solveSync(problem, { start, stop: iterations(1) });
    const d = direction(problem, start.left.data, start.right.data, k);
    const s = size(problem, 0.3);
    for (let q = 0; q < k; q++) {
      for (let i = 0; i < rows; i++) {
        let moved = start.left.data[i + q * rows];
        for (let j = 0; j < cols; j++) moved -= s * d[i * cols + j] * start.right.data[j + q * cols];
        expect(estimate.left.data[i + q * rows]).toBeCloseTo(moved, 12);
      }
      for (let j = 0; j < cols; j++) {
        let moved = start.right.data[j + q * cols];
        for (let i = 0; i < rows; i++) moved -= s * d[i * cols + j] * start.left.data[i + q * rows];
        expect(estimate.right.data[j + q * cols]).toBeCloseTo(moved, 12);
      }
    }
  });

  it("for one", () => {
    const problem = problemOf(true);
    const [k, n] = [3, 8];
    const left = matrix(n, k, gaussian(n * k, 3));
    const { estimate } = new SymmetricSubgradientMethod({ stepSize: 0.3 }).solveSync(problem, {
      start: { left, right: left },
      stop: iterations(1),
    });
    const d = direction(problem, left.data, left.data, k);
    for (let q = 0; q < k; q++)
      for (let i = 0; i < n; i++) {
        let moved = left.data[i + q * n];
        for (let j = 0; j < n; j++) moved -= size(problem, 0.3) * 0.5 * (d[i * n + j] + d[j * n + i]) * left.data[j + q * n];
        expect(estimate.left.data[i + q * n]).toBeCloseTo(moved, 12);
      }
  });

  it("and every further step is ρ times the one before", () => {
    const problem = problemOf(false);
    const start = { left: matrix(8, 2, gaussian(16, 3)), right: matrix(6, 2, gaussian(12, 4)) };
    const at = (t: number) =>
      new SubgradientMethod({ decay: 0.5, stepSize: 8 }).solveSync(problem, { start, stop: iterations(t) });
    const by = new SubgradientMethod({ decay: 0.5, stepSize: 4 }).solveSync(problem, {
      start: at(1).estimate,
      stop: iterations(1),
    });
    expect(at(2).estimate).toEqual(by.estimate);
  });
});

it("takes the absolute loss alone", () => {
  const problem = problemOf(false);
  for (const loss of [{ kind: "squared" } as const, huber(1)])
    expect(() => new SubgradientMethod().solveSync({ ...problem, loss }, { rank: 2 })).toThrow(
      `subgm descends Σ|rᵢ|; this problem carries the ${loss.kind} loss`,
    );
});

it("refuses a decay outside (0, 1] and a rank that is none", () => {
  for (const decay of [0, -1, 1.001, Number.NaN])
    expect(() => new SubgradientMethod({ decay })).toThrow("decay is a number > 0 and ≤ 1");
  for (const signalRank of [0, 1.5]) expect(() => new SubgradientMethod({ signalRank })).toThrow("signalRank is an integer ≥ 1");
});

it("recovers a matrix although a tenth of the measurements is far off", () => {
  const operator = gaussianOperator({ rows: 12, cols: 10, count: 300, seed: 4 }, kernels);
  const truth = syntheticTruth(operator, { rank: 2, seed: 4 });
  const measurements = syntheticMeasurements(operator, truth).map((value, i) =>
    i % 10 === 3 ? value + (i % 20 === 3 ? 5 : -5) : value,
  );
  const problem = createProblem({ operator, measurements, truth, loss: absolute });
  const { estimate } = new SubgradientMethod().solveSync(problem, { rank: 3, stop: iterations(3000) });
  const x = new Float64Array(300);
  operator.measure(estimate, x);
  const clean = syntheticMeasurements(operator, truth);
  const off = Math.hypot(...x.map((value, i) => value - clean[i])) / Math.hypot(...clean);
  expect(off).toBeLessThan(5e-3);
});

describe.each([false, true])("whatever the unit of y, symmetric %s", (symmetric) => {
  const solver = symmetric ? new SymmetricSubgradientMethod() : new SubgradientMethod();
  it.each([2 ** -26, 2 ** 26])("it takes the same steps by its defaults, y times %d", (scale) => {
    const [run, alike] = [1, scale].map((size) => solver.solveSync(problemOf(symmetric, 2, size), { rank: 2 }));
    expect(run.relativeResidual).toBeLessThan(0.05); // far from zero, where a schedule too short for its start would end
    expect(alike.status).toBe(run.status);
    expect(alike.iterations).toBe(run.iterations);
    expect(alike.relativeResidual / run.relativeResidual).toBeCloseTo(1, 6);
  });
});
