import { describe, expect, it } from "vitest";
import { liftedSaddle } from "../../src/diagnostics/lifted-saddle.ts";
import { liftedTensor } from "../../src/experiments/lifted-tensor.ts";
import { perturbedCompletion, signs } from "../../src/experiments/perturbed-completion.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { askLiftedLoss, liftedSlope, liftedWork, tensorPower } from "../../src/solvers/parts/lifted-loss.ts";
import { SymmetricGradientDescent } from "../../src/solvers/symmetric-gradient-descent.ts";
import { firstSaddleOrder, liftedCurvature, symmetrizedProducts } from "../../src/theory/lifted-landscape.ts";
import { ask } from "../contracts/by-hand.ts";
import { gaussian } from "../kernels/matrices.ts";
import { checkExhibits } from "./exhibits.ts";

const kernels = openKernels();

it("lifted-tensor holds as a toy, and fails where one weight stands for another", async () => {
  const outcome = await runExperiment(liftedTensor, { kernels, toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(17);
  checkExhibits(outcome.exhibits);
  const shown = outcome.exhibits.find(({ heading }) => heading.startsWith("Rank two"))!.table!.rows;
  expect(shown.map((row) => row[1])).toEqual([1, 1, 1, 1, 3, 3, 3, 3]);
  const cells = liftedTensor.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const swapped = results.map((one, i) => (i < 2 ? { ...one, table: results[1 - i].table } : one));
  expect(verdictOf(liftedTensor.judge(swapped))).toBe("fails");
  const single = results.map((one) =>
    one.cell.order === 3 && one.cell.size === 1e-3
      ? { ...one, table: results.find(({ cell }) => cell.order === 1 && cell.size === 1 && cell.seed === 1)!.table }
      : one,
  );
  expect(verdictOf(liftedTensor.judge(single))).not.toBe("holds");
  expect(verdictOf(liftedTensor.judge(results.slice(1)))).toBe("undecided");
});

describe("the curvature at a spurious point", () => {
  const problem = perturbedCompletion(5, 0.3, kernels);
  const start = matrix(5, 1, signs(5, true));
  const { estimate, history } = new SymmetricGradientDescent({ stepSize: 0.1 }).solveSync(problem, {
    start: { left: start, right: start },
    stop: iterations(4000),
  });
  const x = estimate.left;
  const { curvature, direction, products } = liftedSaddle(problem, x);

  it("is that of the tensors' loss, of symmetrized A_i", () => {
    for (const order of [1, 3]) {
      const { result: loss } = ask(problem, askLiftedLoss(problem, order, problem.operator.scale));
      const work = liftedWork(loss, 1);
      const [w, u] = [tensorPower(x.data, order), tensorPower(direction.data, order)];
      const slant = (t: number) => {
        const slope = new Float64Array(w.length);
        ask(problem, liftedSlope(loss, { w: w.map((value, i) => value + t * u[i]), slope }, work));
        return slope.reduce((sum, value, i) => sum + value * u[i], 0);
      };
      // With τ for ‖𝒜*(y)‖₂ the units are those of 𝒜/√τ.
      const predicted = liftedCurvature(symmetrizedProducts(products), order) / problem.operator.scale ** order;
      expect((slant(1e-4) - slant(-1e-4)) / 2e-4).toBeCloseTo(predicted, 6);
      expect(Math.abs(slant(0))).toBeLessThan(1e-10);
    }
  });

  it("is that of raw A_i for l = 1 in every direction: least at an eigenvector of the Hessian", () => {
    const value = (v: Float64Array, t: number) => {
      const moved = matrix(
        5,
        1,
        x.data.map((one, i) => one + t * v[i]),
      );
      const out = new Float64Array(25);
      problem.operator.measure({ left: moved, right: moved }, out);
      return 0.25 * out.reduce((sum, one, i) => sum + (one - problem.measurements[i]) ** 2, 0);
    };
    const along = (v: Float64Array) => (value(v, 1e-3) + value(v, -1e-3) - 2 * value(v, 0)) / 1e-6;
    expect(along(direction.data)).toBeCloseTo(liftedCurvature(products, 1), 4);
    for (let seed = 1; seed < 30; seed++) {
      const v = gaussian(5, seed);
      const size = Math.hypot(...v);
      expect(along(v.map((one) => one / size))).toBeGreaterThan(curvature - 1e-4);
    }
    expect(history.get("value", 4000)).toBeCloseTo(0.316, 3);
  });

  it("has a first odd order, or none", () => {
    expect(firstSaddleOrder(products)).toBe(3);
    expect(firstSaddleOrder({ fit: 1, data: 0.5, crossed: 1, mirrored: 0 })).toBeNaN();
  });

  it("is refused where it is not that of a real symmetric problem and one column", () => {
    expect(() => liftedSaddle(problem, matrix(5, 2))).toThrow("x is one column of 5 numbers, got 5×2");
    const operator = gaussianOperator({ rows: 3, cols: 3, count: 5, seed: 1 }, kernels);
    const other = createProblem({ operator, measurements: gaussian(5, 1) });
    expect(() => liftedSaddle(other, matrix(3, 1))).toThrow("the probe is of a real symmetric problem");
  });
});
