import { describe, expect, test } from "vitest";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import type { MeasurementOperator, OperatorAsk } from "../../src/operators/operator.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { randomStart } from "../../src/problem/starting-points.ts";
import { solveTogether } from "../../src/solve/lockstep.ts";
import type { Policy } from "../../src/solve/policy.ts";
import { anyOf, defaultStop, diverged, holdOut, iterations, residualBelow } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { ModifiedGradientDescent } from "../../src/solvers/modified-gradient-descent.ts";
import { ScaledGradientDescent } from "../../src/solvers/scaled-gradient-descent.ts";
import { backends, portableBackend } from "../contracts/backends.ts";
import { pairs, solverNamed } from "../contracts/by-hand.ts";
import { known } from "../contracts/problems.ts";
import { timeless } from "./timeless.ts";

/** Different solvers, ranks, starts, steps, rules and diagnostics. */
const runs: { solver: GradientDescent | ScaledGradientDescent | ModifiedGradientDescent; policy: Policy }[] = [
  { solver: new GradientDescent(), policy: { rank: 2, seed: 1, stop: iterations(40) } },
  { solver: new GradientDescent({ stepSize: 0.01 }), policy: { rank: 5, seed: 2, stop: iterations(25) } },
  { solver: new ScaledGradientDescent(), policy: { rank: 2, stop: residualBelow(1e-8) } },
  { solver: new GradientDescent(), policy: { rank: 3, start: randomStart({ scale: 0.5 }), seed: 9, stop: iterations(33) } },
  { solver: new ModifiedGradientDescent(), policy: { rank: 4, seed: 3, stop: iterations(400) } },
  { solver: new GradientDescent(), policy: { rank: 2, seed: 4, stop: anyOf(holdOut(0.1, 3), iterations(50)) } },
  { solver: new ScaledGradientDescent(), policy: { rank: 3, stop: anyOf(holdOut(0.1, 3), iterations(20)) } },
  { solver: new GradientDescent({ stepSize: 1e6 }), policy: { rank: 2, stop: anyOf(diverged(1e6), iterations(9)) } },
];

/** The operator, and how many gradients each of its passes answered. */
function counted(operator: MeasurementOperator): { operator: MeasurementOperator; passes: number[] } {
  const passes: number[] = [];
  const count = (asks: readonly OperatorAsk[]) => passes.push(asks.filter(({ verb }) => verb === "gradient").length);
  const answerAll = (asks: readonly OperatorAsk[]): void => {
    count(asks);
    operator.answerAll(asks);
  };
  return { operator: { ...operator, answerAll, answerAsync: async (asks) => answerAll(asks) }, passes };
}

describe.each(backends)("runs in lockstep, on %s kernels", (_, kernels) => {
  const { problem } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, kernels), 2);

  test("are the runs alone, bit for bit, whoever their mates are", async () => {
    const alone = runs.map(({ solver, policy }) => timeless(solver.solveSync(problem, policy)));
    const together = await solveTogether(problem, runs);
    expect(together.map(timeless)).toEqual(alone);
    expect(new Set(alone.map(({ status }) => status)).size).toBeGreaterThan(2);
    const some = await solveTogether(problem, [runs[3], runs[0]]);
    expect(some.map(timeless)).toEqual([alone[3], alone[0]]);
  });

  test("share passes: as many as the longest run has questions", async () => {
    const { operator, passes } = counted(problem.operator);
    const same = { ...problem, operator };
    const four = [1, 2, 3, 4].map((seed) => ({
      solver: new GradientDescent(),
      policy: { rank: 2, seed, stop: iterations(10 * seed) },
    }));
    await solveTogether(same, four);
    const gradients = passes.filter((count) => count > 0);
    expect(gradients.length).toBe(41); // one at the start and one an iteration
    expect(gradients.slice(0, 11)).toEqual(new Array(11).fill(4));
    expect(gradients.slice(-10)).toEqual(new Array(10).fill(1));
  });

  test.each(pairs)("every solver gives the bits that it has alone: %s: %s", async (name, _problem, { make }) => {
    const made = make(kernels);
    const three = [2, 3, 2].map((rank, seed) => ({ solver: solverNamed(name), policy: { rank, seed, stop: iterations(6) } }));
    const alone = three.map(({ solver, policy }) => timeless(solver.solveSync(made.problem, policy)));
    expect((await solveTogether(made.problem, three)).map(timeless)).toEqual(alone);
  });

  test("problems with measurements of their own share an operator", async () => {
    const other = createProblem({ ...problem, measurements: problem.measurements.map((y, i) => y + 0.01 * (i % 7)) });
    const policy = { rank: 2, stop: iterations(30) };
    const [first, second] = await solveTogether(problem, [
      { solver: new GradientDescent(), policy },
      { solver: new GradientDescent(), policy, problem: other },
    ]);
    expect(timeless(first)).toEqual(timeless(new GradientDescent().solveSync(problem, policy)));
    expect(timeless(second)).toEqual(timeless(new GradientDescent().solveSync(other, policy)));
  });
});

const { problem } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, portableBackend), 2);
const endless = (seed: number): { solver: GradientDescent; policy: Policy } => ({
  solver: new GradientDescent({ stepSize: 1e-9 }),
  policy: { rank: 2, seed, stop: iterations(1e9) },
});

test("no runs are no work, and what is shared holds where a run says nothing else", async () => {
  expect(await solveTogether(problem, [])).toEqual([]);
  const shared: Policy = { rank: 3, stop: iterations(4), seed: 5 };
  const [mine, own] = await solveTogether(
    problem,
    [{ solver: new GradientDescent() }, { solver: new GradientDescent(), policy: { rank: 2 } }],
    shared,
  );
  expect([mine.rank, own.rank, mine.iterations, own.seed]).toEqual([3, 2, 4, "5"]);
});

test("one signal ends all of them, each with what it has", async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 30);
  const ended = await solveTogether(problem, [endless(1), endless(2)], { signal: abort.signal });
  expect(ended.map(({ status }) => status)).toEqual(["aborted", "aborted"]);
  for (const { estimate } of ended) expect(estimate.left.data.some((value) => value !== 0)).toBe(true);
});

test("a signal of its own ends one run alone", async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 30);
  const [short, long] = await solveTogether(problem, [
    { ...endless(1), policy: { ...endless(1).policy, signal: abort.signal } },
    { solver: new GradientDescent(), policy: { rank: 2, stop: defaultStop() } },
  ]);
  expect([short.status, long.status]).toEqual(["aborted", "converged"]);
});

test("a caller's mistake rejects", async () => {
  const wrong = { solver: new GradientDescent(), policy: { rank: 99 } };
  await expect(solveTogether(problem as Problem, [endless(1), wrong])).rejects.toThrow(
    "the rank is an integer from 1 to 10, got 99",
  );
  await expect(solveTogether(problem, [endless(1)], { signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow(
    "before",
  );
});
