import { cpus, loadavg, totalmem } from "node:os";
import { requireMemory } from "../kernels/memory.ts";
import { VERSION } from "../parameters/version.ts";
import { normalNumbers } from "./arrays.ts";
import type { Machine } from "./result.ts";
import { ownSide } from "./side.ts";
import type { Stage } from "./stage.ts";
import { median } from "./statistics.ts";

/** A load above which others compute too. */
const BUSY = 0.5;

/** What the machine is, and what its memory and arithmetic do at most: what all other figures are to be held against. */
export async function examineMachine(stage: Stage): Promise<Omit<Machine, "peers">> {
  const [load] = loadavg();
  const [numbers, n] = stage.quick ? [1_000_000, 200] : [64_000_000, 1500];
  requireMemory(8 * numbers, "a buffer to read memory with", "use --quick", stage.maxMemory);
  if (load > BUSY && !stage.quick)
    stage.say(
      `the machine is busy (${load.toFixed(1)} processes over the last minute): ratios may hold, times and rates will not`,
    );
  const most = stage.kernels(stage.threads.at(-1)!);
  const a = normalNumbers(most, new Float64Array(numbers), 0);
  const out = new Float64Array(n * n);
  const readBandwidth: Record<string, number> = {};
  const dgemm: Record<string, number> = {};
  for (const threads of stage.threads) {
    const kernels = stage.kernels(threads);
    const per = async (work: () => void, amount: number): Promise<number> =>
      amount / 1e9 / median(await ownSide({ work }).time(stage.quick ? 3 : 7, true));
    readBandwidth[threads] = await per(() => kernels.firstNonFinite(a), 8 * numbers);
    // A product of 1500³ in portable kernels takes seconds, and tells no peak.
    if (kernels.name === "native")
      dgemm[threads] = await per(
        () => kernels.gemm(false, false, n, n, n, 1, a.subarray(0, n * n), a.subarray(n * n, 2 * n * n), 0, out),
        2 * n ** 3,
      );
  }
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memory: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    lowrank: VERSION,
    kernels: `${most.name} (${most.core})`,
    load,
    quick: stage.quick,
    date: new Date().toISOString(),
    readBandwidth,
    dgemm,
  };
}
