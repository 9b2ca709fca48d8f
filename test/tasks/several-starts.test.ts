import { describe, expect, test } from "vitest";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { solveProblem } from "../../src/tasks/recover-problem.ts";
import { solveFromStarts } from "../../src/tasks/several-starts.ts";
import { backends, portableBackend } from "../contracts/backends.ts";
import { known } from "../contracts/problems.ts";

const { problem } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, portableBackend), 2);

test("each start is the run of its seed, and the best of them is returned", async () => {
  const options = { rank: 2, seed: 7, maxIterations: 30 };
  const { run, runs, agreeing } = await solveFromStarts(problem, options, 3);
  expect(runs.map(({ seed }) => seed)).toEqual(["7", "8", "9"]);
  for (const [i, one] of runs.entries()) {
    const { run: alone } = await solveProblem(problem, { ...options, seed: 7 + i });
    expect(one.estimate).toEqual(alone.estimate);
  }
  expect(run.relativeResidual).toBe(Math.min(...runs.map(({ relativeResidual }) => relativeResidual)));
  expect(agreeing).toBeLessThanOrEqual(3);
  const last = await solveFromStarts(problem, { ...options, seed: "9223372036854775807" }, 2);
  expect(last.runs.map(({ seed }) => seed)).toEqual(["9223372036854775807", "-9223372036854775808"]);
});

test("starts that end in one place are not ambiguous", async () => {
  const { run, agreeing } = await solveFromStarts(problem, { rank: 2 }, 4);
  expect([run.status, agreeing]).toEqual(["converged", 4]);
  expect(run.warnings).toEqual([]);
});

describe.each(backends)("on %s kernels", (_, kernels) => {
  test("data that several matrices fit carry the warning, with its numbers", async () => {
    // Fewer measurements than degrees of freedom: every start fits, each at a matrix of its own.
    const operator = gaussianOperator({ rows: 8, cols: 8, count: 20, seed: 3 }, kernels);
    const truth = syntheticTruth(operator, { rank: 2, seed: 1 });
    const few = createProblem({ operator, measurements: syntheticMeasurements(operator, truth) });
    const { run, agreeing } = await solveFromStarts(few, { rank: 2 }, 5);
    expect(agreeing).toBe(1);
    const [warning] = run.warnings.filter(({ code }) => code === "ambiguous");
    expect(warning.message).toMatch(/^5 of 5 starts fit equally well, and 4 of them end elsewhere, up to \d/);
  });

  test("states of a complex problem are compared up to their phase", async () => {
    const settings = ["XX", "XY", "XZ", "YX", "YY", "YZ", "ZX", "ZY", "ZZ", "XI", "IX", "YI", "IY", "ZI", "IZ", "II"];
    const { problem: state } = known(pauliOperator({ qubits: 2, settings }, kernels), 1);
    const { run, agreeing } = await solveFromStarts(state, { rank: 1 }, 3);
    expect([run.status, agreeing, run.warnings]).toEqual(["converged", 3, []]);
  });
});

test.each([0, 1.5, 1001, Number.NaN])("%s starts are refused", async (starts) => {
  await expect(solveFromStarts(problem, { rank: 2 }, starts)).rejects.toThrow(
    `the number of starts is an integer from 1 to 1000, got ${starts}`,
  );
});
