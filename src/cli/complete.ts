import type { Command } from "commander";
import { ensureWritableFolder } from "../io/atomic.ts";
import { FileError } from "../io/file-error.ts";
import { chooseSolver } from "../tasks/choose-solver.ts";
import { complete, completionProblem, defaultCompletionRank } from "../tasks/complete.ts";
import { readTable } from "../tasks/read-table.ts";
import { checkRank } from "../tasks/recover-problem.ts";
import { arraysOf, resultOf } from "../tasks/result.ts";
import { asUsage } from "./exit.ts";
import { finish } from "./finish.ts";
import { interruptible, kernelsFor, type SolvingOptions, withSolvingOptions } from "./solving.ts";

export function completeCommand(command: Command): Command {
  return withSolvingOptions(
    command.argument("<table>", "a .csv, a .npy with NaN, or a coordinate .mtx").description("fill the holes of a table"),
  ).action(completeTable);
}

async function completeTable(path: string, options: SolvingOptions): Promise<void> {
  const kernels = kernelsFor(options);
  const { table } = readTable(path, options.maxMemory);
  const { problem } = named(path, () => completionProblem(table, kernels));
  const rank = asUsage(() => checkRank(problem, options.rank ?? defaultCompletionRank(table.rows, table.cols)));
  asUsage(() => chooseSolver(problem, options.solver, options.set));
  if (options.out !== undefined) ensureWritableFolder(options.out);

  const { value: done, signalled } = await interruptible((signal, onProgress) =>
    complete(table, { ...options, rank, options: options.set, kernels, signal, onProgress }),
  );
  const { center, spread, observed, missing, heldOutRmse, completed } = done;
  const result = resultOf(done.problem, done.solver, done.run, { center, spread, observed, missing, heldOutRmse });
  const arrays = [
    ...arraysOf(done.problem, done.run),
    { name: "completed.npy" as const, shape: [completed.rows, completed.cols], data: completed.data },
  ];
  const pictures = [
    { label: "observed", ...table },
    { label: "completed", ...completed },
  ];
  await finish({ result, history: done.run.history, arrays, pictures }, options, signalled);
}

/** A mistake in the table is one in its file. */
function named<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof RangeError ? new FileError(path, cause.message, undefined, { cause }) : cause;
  }
}
