import { expect, test } from "vitest";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { randomStart, spectralStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { chosenStart } from "../../src/tasks/chosen-start.ts";

const asymmetric = { symmetric: false };

test("a choice of start is the starting point of that name and size", () => {
  expect(chosenStart(asymmetric, {})).toBeUndefined();
  expect(chosenStart(asymmetric, { start: "own" })).toBeUndefined();
  expect(chosenStart(asymmetric, { start: "spectral" })?.recorded).toEqual({ kind: "spectral" });
  expect(chosenStart(asymmetric, { ratio: 0.5 }, { variance: "1" })?.recorded).toEqual({
    kind: "random",
    scale: 1e-3,
    ratio: 0.5,
    variance: "1",
    relative: false,
  });
});

test("what does not go together is refused", () => {
  expect(() => chosenStart(asymmetric, { start: "spectral", scale: 1, ratio: 1 })).toThrow(
    "a scale and ratio belongs to a random start, and the start is spectral",
  );
  expect(() => chosenStart({ symmetric: true }, { ratio: 1 })).toThrow("a symmetric problem has one factor");
  expect(() => chosenStart(asymmetric, { scale: -1 })).toThrow("needs scale > 0");
  expect(() => chosenStart(asymmetric, { start: "zero" as "own" })).toThrow("a start is random, spectral, own, got zero");
});

test("a run records its start, and begins there", async () => {
  const operator = gaussianOperator({ rows: 6, cols: 5, count: 60, seed: 1 });
  const truth = syntheticTruth(operator, { rank: 1, seed: 1 });
  const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
  const solver = new GradientDescent();
  const run = (start?: Parameters<GradientDescent["solve"]>[1]) =>
    solver.solve(problem, { rank: 1, stop: iterations(3), ...start });
  expect((await run()).start).toMatchObject({ kind: "random", scale: 1e-3 });
  expect((await run({ start: randomStart({ scale: 0.5 }) })).start).toMatchObject({ kind: "random", scale: 0.5 });
  expect((await run({ start: spectralStart() })).start).toEqual({ kind: "spectral" });
  const { estimate } = await run();
  expect((await run({ start: estimate })).start).toEqual({ kind: "given" });
  const own = function* () {
    yield* [];
    return estimate;
  };
  expect((await run({ start: own })).start).toEqual({ kind: "own" });
});

test("a start that is next to nothing grows until it is something", async () => {
  const operator = gaussianOperator({ rows: 6, cols: 5, count: 60, seed: 1 });
  const truth = syntheticTruth(operator, { rank: 1, seed: 1 });
  const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
  const run = await new GradientDescent().solve(problem, { rank: 1, start: randomStart({ scale: 1e-140 }) });
  expect(run.status).toBe("converged");
});
