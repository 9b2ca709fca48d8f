import { dirname } from "node:path";
import { Argument, type Command } from "commander";
import { INTERPRETERS } from "../bench/peers.ts";
import { GROUPS, type Group, runBench } from "../bench/suite.ts";
import { HEADER, machineText, peersText, resultText } from "../bench/table.ts";
import { ensureWritableFolder, writeAtomic } from "../io/atomic.ts";
import { openKernels } from "../kernels/open.ts";
import { UsageError } from "./exit.ts";
import * as read from "./read-options.ts";
import { interruptible, kernelsFor } from "./solving.ts";

interface BenchCommandOptions {
  readonly quick: boolean;
  readonly json?: string;
  readonly only?: string;
  readonly maxMemory?: number;
}

export function benchCommand(command: Command): Command {
  return command
    .description("the benchmark suite: every kernel, every solver, and the gradient against NumPy, SciPy and PyTorch")
    .addArgument(new Argument("[group]", "one part alone").choices(Object.keys(GROUPS)))
    .option("--quick", "toy sizes, in seconds: whether it works, not how fast", false)
    .option("--json <file>", "write the machine and all results there")
    .option("--only <text>", "results whose name contains this")
    .option("--max-memory <bytes>", "refuse what needs more, such as 2GiB", read.bytes)
    .action(bench);
}

async function bench(group: Group | undefined, options: BenchCommandOptions): Promise<void> {
  if (options.json !== undefined) ensureWritableFolder(dirname(options.json));
  kernelsFor({ backend: "auto" }); // warns where native ones are missing
  const out = process.stdout;
  const { value: report, signalled } = await interruptible((signal) =>
    runBench({
      ...options,
      groups: group ? [group] : (Object.keys(GROUPS) as Group[]),
      kernels: (threads) => openKernels(undefined, { threads }),
      environment: process.env,
      interpreters: INTERPRETERS,
      signal,
      say: (text) => process.stderr.write(`${text}\n`),
      onMachine: (machine) => out.write(`${machineText(machine)}\n${HEADER}`),
      onResult: (result) => out.write(resultText(result)),
    }),
  );
  if (options.only !== undefined && report.results.length === 0)
    throw new UsageError(`no result has "${options.only}" in its name`);
  out.write(`\n${peersText(report.machine.peers)}`);
  if (options.json !== undefined) writeAtomic(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (signalled !== undefined) process.exitCode = signalled;
}
