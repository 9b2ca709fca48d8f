import { describe, expect, it } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute } from "../../src/losses/loss.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { PreconditionedSubgradientMethod } from "../../src/solvers/preconditioned-subgradient-method.ts";
import { known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";
import {
  adjointOf,
  gramOf,
  inverse,
  plus,
  productOf,
  type Rows,
  relativeGap,
  residualOf,
  rowsOf,
  times,
  transposed,
} from "./dense.ts";

const kernels = openKernels();
const operator = gaussianOperator({ rows: 12, cols: 10, count: 119, seed: 4 }, kernels);
const clean = known(operator, 2, { condition: 5 }).problem;
/** Every fourteenth measurement is far off. */
const errors = clean.measurements.map((_, i) => (i % 14 === 3 ? (i % 28 === 3 ? 4 : -3) : 0));
const problem: Problem = createProblem({
  ...clean,
  measurements: clean.measurements.map((value, i) => value + errors[i]),
  loss: absolute,
});
const optimum = errors.reduce((sum, value) => sum + Math.abs(value), 0);

const start = {
  left: matrix(12, 3, gaussian(36, 1)),
  right: matrix(10, 3, gaussian(30, 2)),
};

/** One step as it is written down, from D, f and f* with raw A_i = √(m/τ)·A_i and raw y. */
function defined(options: { damping?: number; adaptive?: number; shrink?: boolean }, step: number | "polyak") {
  const raw = Math.sqrt(operator.count / operator.scale);
  const r = residualOf(problem, start).map((value) => raw * value);
  const d = adjointOf(problem, r.map(Math.sign)).map((row) => row.map((v) => (raw * v) / operator.count));
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + Math.abs(value), 0) / operator.count;
  const above = mean(r) - mean(errors.map((value) => raw * value));
  const lambda = (options.damping ?? 0) + (options.adaptive ?? 0) * above;
  const [l, right] = [rowsOf(start.left), rowsOf(start.right)];
  const pull = (z: Rows, other: Rows, own: Rows) => plus(times(z, other), options.shrink ? lambda : 0, own);
  const [sr, sl] = [pull(d, right, l), pull(transposed(d), l, right)];
  const [pr, pl] = [times(sr, inverse(gramOf(right, lambda))), times(sl, inverse(gramOf(l, lambda)))];
  const inner = (a: Rows, b: Rows) => a.flat().reduce((sum, value, i) => sum + value * b.flat()[i], 0);
  const size = step === "polyak" ? above / (inner(sr, pr) + inner(sl, pl)) : step;
  return [plus(l, -size, pr), plus(right, -size, pl)];
}

describe("one step is that of the definition over raw matrices", () => {
  it.each([{}, { damping: 0.3 }, { adaptive: 0.2 }, { damping: 0.1, adaptive: 0.2, shrink: true }])("Polyak's, %j", (options) => {
    const { estimate } = new PreconditionedSubgradientMethod({ step: "polyak", optimum, ...options }).solveSync(problem, {
      start,
      stop: iterations(1),
    });
    const [l, r] = defined(options, "polyak");
    expect(relativeGap(rowsOf(estimate.left), l)).toBeLessThanOrEqual(1e-12);
    expect(relativeGap(rowsOf(estimate.right), r)).toBeLessThanOrEqual(1e-12);
  });

  it("geometric ones, whose size follows the median of |y|", () => {
    const one = new PreconditionedSubgradientMethod({ stepSize: 0.1 }).solveSync(problem, { start, stop: iterations(1) });
    const l = rowsOf(start.left);
    const moved = Math.hypot(...plus(rowsOf(one.estimate.left), -1, l).flat());
    const unit = Math.hypot(...plus(defined({}, 1)[0], -1, l).flat());
    const truth = Math.sqrt(1 + 1 / 25); // ‖M‖_F
    expect(moved / unit / (0.1 * truth)).toBeGreaterThan(0.6);
    expect(moved / unit / (0.1 * truth)).toBeLessThan(1.6);
  });
});

const path = (options: ConstructorParameters<typeof PreconditionedSubgradientMethod>[0], steps = 20) =>
  productOf(
    new PreconditionedSubgradientMethod({ step: "polyak", optimum, ...options }).solveSync(problem, {
      rank: 3,
      stop: iterations(steps),
    }).estimate,
  );

it("without damping balancing does not change the path of X, and with it it does", () => {
  expect(relativeGap(path({ balanceEvery: 1 }), path({ balanceEvery: 0 }))).toBeLessThanOrEqual(1e-9);
  expect(relativeGap(path({ balanceEvery: 1, damping: 0.05 }), path({ balanceEvery: 0, damping: 0.05 }))).toBeGreaterThan(1e-6);
});

it("recovers M although measurements are far off, and a constant damping leaves a floor", () => {
  const error = (options: object) => {
    const solver = new PreconditionedSubgradientMethod({ step: "polyak", optimum, ...options });
    return relativeErrorOf(problem, solver.solveSync(problem, { rank: 3, stop: iterations(1500) }).estimate);
  };
  expect(error({ adaptive: 0.1 })).toBeLessThan(1e-8);
  expect(error({ damping: 0.02 })).toBeGreaterThan(1e-5);
});

it("rests at the optimum of Polyak's step", () => {
  const run = new PreconditionedSubgradientMethod({ step: "polyak" }).solveSync(
    { ...clean, loss: absolute },
    { start: clean.truth as typeof start, stop: iterations(5) },
  );
  expect(relativeErrorOf(clean, run.estimate)).toBeLessThan(1e-14);
});

it("refuses the squared loss and a share of outliers that is none", () => {
  expect(() => new PreconditionedSubgradientMethod().solveSync(clean, { rank: 2 })).toThrow(
    "opsa descends Σ|rᵢ|; this problem carries the squared loss: create it with loss: absolute",
  );
  for (const outliers of [1, -0.1])
    expect(() => new PreconditionedSubgradientMethod({ outliers })).toThrow("a number ≥ 0 and < 1");
  expect(new PreconditionedSubgradientMethod({ shrink: "true" as never }).options.shrink).toBe(true);
});
