import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../kernels/native.ts";
import { denseGradients } from "./dense.ts";
import { entriesGradients } from "./entries.ts";
import { growths } from "./growth.ts";
import { kernelTimes } from "./kernels.ts";
import { lockstep } from "./lockstep.ts";
import { examineMachine } from "./machine.ts";
import { Peers } from "./peers.ts";
import { races } from "./races.ts";
import { responsiveness } from "./responsiveness.ts";
import type { Machine, Report, Result } from "./result.ts";
import { smallSteps } from "./small-steps.ts";
import type { Stage } from "./stage.ts";

/** The groups of the suite, in the order in which they run. */
export const GROUPS = {
  kernels: [kernelTimes, responsiveness],
  peers: [denseGradients, lockstep, entriesGradients, smallSteps],
  solvers: [races, growths],
} as const satisfies Record<string, readonly ((stage: Stage) => AsyncGenerator<Result>)[]>;

export type Group = keyof typeof GROUPS;

export interface BenchOptions extends Pick<Stage, "quick" | "kernels" | "signal" | "maxMemory" | "say"> {
  readonly groups: readonly Group[];
  /** Results whose names contain this alone. */
  readonly only?: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Tried in this order for each package. */
  readonly interpreters: readonly string[];
  readonly onMachine?: (machine: Omit<Machine, "peers">) => void;
  readonly onResult?: (result: Result) => void;
}

/**
 * Runs the benchmark suite: groups in order, every answer compared before it is timed. Peers run in processes of their own, which end
 * when it ends, whatever the reason. Throws BenchError where an answer is not ours, NotEnoughMemory before allocating, and the
 * signal's reason.
 */
export async function runBench(options: BenchOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "lowrank-bench-"));
  const { only = "", environment, interpreters, signal, say, onResult } = options;
  const script = join(packageRoot(dirname(fileURLToPath(import.meta.url))), "bench", "peers", "server.py");
  const peers = new Peers({ script, folder, interpreters, environment, signal, say });
  const threads = availableParallelism() > 1 && options.kernels(1).name === "native" ? [1, 2] : [1];
  const stage: Stage = { ...options, threads, peers, folder, wanted: (name) => name.includes(only) };
  try {
    const machine = await examineMachine(stage);
    options.onMachine?.(machine);
    const results: Result[] = [];
    for (const part of options.groups.flatMap((group) => GROUPS[group]))
      for await (const result of part(stage)) {
        signal.throwIfAborted();
        results.push(result);
        onResult?.(result);
      }
    return { machine: { ...machine, peers: peers.describe() }, results };
  } finally {
    await peers.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
