import { expect, it } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute } from "../../src/losses/loss.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import type { Problem } from "../../src/problem/problem.ts";
import { randomStart } from "../../src/problem/starting-points.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { AlternatingPreconditionedGradientDescent } from "../../src/solvers/alternating-preconditioned-gradient-descent.ts";
import { known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";
import { adjointOf, gramOf, inverse, plus, type Rows, relativeGap, residualOf, rowsOf, times, transposed } from "./dense.ts";

const kernels = openKernels();
const { problem } = known(gaussianOperator({ rows: 10, cols: 8, count: 150, seed: 2 }, kernels), 2, { condition: 5 });

const matrixOf = (rows: Rows) => matrix(rows.length, rows[0].length, Float64Array.from(transposed(rows).flat()));

/** The published step by normal equations: L −= (η/τ)ZR(RᵀR)⁻¹, then R with Z taken anew. `columns` are those that are independent. */
function published({ left, right }: { left: Rows; right: Rows }, given: Problem, stepSize: number): { left: Rows; right: Rows } {
  const eta = stepSize / given.operator.scale;
  const z = (l: Rows, r: Rows) => adjointOf(given, residualOf(given, { left: matrixOf(l), right: matrixOf(r) }));
  const l = plus(left, -eta, times(times(z(left, right), right), inverse(gramOf(right))));
  return { left: l, right: plus(right, -eta, times(times(transposed(z(l, right)), l), inverse(gramOf(l)))) };
}

it("walks the path of X that the published factors walk", () => {
  const start = { left: matrix(10, 3, gaussian(30, 1)), right: matrix(8, 3, gaussian(24, 2)) };
  let by = { left: rowsOf(start.left), right: rowsOf(start.right) };
  for (let t = 1; t <= 25; t++) {
    by = published(by, problem, 0.5);
    const run = new AlternatingPreconditionedGradientDescent().solveSync(problem, { start, stop: iterations(t) });
    const x = times(rowsOf(run.estimate.left), transposed(rowsOf(run.estimate.right)));
    expect(relativeGap(x, times(by.left, transposed(by.right)))).toBeLessThanOrEqual(1e-8);
  }
});

it("leaves balanced factors: orthogonal columns of equal norms", () => {
  const { estimate } = new AlternatingPreconditionedGradientDescent().solveSync(problem, { rank: 3, stop: iterations(7) });
  const [l, r] = [gramOf(rowsOf(estimate.left)), gramOf(rowsOf(estimate.right))];
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      expect(Math.abs(l[i][j] - r[i][j])).toBeLessThanOrEqual(1e-13);
      if (i !== j) expect(Math.abs(l[i][j])).toBeLessThanOrEqual(1e-13);
    }
});

it("takes the step of least norm where a factor has lost rank", () => {
  // R = [c, c], with R(RᵀR)^† = R/(2‖c‖²); L keeps both its columns, and R gets its rank back.
  const c = gaussian(8, 2);
  const start = { left: matrix(10, 2, gaussian(20, 1)), right: matrix(8, 2, Float64Array.from([...c, ...c])) };
  const { estimate } = new AlternatingPreconditionedGradientDescent().solveSync(problem, { start, stop: iterations(1) });
  const [l, r, eta] = [rowsOf(start.left), rowsOf(start.right), 0.5 / problem.operator.scale];
  const z = (left: Rows) => adjointOf(problem, residualOf(problem, { left: matrixOf(left), right: start.right }));
  const moved = plus(l, -eta / (2 * Math.hypot(...c) ** 2), times(z(l), r));
  const right = plus(r, -eta, times(times(transposed(z(moved)), moved), inverse(gramOf(moved))));
  const x = times(rowsOf(estimate.left), transposed(rowsOf(estimate.right)));
  expect(relativeGap(x, times(moved, transposed(right)))).toBeLessThanOrEqual(1e-12);
});

it("keeps its rate from condition number 10 to 10⁶, with twice the columns", () => {
  const taken = [10, 1e6].map((condition) => {
    const hard = known(gaussianOperator({ rows: 12, cols: 12, count: 130, seed: 5 }, kernels), 2, { condition }).problem;
    const stop = iterations(500);
    const run = new AlternatingPreconditionedGradientDescent({ stepSize: 0.9 }).solveSync(hard, { rank: 4, stop });
    expect(relativeErrorOf(hard, run.estimate)).toBeLessThan(1e-10);
    return run.history.column("relativeResidual").findIndex((value) => value < 1e-9);
  });
  expect(Math.max(...taken) / Math.min(...taken)).toBeLessThan(1.5);
});

it("starts at a tenth of √σ₁, whatever the units of M", () => {
  const scaled = { ...problem, measurements: problem.measurements.map((v) => 1024 * v), truth: undefined };
  const policy = { rank: 2, stop: iterations(3) };
  const [run, larger] = [problem, scaled].map((p) => new AlternatingPreconditionedGradientDescent().solveSync(p, policy));
  expect(larger.estimate.left.data).toEqual(run.estimate.left.data.map((v) => 32 * v));
  const alone = new AlternatingPreconditionedGradientDescent().solveSync(problem, { ...policy, start: randomStart() });
  expect(alone.estimate).not.toEqual(run.estimate);
});

it("refuses the absolute loss, and names who takes it", () => {
  expect(() => new AlternatingPreconditionedGradientDescent().solveSync({ ...problem, loss: absolute }, { rank: 2 })).toThrow(
    "apgd descends ½‖r‖²; this problem carries the absolute loss, which opsa, subgm and gd take",
  );
});
