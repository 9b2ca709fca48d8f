import type { Command } from "commander";
import { ensureWritableFolder } from "../io/atomic.ts";
import { chooseSolver } from "../tasks/choose-solver.ts";
import { COMPLETION_START, complete, completionProblem, defaultCompletionRank } from "../tasks/complete.ts";
import { readTable } from "../tasks/read-table.ts";
import { checkRank } from "../tasks/recover-problem.ts";
import { arraysOf, resultOf } from "../tasks/result.ts";
import { asFault, asUsage } from "./exit.ts";
import { finish } from "./finish.ts";
import { interruptible, kernelsFor, type SolvingOptions, startFor, withSolvingOptions } from "./solving.ts";

export function completeCommand(command: Command): Command {
  return withSolvingOptions(
    command.argument("<table>", "a .csv, a .npy with NaN, or a coordinate .mtx").description("fill the holes of a table"),
  ).action(completeTable);
}

async function completeTable(path: string, options: SolvingOptions): Promise<void> {
  const kernels = kernelsFor(options);
  const { table, ...labels } = readTable(path, options.maxMemory);
  const { problem } = await asFault(path, () => completionProblem(table, kernels));
  const rank = asUsage(() => checkRank(problem, options.rank ?? defaultCompletionRank(table.rows, table.cols)));
  const solver = asUsage(() => chooseSolver(problem, options.solver, options.set));
  const start = asUsage(() => startFor(problem, solver, options, COMPLETION_START));
  if (options.out !== undefined) ensureWritableFolder(options.out);

  const { value: done, signalled } = await interruptible((signal, onProgress) =>
    asFault(path, () => complete(table, { ...options, start, rank, options: options.set, kernels, signal, onProgress })),
  );
  const { center, spread, observed, missing, heldOutRmse, completed } = done;
  const result = resultOf(done.problem, done.solver, done.run, { center, spread, observed, missing, heldOutRmse });
  const shape = [table.rows, table.cols];
  const tables = [
    { name: "observed.npy" as const, shape, data: table.data },
    { name: "completed.npy" as const, shape, data: completed.data },
  ];
  const pictures = [
    { label: "observed", ...table },
    { label: "completed", ...completed },
  ];
  const arrays = [...arraysOf(done.problem, done.run), ...tables];
  // A table that came as .csv goes back as one, with its labels.
  const csv = path.toLowerCase().endsWith(".csv") && { completed: { matrix: completed, ...labels } };
  await finish({ result, history: done.run.history, arrays, pictures, ...csv }, options, signalled);
}
