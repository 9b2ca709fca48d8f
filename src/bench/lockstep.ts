import { largeArray } from "../kernels/large-arrays.ts";
import { requireMemory } from "../kernels/memory.ts";
import { squared } from "../losses/loss.ts";
import { denseOf } from "../operators/dense.ts";
import type { GradientAsk } from "../operators/operator.ts";
import { gradientLike } from "../problem/asking.ts";
import { flatGradient, joined, normalNumbers, randomFactors } from "./arrays.ts";
import { hold } from "./contest.ts";
import type { Result } from "./result.ts";
import { ownSide } from "./side.ts";
import { onThreads, roundsFor, type Stage } from "./stage.ts";

const RUNS = 16;

/** The gradients of 16 runs over one operator, asked together, against one alone: the ratio of what a run takes. */
export async function* lockstep(stage: Stage): AsyncGenerator<Result> {
  const names = stage.threads.map((threads) => onThreads(`lockstep-${RUNS}`, threads));
  if (!names.some(stage.wanted)) return;
  const [count, n, rank] = stage.quick ? [300, 20, 3] : [8000, 100, 5];
  const bytes = 8 * count * n * n;
  requireMemory(bytes, `${count} dense ${n}×${n} matrices`, "use --quick", stage.maxMemory);
  const most = stage.kernels(stage.threads.at(-1)!);
  const matrices = normalNumbers(most, largeArray(count * n * n, "float64", most), 0, 1 / Math.sqrt(count));
  const y = normalNumbers(most, new Float64Array(count), 1);
  const asks = Array.from({ length: RUNS }, (_, i): GradientAsk => {
    const x = randomFactors(most, n, n, rank, i);
    return { verb: "gradient", x, y, loss: squared, out: gradientLike(x) };
  });

  for (const [i, threads] of stage.threads.entries()) {
    if (!stage.wanted(names[i])) continue;
    stage.say(names[i]);
    const kernels = stage.kernels(threads);
    const operator = denseOf("dense", n, n, matrices, kernels);
    const { x } = asks[0];
    const alone = gradientLike(x);
    const oneByOne = (): Float64Array[] =>
      asks.map((ask) => {
        operator.gradient(ask.x, y, squared, alone);
        return flatGradient(alone);
      });
    const c = { n: 1500, a: matrices.subarray(0, 1500 ** 2), out: new Float64Array(1500 ** 2) };
    const dgemm = (): void => kernels.gemm(false, false, c.n, c.n, c.n, 1, c.a, c.a, 0, c.out);
    yield await hold(
      {
        name: names[i],
        about: `${count} ${n}×${n} matrices of float64, k = ${rank}; the time of one run's gradient`,
        threads,
        unit: "ms",
        sides: [
          ownSide({
            work: () => operator.answerAll(asks),
            units: RUNS,
            answer: () => joined(asks.map(({ out }) => flatGradient(out))),
          }),
          ownSide({ name: "alone", work: () => operator.gradient(x, y, squared, alone), answer: () => joined(oneByOne()) }),
        ],
        tolerance: 0, // the bits of a run do not depend on its mates
        rate: { amount: 4 * count * n * n, unit: "GF/s" },
        ...(!stage.quick && {
          yardstick: { side: ownSide({ name: "hardware", how: "dgemm", work: dgemm }), amount: 2 * c.n ** 3 },
        }),
        target: { atLeast: 3.5 },
      },
      roundsFor(stage, 0.6),
    );
  }
}
