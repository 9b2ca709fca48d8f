import type { Command } from "commander";
import { printable } from "../io/file-error.ts";
import { generate } from "../tasks/generate.ts";
import * as read from "./read-options.ts";
import { kernelsFor, type SolvingOptions, withKernelOptions } from "./solving.ts";

export function generateCommand(command: Command): Command {
  return withKernelOptions(
    command
      .argument("<spec>", "an operator with rank, condition, noise and seed (.yaml or .json)")
      .description("write a synthetic problem"),
  )
    .requiredOption("--out <dir>", "where problem.yaml, y.npy and the truth go", read.folder)
    .option("--max-memory <bytes>", "refuse what needs more, such as 2GiB", read.bytes)
    .action((spec: string, options: SolvingOptions & { readonly out: string }) => {
      const problem = generate(spec, options.out, { kernels: kernelsFor(options), maxMemory: options.maxMemory });
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ problem })}\n`
          : `wrote ${printable(problem)}; next: lowrank recover ${printable(problem)}\n`,
      );
    });
}
