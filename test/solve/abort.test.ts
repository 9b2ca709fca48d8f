import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { zeros } from "../../src/linalg/matrix.ts";
import { denseOperator } from "../../src/operators/dense.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { backends, portableBackend } from "../contracts/backends.ts";
import { numbersOf } from "../contracts/by-hand.ts";
import { known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";

const small = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, portableBackend), 2).problem;

/** Runs until it is told otherwise: noise-free descent below any tolerance. */
const forever = iterations(10_000_000);

describe("an aborted run", () => {
  test("does not begin where the signal was aborted before", async () => {
    const reason = new Error("not today");
    const policy = { rank: 2, signal: AbortSignal.abort(reason), onProgress: () => expect.unreachable() };
    await expect(new GradientDescent().solve(small, policy)).rejects.toBe(reason);
    expect(() => new GradientDescent().solveSync(small, policy)).toThrow(reason);
    expect(() => new GradientDescent().iterate(small, policy)).toThrow(reason);
  });

  test("rejects with the reason where the abort comes before the first iterate", async () => {
    const control = new AbortController();
    const running = new GradientDescent().solve(
      known(gaussianOperator({ rows: 40, cols: 40, count: 700, seed: 2 }, backends.at(-1)![1]), 2).problem,
      {
        rank: 2,
        stop: forever,
        signal: control.signal,
        start: function* () {
          control.abort(new Error("enough"));
          yield* [];
          return { left: zeros(40, 2), right: zeros(40, 2) };
        },
      },
    );
    await expect(running).rejects.toThrow("enough");
  });

  test("ends at the iteration in which progress aborts it, with what it has", async () => {
    for (const way of ["solve", "solveSync"] as const) {
      const control = new AbortController();
      const policy = {
        rank: 2,
        stop: forever,
        signal: control.signal,
        onProgress: ({ iteration }: { iteration: number }) => iteration === 17 && control.abort(),
      };
      const run = await new GradientDescent()[way](small, policy);
      expect([run.status, run.converged, run.iterations, run.iteration, run.history.length]).toEqual([
        "aborted",
        false,
        17,
        17,
        18,
      ]);
      expect(run.estimate).toEqual(new GradientDescent().solveSync(small, { rank: 2, stop: iterations(17) }).estimate);
      expect(run.reason).toBe("aborted at iteration 17");
    }
  });

  test("is aborted by a timer, whether it asks heavy questions or light ones", async () => {
    for (const [, kernels] of backends)
      for (const [n, m] of [
        [12, 240],
        [40, 700],
      ]) {
        const { problem } = known(gaussianOperator({ rows: n, cols: n, count: m, seed: 2 }, kernels), 2);
        const control = new AbortController();
        const onProgress = ({ iteration }: { iteration: number }) =>
          void (iteration === 0 && setTimeout(() => control.abort(), 20));
        const run = await new GradientDescent().solve(problem, { rank: 2, stop: forever, signal: control.signal, onProgress });
        expect(run.status).toBe("aborted");
        expect(numbersOf(run.estimate).every(Number.isFinite)).toBe(true);
      }
  });

  test("ends within a few iterations of the abort", async () => {
    const control = new AbortController();
    let [last, atAbort] = [0, -1];
    const running = new GradientDescent().solve(small, {
      rank: 2,
      stop: forever,
      signal: control.signal,
      onProgress: ({ iteration }) => (last = iteration),
    });
    await setImmediate();
    await setImmediate();
    atAbort = last;
    control.abort();
    control.abort();
    const run = await running;
    expect(run.status).toBe("aborted");
    expect(run.iterations - atAbort).toBeLessThanOrEqual(2);
  });

  test("an abort after the end changes nothing", async () => {
    const control = new AbortController();
    const run = await new GradientDescent().solve(small, { rank: 2, signal: control.signal });
    control.abort();
    expect(run.status).toBe("converged");
  });
});

describe.each(backends)("the event loop on %s kernels", (_, kernels) => {
  test.each([
    [12, 240],
    [60, 900],
  ])("turns during solve, %d×n", async (n, m) => {
    const { problem } = known(gaussianOperator({ rows: n, cols: n, count: m, seed: 2 }, kernels), 2);
    const control = new AbortController();
    let [ticks, timers, begun] = [0, 0, false];
    const timer = setInterval(() => begun && ++timers >= 3 && control.abort(), 1);
    const watch = (async () => {
      while (!control.signal.aborted) {
        await setImmediate();
        ticks++;
      }
    })();
    const run = await new GradientDescent().solve(problem, {
      rank: 2,
      stop: forever,
      signal: control.signal,
      onProgress: () => (begun = true),
    });
    clearInterval(timer);
    await watch;
    expect(run.status).toBe("aborted");
    expect(ticks).toBeGreaterThan(1);
  });

  test("a walk that is disposed of has ended", async () => {
    const walk = new GradientDescent().iterate(small, { rank: 1 });
    expect((await walk.next()).done).toBe(false);
    await walk[Symbol.asyncDispose]();
    expect(await walk.next()).toEqual({ done: true, value: undefined });
  });

  test("turns during iterate", async () => {
    const { problem } = known(gaussianOperator({ rows: 12, cols: 12, count: 240, seed: 2 }, kernels), 2);
    let timers = 0;
    const timer = setInterval(() => timers++, 1);
    for await (const { iteration } of new GradientDescent().iterate(problem, { rank: 2, stop: iterations(5000) }))
      if (timers > 0 || iteration > 4000) break;
    clearInterval(timer);
    expect(timers).toBeGreaterThan(0);
  });
});

describe.each(backends)("a buffer that is transferred away in mid-run on %s kernels", (_, kernels) => {
  const sizes = [
    ["light questions", 12, 240],
    ["heavy questions", 40, 700],
  ] as const;

  test.each(sizes)("y: rejects with a TypeError that names it, %s", async (_title, n, m) => {
    const { problem } = known(gaussianOperator({ rows: n, cols: n, count: m, seed: 2 }, kernels), 2);
    const take = ({ iteration }: { iteration: number }) => {
      if (iteration === 5) structuredClone(problem.measurements, { transfer: [problem.measurements.buffer as ArrayBuffer] });
    };
    const running = new GradientDescent().solve(problem, { rank: 2, stop: iterations(50), onProgress: take });
    await expect(running).rejects.toThrow(TypeError);
    await expect(running).rejects.toThrow(/\by\b|measurements/);
  });

  test.each(sizes)("A: rejects with a TypeError that names it, %s", async (_title, n, m) => {
    const matrices = gaussian(n * n * m, 5).map((v) => v / Math.sqrt(m));
    const operator = denseOperator({ rows: n, cols: n, matrices }, kernels);
    const problem = createProblem({ operator, measurements: gaussian(m, 6) });
    const take = ({ iteration }: { iteration: number }) => {
      if (iteration === 5) structuredClone(matrices, { transfer: [matrices.buffer] });
    };
    const running = new GradientDescent().solve(problem, { rank: 2, stop: iterations(50), onProgress: take });
    await expect(running).rejects.toThrow(TypeError);
    await expect(running).rejects.toThrow(/\ba\b|matrices/i);
  });

  test("while a question is in flight: the promise is rejected, and nothing crashes", async () => {
    const { problem } = known(gaussianOperator({ rows: 40, cols: 40, count: 700, seed: 2 }, kernels), 2);
    const running = new GradientDescent().solve(problem, { rank: 2, stop: iterations(200) });
    const outcome = running.catch((error: unknown) => error);
    for (let turn = 0; turn < 3; turn++) await setImmediate();
    const kept = structuredClone(problem.measurements, { transfer: [problem.measurements.buffer as ArrayBuffer] });
    const error = await outcome;
    expect(kept.length).toBe(700);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(/\by\b|weights|measurements/); // y is the weights of 𝒜*(y)
  });
});
