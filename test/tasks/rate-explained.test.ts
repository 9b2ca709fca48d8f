import { describe, expect, test } from "vitest";
import { stepSize } from "../../src/diagnostics/step-size.ts";
import { resultText } from "../../src/io/result-json.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { randomStart, type StartingPoint } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements } from "../../src/problem/synthetic.ts";
import { runPage } from "../../src/report/run-page.ts";
import { anyOf, defaultStop, iterations, residualBelow } from "../../src/solve/stop-rules.ts";
import { chooseSolver } from "../../src/tasks/choose-solver.ts";
import { explainRate } from "../../src/tasks/rate-explained.ts";
import { resultOf } from "../../src/tasks/result.ts";
import { allWords, known } from "../contracts/problems.ts";

const kernels = openKernels();

function everyEntry(n1: number, n2: number, options: { symmetric?: boolean; condition?: number } = {}) {
  const row = Int32Array.from({ length: n1 * n2 }, (_, at) => at % n1);
  const col = Int32Array.from({ length: n1 * n2 }, (_, at) => Math.floor(at / n1));
  return known(entrySampling({ rows: n1, cols: n2, row, col }, kernels), 2, options);
}

const stop = anyOf(residualBelow(1e-12), iterations(60_000));

const zeroRight =
  (scale: number): StartingPoint =>
  (problem, rank, seed) =>
    (function* () {
      const x = yield* randomStart({ scale })(problem, rank, seed);
      if ("right" in x) x.right.data.fill(0);
      return x;
    })();

describe("all of M observed, the prediction is within 3 % of the measurement", () => {
  const { problem } = everyEntry(12, 12);
  test.each([
    [2, 0.5, 1 / 3, "auto"],
    [3, 0.8, 1 / 3, "auto"],
    [4, 0.8, 1 / 3, 0.2],
    [6, 1, 0.1, 0.2],
    [8, 2, 1 / 3, 0.04],
    [12, 2, 1 / 3, 0.04],
    [12, 1, 1, 0.1],
  ] as const)("k = %d, α = %d, c = %d, step %s", (rank, scale, ratio, size) => {
    const solver = chooseSolver(problem, "gd", { stepSize: size });
    const run = solver.solveSync(problem, { rank, start: randomStart({ scale, ratio }), stop, record: [stepSize()] });
    expect(run.converged).toBe(true);
    const rate = explainRate(problem, solver, run);
    expect(rate).toBeDefined();
    expect(rate!.measured / rate!.predicted).toBeGreaterThan(0.97);
    expect(rate!.measured / rate!.predicted).toBeLessThan(1.03);
    expect(rate!.setBy).toMatch(
      /^column \d+ of the (left|right) factor, σ = [\d.]+( and column \d+ of the right factor, σ = [\d.]+)?$/,
    );
  });

  test.each([
    [0.25, true],
    [0.5, false], // set by a direction of the right factor alone, which moves with the left one's step
    [2, false],
  ])("steps of the right factor %d times those of the left", (stepRatio, matters) => {
    const solver = chooseSolver(problem, "gd", { stepSize: 0.1, stepRatio });
    const run = solver.solveSync(problem, { rank: 3, start: randomStart({ scale: 0.8, ratio: 1 / 3 }), stop });
    const rate = explainRate(problem, solver, run)!;
    expect(rate.measured / rate.predicted).toBeGreaterThan(0.97);
    expect(rate.measured / rate.predicted).toBeLessThan(1.03);
    const equal = explainRate(problem, chooseSolver(problem, "gd", { stepSize: 0.1 }), run)!;
    expect(Math.abs(equal.predicted / rate.predicted - 1) > 0.05).toBe(matters);
  });

  test("a factor that is zero at the start", () => {
    const solver = chooseSolver(problem, "gd", { stepSize: 0.2 });
    const run = solver.solveSync(problem, { rank: 4, start: zeroRight(0.8), stop });
    const rate = explainRate(problem, solver, run, { zeroAtStart: "right", rank: 2 });
    expect(rate!.measured / rate!.predicted).toBeGreaterThan(0.97);
    expect(rate!.measured / rate!.predicted).toBeLessThan(1.03);
    expect(rate!.setBy).toMatch(/^column 2 of the right factor/);
    // Without being told, it would wait for directions that never moved.
    expect(explainRate(problem, solver, run)!.predicted).not.toBeCloseTo(rate!.predicted, 3);
  });

  test.each([
    ["gd-modified", { stepSize: 0.2 }, 5, 0.1],
    ["gd-modified", { form: "flat" }, 5, 0.1],
    ["scaled-gd", { stepSize: 0.3 }, 2, undefined],
    ["scaled-gd", { stepSize: 0.1, damping: 0.3 }, 2, 0.5],
  ] as const)("%s %j", (name, options, rank, scale) => {
    const solver = chooseSolver(problem, name, options);
    const start = randomStart({ scale: scale ?? 0.5, ratio: 1 / 3 });
    const run = solver.solveSync(problem, { rank, start, stop, record: [stepSize()] });
    const rate = explainRate(problem, solver, run)!;
    expect(rate.measured / rate.predicted).toBeGreaterThan(0.97);
    expect(rate.measured / rate.predicted).toBeLessThan(1.03);
  });

  test("one factor, real and complex", () => {
    const { problem: real } = everyEntry(10, 10, { symmetric: true });
    const pauli = known(pauliOperator({ qubits: 3, settings: allWords(3) }, kernels), 2);
    for (const one of [real, pauli.problem]) {
      const solver = chooseSolver(one, "gd-symmetric", { stepSize: 0.2 / one.operator.scale });
      const run = solver.solveSync(one, { rank: 2, start: randomStart({ scale: 0.5 }), stop });
      const rate = explainRate(one, solver, run)!;
      expect(rate.measured / rate.predicted).toBeGreaterThan(0.97);
      expect(rate.measured / rate.predicted).toBeLessThan(1.03);
      expect(rate.setBy).toMatch(/^column 2 of the factor, σ = /);
    }
  });
});

describe("where nothing is explained", () => {
  const { problem } = everyEntry(10, 10, { symmetric: true });

  test("a tail that falls as 1/T", () => {
    const solver = chooseSolver(problem, "gd-symmetric", { stepSize: 0.2 });
    const run = solver.solveSync(problem, { rank: 5, start: randomStart({ scale: 0.5 }), stop: iterations(4000) });
    expect(explainRate(problem, solver, run)).toBeUndefined();
  });

  test("noise, where the residual rests", () => {
    const operator = gaussianOperator({ rows: 10, cols: 10, count: 300, seed: 1 }, kernels);
    const { truth } = known(operator, 2);
    const noisy = createProblem({ operator, measurements: syntheticMeasurements(operator, truth, 0.1, 4), truth });
    const solver = chooseSolver(noisy, "gd");
    const run = solver.solveSync(noisy, { rank: 2, stop: defaultStop(), record: [stepSize()] });
    expect(explainRate(noisy, solver, run)).toBeUndefined();
  });

  test("an automatic step that was not recorded, and a run that has just begun", () => {
    const { problem: plain } = everyEntry(10, 10);
    const solver = chooseSolver(plain, "gd");
    expect(explainRate(plain, solver, solver.solveSync(plain, { rank: 2 }))).toBeUndefined();
    expect(
      explainRate(plain, solver, solver.solveSync(plain, { rank: 2, record: [stepSize()], stop: iterations(5) })),
    ).toBeUndefined();
  });
});

test("under sensing the measured rate is a part of the predicted one, and result.json and the page have both", () => {
  const { problem } = known(gaussianOperator({ rows: 12, cols: 10, count: 400, seed: 1 }, kernels), 2);
  const solver = chooseSolver(problem, "gd");
  const run = solver.solveSync(problem, { rank: 2, record: [stepSize()] });
  const result = resultOf(problem, solver, run);
  expect(result.rate).toMatchObject({
    measured: expect.any(Number),
    predicted: expect.any(Number),
    setBy: expect.stringMatching(/^column 2 of the/),
  });
  const share = result.rate!.measured / result.rate!.predicted;
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(1);
  expect(JSON.parse(resultText(result)).rate).toEqual(result.rate);
  const headings = (rate: typeof result.rate) =>
    runPage({ result: { ...result, rate }, history: run.history }).sections.map(({ heading }) => heading);
  expect(headings(result.rate)).toContain("Rate of the linear tail");
  expect(headings(null)).not.toContain("Rate of the linear tail");
});
