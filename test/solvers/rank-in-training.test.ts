import { expect, test } from "vitest";
import { columnsOf } from "../../src/linalg/columns.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { answered } from "../../src/problem/answered.ts";
import { leastCurvature, SADDLE } from "../../src/problem/curvature.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { randomStart, spectralStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { IterativeHardThresholding } from "../../src/solvers/iterative-hard-thresholding.ts";
import { OrderedDropout } from "../../src/solvers/ordered-dropout.ts";
import { TrainedRankPruning } from "../../src/solvers/trained-rank-pruning.ts";
import { portableBackend } from "../contracts/backends.ts";
import { ask, withDataNorm } from "../contracts/by-hand.ts";
import { adjointOf, plus, type Rows, relativeGap, residualOf, rowsOf, times, transposed } from "./dense.ts";

const operator = gaussianOperator({ rows: 9, cols: 7, count: 60, seed: 8 }, portableBackend);
const truth = syntheticTruth(operator, { rank: 2, condition: 2, seed: 8 });
const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });

test("truncation at every step without a penalty is singular value projection", () => {
  const policy = { rank: 2, start: spectralStart(), stop: iterations(30) };
  const pruned = new TrainedRankPruning({ stepSize: 0.4 }).solveSync(problem, policy);
  const projected = new IterativeHardThresholding({ stepSize: 0.4 }).solveSync(problem, policy);
  const [a, b] = [pruned, projected].map(({ history }) => history.column("relativeResidual"));
  for (let i = 0; i <= 30; i++) expect(Math.abs(a[i] - b[i])).toBeLessThan(1e-12);
  expect(pruned.certificate).toEqual({ truncations: 30, kept: 2 });
});

test("a truncation by energy keeps the fewest singular values that hold it", () => {
  const kept = [0.5, 0.9, 0.999].map(
    (energy) =>
      new TrainedRankPruning({ energy }).solveSync(problem, { rank: 2, start: spectralStart(), stop: iterations(1) }).certificate
        ?.kept,
  );
  expect(kept[0]).toBe(1);
  expect(kept).toEqual(kept.toSorted());
  expect(kept[2]).toBeGreaterThan(2);
});

test("a step over all prefixes is what its definition says", () => {
  const [k, eta, lambda] = [3, 0.1, 0.05];
  const run = (steps: number) =>
    new OrderedDropout({ stepSize: eta, penalty: lambda }).solveSync(problem, {
      rank: k,
      start: randomStart({ scale: 1 }),
      stop: iterations(steps),
    }).estimate;
  const x = run(0);
  const first = (rows: Rows, b: number) => rows.map((row) => row.slice(0, b));
  const widen = (rows: Rows) => rows.map((row) => [...row, ...new Array(k - row.length).fill(0)]);
  const scaled = (rows: Rows, s: number) => rows.map((row) => row.map((value) => s * value));
  const [f, g] = [rowsOf(x.left), rowsOf(x.right)];
  let [df, dg] = [scaled(f, 0), scaled(g, 0)];
  for (let b = 1; b <= k; b++) {
    const e = adjointOf(problem, residualOf(problem, { left: columnsOf(x.left, 0, b), right: columnsOf(x.right, 0, b) }));
    df = plus(df, 1 / k, widen(times(e, first(g, b))));
    dg = plus(dg, 1 / k, widen(times(transposed(e), first(f, b))));
  }
  const penalty = (rows: Rows): Rows => {
    let out = scaled(rows, 0);
    for (let b = 0; b < k; b++) {
      const tail = rows.map((row) => row.map((value, i) => (i < b ? 0 : value)));
      out = plus(out, lambda / Math.hypot(...tail.flat()), tail);
    }
    return out;
  };
  const after = run(1);
  expect(relativeGap(rowsOf(after.left), plus(f, -eta, plus(df, operator.scale, penalty(f))))).toBeLessThan(1e-9);
  expect(relativeGap(rowsOf(after.right), plus(g, -eta, plus(dg, operator.scale, penalty(g))))).toBeLessThan(1e-9);
});

test("a drawn prefix moves its columns alone, and every width is drawn as often", () => {
  const k = 4;
  const whole = withDataNorm(problem);
  const widths = Array.from({ length: 80 }, (_, drawSeed) => {
    const solver = new OrderedDropout({ prefixes: "drawn", drawSeed, penalty: 1e-300, stepSize: 0.1 });
    const { result: state } = ask(whole, solver.start(whole, ask(whole, randomStart({ scale: 1 })(whole, k, 0)).result));
    const before = rowsOf(state.x.left);
    ask(whole, solver.step(state, whole));
    const after = rowsOf(state.x.left);
    const moved = before[0].map((_, j) => before.some((row, i) => row[j] !== after[i][j]));
    const width = moved.lastIndexOf(true) + 1;
    expect(moved.slice(0, width).every(Boolean)).toBe(true);
    return width;
  });
  for (let b = 1; b <= k; b++) expect(Math.abs(widths.filter((width) => width === b).length - 20)).toBeLessThan(16);
});

test("with noise the loss falls along the columns that were emptied, and that is no saddle", () => {
  const sensed = gaussianOperator({ rows: 24, cols: 18, count: 300, seed: 3 });
  const measurements = syntheticMeasurements(sensed, syntheticTruth(sensed, { rank: 2, condition: 2, seed: 3 }), 0.05, 3);
  const given = createProblem({ operator: sensed, measurements });
  const run = new OrderedDropout().solveSync(given, { rank: 5, seed: 1 });
  expect(run.certificate).toMatchObject({ columns: 2 });
  expect(run.warnings.filter(({ code }) => code === "saddle")).toEqual([]);
  expect(run.curvature).toBeGreaterThan(0);
  const all = answered(given.operator, leastCurvature(withDataNorm(given), run.estimate));
  expect(all).toBeLessThan(SADDLE);
});

test.each([
  { r: 2, k: 5, condition: 10, count: 430, left: 1 },
  { r: 3, k: 3, condition: 3, count: 400, left: 2 },
])("a direction that the penalty outweighs is emptied with the rest: r = $r, k = $k, κ = $condition", (at) => {
  const sensed = gaussianOperator({ rows: 24, cols: 18, count: at.count, seed: 1 });
  const measurements = syntheticMeasurements(sensed, syntheticTruth(sensed, { rank: at.r, condition: at.condition, seed: 0 }));
  const run = new OrderedDropout().solveSync(createProblem({ operator: sensed, measurements }), { rank: at.k });
  expect(run.certificate).toEqual({ columns: at.left });
});
