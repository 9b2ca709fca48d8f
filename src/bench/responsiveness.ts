import { setTimeout } from "node:timers/promises";
import { svdOf } from "../linalg/decompositions.ts";
import { matrix } from "../linalg/matrix.ts";
import { squared } from "../losses/loss.ts";
import { denseOf } from "../operators/dense.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { asked, gradientLike } from "../problem/asking.ts";
import { createProblem } from "../problem/problem.ts";
import { respondAll } from "../solve/runners.ts";
import { iterations } from "../solve/stop-rules.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { normalNumbers, randomFactors } from "./arrays.ts";
import type { Result } from "./result.ts";
import type { Stage } from "./stage.ts";
import { median, quantile } from "./statistics.ts";

const NAMES = ["timer-delay-gradient", "timer-delay-algebra", "abort-latency"] as const;
const TICK = 5;

/**
 * What the process around a solve notices of it: how late a 5 ms timer is while heavy questions are answered (99 of 100 times it is no later), and how long
 * after an abort the run has ended.
 */
export async function* responsiveness(stage: Stage): AsyncGenerator<Result> {
  if (!NAMES.some(stage.wanted)) return;
  const kernels = stage.kernels(stage.threads.at(-1)!);
  const [count, n, rank, side, asks] = stage.quick ? [300, 20, 3, 60, 3] : [8000, 100, 5, 1000, 40];
  const matrices = normalNumbers(kernels, new Float64Array(count * n * n), 0, 1 / Math.sqrt(count));
  const operator = denseOf("dense", n, n, matrices, kernels);
  const y = normalNumbers(kernels, new Float64Array(count), 1);
  const x = randomFactors(kernels, n, n, rank, 0);
  const out = gradientLike(x);
  const gradient = async (): Promise<void> => respondAll({ operator, asks: [{ verb: "gradient", x, y, loss: squared, out }] });
  const shared = { threads: kernels.threads, unit: "ms", peers: {}, ratio: null, differences: {} } as const;
  const about = `${count} ${n}×${n} matrices of float64, k = ${rank}`;

  if (stage.wanted(NAMES[0])) {
    stage.say(NAMES[0]);
    const late = await delays(gradient, asks);
    yield {
      ...shared,
      name: NAMES[0],
      about: `a 5 ms timer during gradients of ${about}; p99`,
      ...judged(stage, quantile(late, 0.99), late, 20),
    };
  }
  if (stage.wanted(NAMES[1])) {
    stage.say(NAMES[1]);
    const a = matrix(side, side, normalNumbers(kernels, new Float64Array(side * side), 2));
    const late = await delays(() => algebra(operator, a), stage.quick ? 1 : 5);
    yield {
      ...shared,
      name: NAMES[1],
      about: `a 5 ms timer during SVDs of ${side}×${side}; p99`,
      ...judged(stage, quantile(late, 0.99), late, 20),
    };
  }
  if (stage.wanted(NAMES[2])) {
    stage.say(NAMES[2]);
    const call = await durationOf(gradient, 5);
    const latencies: number[] = [];
    for (let i = 0; i < (stage.quick ? 1 : 5); i++) latencies.push(await abortLatency(operator, y, rank, call * (2.3 + i / 7)));
    yield {
      ...shared,
      name: NAMES[2],
      about: `from the abort to the run's end, gradients of ${about}; the longest, against 100 ms and one gradient`,
      ...judged(stage, Math.max(...latencies), latencies, 100 + call),
    };
  }
}

const judged = ({ quick }: Stage, ours: number, runs: number[], limit: number) => ({
  ours,
  runs: { ours: runs },
  ...(!quick && { limit }),
});

/** How late, in milliseconds, a timer of 5 ms is while the work is done again and again. */
async function delays(work: () => Promise<void>, times: number): Promise<number[]> {
  const late: number[] = [];
  let due = performance.now() + TICK;
  const timer = setInterval(() => {
    late.push(Math.max(1e-6, performance.now() - due));
    due = performance.now() + TICK;
  }, TICK);
  for (let i = 0; i < times; i++) await work();
  while (late.length === 0) await setTimeout(TICK);
  clearInterval(timer);
  return late;
}

async function algebra(operator: MeasurementOperator, a: ReturnType<typeof matrix>): Promise<void> {
  const asking = asked(svdOf(a));
  for (let next = asking.next(); !next.done; next = asking.next()) await respondAll({ operator, ask: next.value });
}

async function durationOf(work: () => Promise<void>, times: number): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  return median(taken);
}

/** Milliseconds from an abort, so long after the first iterate, to the end of the run. */
async function abortLatency(operator: MeasurementOperator, y: Float64Array, rank: number, after: number): Promise<number> {
  const abort = new AbortController();
  let at = Number.NaN;
  const onProgress = ({ iteration }: { iteration: number }): void => {
    if (iteration !== 0) return;
    void setTimeout(after).then(() => {
      at = performance.now();
      abort.abort();
    });
  };
  await new GradientDescent().solve(createProblem({ operator, measurements: y }), {
    rank,
    stop: iterations(1e6),
    signal: abort.signal,
    onProgress,
  });
  return performance.now() - at;
}
