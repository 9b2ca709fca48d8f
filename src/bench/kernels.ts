import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { algebraCases } from "./algebra-cases.ts";
import { joined } from "./arrays.ts";
import { hold } from "./contest.ts";
import type { Cases, KernelCase } from "./kernel-case.ts";
import { operatorCases } from "./operator-cases.ts";
import type { Result } from "./result.ts";
import { callsFor, ownSide, type Side } from "./side.ts";
import { onThreads, type Stage } from "./stage.ts";

/** Milliseconds that a sample takes at least. */
const SAMPLE = 5;

/** Every kernel of the contract, on each number of threads, against its portable twin. */
export async function* kernelTimes(stage: Stage): AsyncGenerator<Result> {
  for (const [kernel, cases] of Object.entries<Cases>({ ...algebraCases, ...operatorCases }))
    for (const [i, one] of cases(stage.quick).entries())
      for (const threads of stage.threads) {
        const name = onThreads(`kernel-${kernel}${i ? `-${i + 1}` : ""}`, threads);
        if (!stage.wanted(name)) continue;
        stage.signal.throwIfAborted();
        stage.say(name);
        yield await timesOf(stage, name, one, threads);
      }
}

async function timesOf(
  stage: Stage,
  name: string,
  { about, amount, unit: unitOfRate, prepare }: KernelCase,
  threads: number,
): Promise<Result> {
  const least = stage.quick ? 0.1 : SAMPLE;
  const side = (title: string, kernels: Kernels): Side & { inner: number } => {
    const work = prepare(kernels);
    const inner = callsFor(work, least);
    return { ...ownSide({ name: title, work, inner, answer: () => joined(work.wrote) }), inner };
  };
  const ours = stage.kernels(threads);
  const first = side("ours", ours);
  const unit = least / first.inner < 1 ? "µs" : "ms";
  const sides: [Side, ...Side[]] = [first];
  if (ours.name === "native") sides.push(side("portable", openKernels("portable")));
  return hold(
    { name, about, threads, unit, sides, tolerance: 1e-8, rate: { amount, unit: unitOfRate } },
    { rounds: stage.quick ? 1 : 3, repeats: 3, pause: 0, warm: true, judged: false },
  );
}
