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
  { about, amount, unit, prepare }: KernelCase,
  threads: number,
): Promise<Result> {
  const side = (title: string, kernels: ReturnType<typeof openKernels>): Side => {
    const work = prepare(kernels);
    const inner = callsFor(work, stage.quick ? 0.1 : SAMPLE);
    return ownSide({ name: title, work, inner, answer: () => joined(work.wrote) });
  };
  const ours = stage.kernels(threads);
  const sides: [Side, ...Side[]] = [side("ours", ours)];
  if (ours.name === "native") sides.push(side("portable", openKernels("portable")));
  return hold(
    { name, about, threads, unit: "ms", sides, tolerance: 1e-8, rate: { amount, unit } },
    { rounds: stage.quick ? 1 : 3, repeats: 3, pause: 0, judged: false },
  );
}
