import { requireMemory } from "../kernels/memory.ts";
import { denseOf } from "../operators/dense.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { createProblem } from "../problem/problem.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { normalNumbers, randomFactors } from "./arrays.ts";
import { positions } from "./entries.ts";
import type { Result } from "./result.ts";
import type { Stage } from "./stage.ts";
import { exponentOf, median } from "./statistics.ts";
import { secondsBetween, timedRun } from "./timed-run.ts";

/** A size that grows by a decade while the others rest. */
interface Growth {
  readonly name: string;
  readonly against: string;
  readonly about: string;
  readonly sizes: readonly number[];
  readonly make: (size: number) => { operator: MeasurementOperator; rank: number };
}

/** The largest set of matrices, in numbers; smaller ones are parts of it. */
const NUMBERS = { whole: 100_000_000, quick: 200_000 };

/** The time of an iteration of gd against each size, with the exponent of the power law that fits best. */
export async function* growths(stage: Stage): AsyncGenerator<Result> {
  const planned = [...denseGrowths(stage), ...entriesGrowths(stage)];
  const bytes = 8 * (stage.quick ? NUMBERS.quick : NUMBERS.whole);
  if (planned.some(({ name }) => stage.wanted(name)))
    requireMemory(bytes, "the sensing matrices of the largest size", "use --quick", stage.maxMemory);
  for (const growth of planned) {
    if (!stage.wanted(growth.name)) continue;
    stage.say(growth.name);
    yield grow(stage, growth);
  }
}

function grow(stage: Stage, { name, against, about, sizes, make }: Growth): Result {
  const runs: Record<string, number[]> = {};
  const times = sizes.map((size) => {
    stage.signal.throwIfAborted();
    const { operator, rank } = make(size);
    const taken = iterationTimes(operator, rank, stage.quick ? 3 : 9);
    runs[`${against} = ${size}`] = taken;
    return median(taken);
  });
  const [threads, exponent] = [stage.threads.at(-1)!, exponentOf(sizes, times)];
  const none = { peers: {}, ratio: null, differences: {} };
  return { name, about, threads, unit: "ms", ours: times.at(-1)!, runs, growth: { against, sizes, exponent }, ...none };
}

/** Milliseconds of each iteration, the first aside. */
function iterationTimes(operator: MeasurementOperator, rank: number, count: number): number[] {
  const { kernels, rows, cols } = operator;
  const measurements = normalNumbers(kernels, new Float64Array(operator.count), 1);
  // Its dataNorm is of no use to a step that is given, and would cost many passes.
  const problem = { ...createProblem({ operator, measurements }), dataNorm: 1 };
  const start = randomFactors(kernels, rows, cols, rank, 0, 0.1);
  const run = timedRun(new GradientDescent({ stepSize: 1e-9 }), problem, { start }, count + 1);
  return Array.from({ length: count }, (_, i) => 1000 * secondsBetween(run, i + 1, i + 2));
}

function denseGrowths({ quick, kernels, threads }: Stage): Growth[] {
  const on = kernels(threads.at(-1)!);
  let numbers: Float64Array | undefined;
  const dense = (count: number, n: number): MeasurementOperator => {
    numbers ??= normalNumbers(on, new Float64Array(quick ? NUMBERS.quick : NUMBERS.whole), 0, 0.01);
    return denseOf("dense", n, n, numbers.subarray(0, count * n * n), on);
  };
  const [m, n] = quick ? [40, 20] : [400, 100];
  const decade = (least: number): number[] => [1, 1.8, 3.2, 5.6, 10].map((factor) => Math.round(factor * least));
  return [
    {
      name: "growth-dense-m",
      against: "m",
      about: `dense ${n}×${n} matrices, k = 5`,
      sizes: decade(quick ? 40 : 1000),
      make: (size) => ({ operator: dense(size, n), rank: 5 }),
    },
    {
      name: "growth-dense-n",
      against: "n",
      about: `${m} dense n×n matrices, k = 4`,
      sizes: decade(quick ? 6 : 50),
      make: (size) => ({ operator: dense(m, size), rank: 4 }),
    },
    {
      name: "growth-dense-k",
      against: "k",
      about: `${10 * m} dense ${n}×${n} matrices`,
      sizes: decade(quick ? 1 : 4),
      make: (size) => ({ operator: dense(10 * m, n), rank: size }),
    },
  ];
}

function entriesGrowths({ quick, kernels, threads }: Stage): Growth[] {
  const on = kernels(threads.at(-1)!);
  const entries = (count: number, n: number): MeasurementOperator =>
    entrySampling({ rows: n, cols: n, ...positions(n, count) }, on);
  const [count, n, rank] = quick ? [2000, 100, 3] : [1_000_000, 20_000, 10];
  const decade = (least: number): number[] => [1, 1.8, 3.2, 5.6, 10].map((factor) => Math.round(factor * least));
  return [
    {
      name: "growth-entries-nnz",
      against: "nnz",
      about: `entries of a ${n}×${n} matrix, k = ${rank}`,
      sizes: decade(count / 4),
      make: (size) => ({ operator: entries(size, n), rank }),
    },
    {
      name: "growth-entries-k",
      against: "k",
      about: `${count} entries of a ${n}×${n} matrix`,
      sizes: decade(quick ? 1 : 4),
      make: (size) => ({ operator: entries(count, n), rank: size }),
    },
    {
      name: "growth-entries-n",
      against: "n",
      about: `${count} entries of an n×n matrix, k = ${rank}`,
      sizes: decade(n / 2),
      make: (size) => ({ operator: entries(count, size), rank }),
    },
  ];
}
