import { describe, expect, test } from "vitest";
import { relativeError, relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { spectrum } from "../../src/diagnostics/spectrum.ts";
import { copyFactors, type Factors } from "../../src/linalg/matrix.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import type { Progress } from "../../src/solve/policy.ts";
import { type Snapshot, sparsely } from "../../src/solve/snapshot.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { backends, nativeBackend, portableBackend } from "../contracts/backends.ts";
import { fitFor, numbersOf, pairs, solverNamed } from "../contracts/by-hand.ts";
import { known } from "../contracts/problems.ts";

const { problem } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, portableBackend), 2);
const COLUMNS = ["iteration", "seconds", "asks", "value", "relativeResidual", "relativeGradient"];

describe("the history", () => {
  test.each(pairs)("has a row an iteration, and its values recompute: %s: %s", (name, _, { make }) => {
    const made = make(portableBackend);
    const { problem: whole, rank } = { ...made, problem: fitFor(name, made.problem) };
    const seen: Factors[] = [];
    const record = [{ columns: ({ state }: Snapshot) => ({ numbers: seen.push(copyFactors(state.x)) }) }];
    const run = solverNamed(name).solveSync(whole, { rank, stop: iterations(12), record });
    expect(run.history.names).toEqual([...COLUMNS, "numbers"]);
    expect(run.history.length).toBe(run.iterations + 1);
    expect([...run.history.column("iteration")]).toEqual(Array.from({ length: 13 }, (_, i) => i));
    const norm = Math.hypot(...whole.measurements);
    for (const [i, x] of seen.entries()) {
      const out = new Float64Array(whole.operator.count);
      whole.operator.measure(x, out);
      const residuals = out.map((value, at) => value - whole.measurements[at]);
      const residual = Math.hypot(...residuals);
      const loss = whole.loss.kind === "absolute" ? residuals.reduce((sum, r) => sum + Math.abs(r), 0) : 0.5 * residual ** 2;
      const value = whole.symmetric ? 0.5 * loss : loss;
      expect(Math.abs(run.history.get("value", i) - value)).toBeLessThanOrEqual(1e-12 * value);
      expect(Math.abs(run.history.get("relativeResidual", i) - residual / norm)).toBeLessThanOrEqual(1e-12 * (residual / norm));
      if (i > 0) {
        expect(run.history.get("seconds", i)).toBeGreaterThanOrEqual(run.history.get("seconds", i - 1));
        expect(run.history.get("asks", i)).toBeGreaterThan(run.history.get("asks", i - 1));
      }
    }
    expect(numbersOf(seen.at(-1)!)).toEqual(numbersOf(run.estimate));
    expect(run.asks).toBe(run.history.get("asks", 12));
    expect(run.seconds).toBeGreaterThanOrEqual(run.history.get("seconds", 12));
  });

  test("holds what diagnostics add, where it is due", () => {
    const record = [relativeError(), spectrum(2), { columns: () => ({ seven: 7 }), due: (i: number) => i === 2 }];
    const run = new GradientDescent().solveSync(problem, { rank: 3, stop: iterations(60), record });
    expect(run.history.names).toEqual([...COLUMNS, "relativeError", "sigma_1", "sigma_2", "seven"]);
    expect(run.history.get("relativeError", 60)).toBe(relativeErrorOf(problem, run.estimate));
    expect([...run.history.column("seven")].map((v, i) => (Number.isNaN(v) ? -1 : i)).filter((i) => i >= 0)).toEqual([2]);
    for (let i = 0; i <= 60; i++) expect(Number.isNaN(run.history.get("sigma_1", i))).toBe(!sparsely(i));
  });

  test("is not changed by being looked at", () => {
    const plain = new GradientDescent().solveSync(problem, { rank: 2, stop: iterations(40) });
    const watched = new GradientDescent().solveSync(problem, {
      rank: 2,
      stop: iterations(40),
      record: [relativeError(), spectrum()],
      onProgress: () => {},
    });
    expect(watched.estimate).toEqual(plain.estimate);
    expect(watched.history.column("value")).toEqual(plain.history.column("value"));
  });
});

test("progress tells each row", async () => {
  const seen: Progress[] = [];
  const run = await new GradientDescent().solve(problem, { rank: 2, stop: iterations(9), onProgress: (now) => seen.push(now) });
  expect(seen.map(({ iteration, value, relativeResidual }) => [iteration, value, relativeResidual])).toEqual(
    Array.from({ length: 10 }, (_, i) => [i, run.history.get("value", i), run.history.get("relativeResidual", i)]),
  );
});

test("an exception of a callback is the caller's, and the solver works on", async () => {
  const solver = new GradientDescent();
  const broken = () => {
    throw new Error("mine");
  };
  await expect(solver.solve(problem, { rank: 2, onProgress: broken })).rejects.toThrow("mine");
  expect(() => solver.solveSync(problem, { rank: 2, record: [{ columns: broken }] })).toThrow("mine");
  expect(solver.solveSync(problem, { rank: 2 }).status).toBe("converged");
});

describe("iterate", () => {
  test("hands out copies: writing into them changes nothing", async () => {
    const policy = { rank: 2, stop: iterations(20) };
    const walk = new GradientDescent().iterate(problem, policy);
    let next = await walk.next();
    for (; !next.done; next = await walk.next()) {
      next.value.state.x.left.data.fill(9);
      next.value.state.gradient.left.data.fill(9);
      next.value.state.step.size = 9;
    }
    expect(next.value.estimate).toEqual(new GradientDescent().solveSync(problem, policy).estimate);
  });

  test("a snapshot that is kept keeps its history: its own row stays the last", async () => {
    const kept: Snapshot[] = [];
    for await (const now of new GradientDescent().iterate(problem, { rank: 2, stop: iterations(5) })) kept.push(now);
    expect(kept.map(({ iteration }) => iteration)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(kept.map(({ history }) => history.length)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("may be left early", async () => {
    let count = 0;
    for await (const { iteration } of new GradientDescent().iterate(problem, { rank: 2 })) {
      count++;
      if (iteration === 3) break;
    }
    expect(count).toBe(4);
  });
});

describe.each(backends)("several runs at once on %s kernels", (_, kernels) => {
  test("over one operator give the bits of one by one", async () => {
    // Large enough for native runs to leave the main thread.
    const { problem: large } = known(gaussianOperator({ rows: 40, cols: 40, count: 700, seed: 2 }, kernels), 2);
    expect(large.operator.work(2)).toBeGreaterThan(2e6);
    const policies = [0, 1, 2, 3].map((seed) => ({ rank: 2 + seed, seed, stop: iterations(12) }));
    const serial = policies.map((policy) => new GradientDescent().solveSync(large, policy));
    const together = await Promise.all(policies.map((policy) => new GradientDescent().solve(large, policy)));
    for (const [i, run] of together.entries()) {
      expect(run.estimate).toEqual(serial[i].estimate);
      expect(run.history.column("value")).toEqual(serial[i].history.column("value"));
    }
  });

  test("measurements in shared memory work, or are refused by name", () => {
    const shared = new Float64Array(new SharedArrayBuffer(8 * 240));
    const { problem: plain } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, kernels), 2);
    shared.set(plain.measurements);
    let run: ReturnType<GradientDescent["solveSync"]>;
    try {
      run = new GradientDescent().solveSync(createProblem({ operator: plain.operator, measurements: shared }), { rank: 2 });
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).toMatch(/measurements|shared/i);
      return;
    }
    expect(run.estimate).toEqual(new GradientDescent().solveSync(plain, { rank: 2 }).estimate);
  });
});

test.skipIf(!nativeBackend)("measurements in shared memory off the main thread work, or are refused by name", async () => {
  const { problem: large } = known(gaussianOperator({ rows: 40, cols: 40, count: 700, seed: 2 }, nativeBackend!), 2);
  const shared = new Float64Array(new SharedArrayBuffer(8 * 700));
  shared.set(large.measurements);
  const run = async () =>
    new GradientDescent().solve(createProblem({ operator: large.operator, measurements: shared }), {
      rank: 2,
      stop: iterations(5),
    });
  const outcome = await run().catch((error: unknown) => error);
  if (outcome instanceof Error) {
    expect(outcome).toBeInstanceOf(TypeError);
    expect(outcome.message).toMatch(/measurements|shared|\by\b/i);
  } else
    expect(outcome).toMatchObject({
      estimate: new GradientDescent().solveSync(large, { rank: 2, stop: iterations(5) }).estimate,
    });
});
