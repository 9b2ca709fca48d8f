import { expect, test } from "vitest";
import { NotEnoughMemory } from "../../src/kernels/memory.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { estimateMemory } from "../../src/solve/memory.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { portableBackend } from "../contracts/backends.ts";

const operator = gaussianOperator({ rows: 30, cols: 20, count: 150, seed: 0 }, portableBackend);
const truth = syntheticTruth(operator, { rank: 2, seed: 0 });
const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
// Between what factors of rank 2 and what whole matrices take.
const maxMemory = 100_000;

test.each(["iht", "matrix-irls", "fista"] as const)(
  "%s is refused where whole matrices do not fit, and a solver of factors is named",
  (name) => {
    // At least X, 𝒜*(r), and the results and workspace of an SVD.
    expect(estimateMemory(problem, new solvers[name](), { rank: 2 }).phases.steps).toBeGreaterThan(8 * 8 * 30 * 20);
    const act = () => new solvers[name]().solveSync({ ...problem, dataNorm: 1 }, { rank: 2, maxMemory });
    expect(act).toThrow(NotEnoughMemory);
    expect(act).toThrow(/whole matrices of a 30×20 problem.*use a solver of factors/);
  },
);
