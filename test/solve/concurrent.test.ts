import { describe, expect, test } from "vitest";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import type { Run } from "../../src/solve/policy.ts";
import { holdOut, iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { ScaledGradientDescent } from "../../src/solvers/scaled-gradient-descent.ts";
import { backends } from "../contracts/backends.ts";
import { timeless } from "./timeless.ts";

describe.each(backends)("on %s kernels", (_, kernels) => {
  test("eight solves at a time have the bits of eight in turn", async () => {
    // Large enough that every gradient is answered on the core's own threads.
    const [rows, cols, count] = kernels.offThread ? [40, 30, 900] : [12, 9, 150];
    const operator = gaussianOperator({ rows, cols, count, seed: 3 }, kernels);
    if (kernels.offThread) expect(operator.work(2)).toBeGreaterThan(2e6);
    const truth = syntheticTruth(operator, { rank: 2, condition: 5, seed: 1 });
    const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
    const runs = Array.from({ length: 8 }, (_, i) => ({
      solver: i % 2 === 0 ? new GradientDescent() : new ScaledGradientDescent(),
      policy: { rank: 2 + (i % 3), seed: i, stop: i === 5 ? holdOut() : iterations(12 + i) },
    }));
    const inTurn: Run[] = [];
    for (const { solver, policy } of runs) inTurn.push(await solver.solve(problem, policy));
    const together = await Promise.all(runs.map(({ solver, policy }) => solver.solve(problem, policy)));
    expect(together.map(timeless)).toEqual(inTurn.map(timeless));
    expect(together.map(timeless)).toEqual(runs.map(({ solver, policy }) => timeless(solver.solveSync(problem, policy))));
  });
});
