import type { Command } from "commander";
import { diagnosticsNamed } from "../diagnostics/named.ts";
import { ensureWritableFolder } from "../io/atomic.ts";
import { chooseSolver } from "../tasks/choose-solver.ts";
import { loadProblem } from "../tasks/load-problem.ts";
import { fidelity, quantumState } from "../tasks/quantum-state.ts";
import { checkRank, usuallyRecorded } from "../tasks/recover-problem.ts";
import { arraysOf, resultOf } from "../tasks/result.ts";
import { solveFromStarts } from "../tasks/several-starts.ts";
import { asFault, asUsage } from "./exit.ts";
import { finish } from "./finish.ts";
import { complexPictures, estimatePictures } from "./pictures.ts";
import { integer, names } from "./read-options.ts";
import { interruptible, kernelsFor, type SolvingOptions, startFor, withSolvingOptions } from "./solving.ts";

export function recoverCommand(command: Command): Command {
  return withSolvingOptions(
    command.argument("<problem>", "a problem manifest (.yaml or .json)").description("solve the problem of a manifest file"),
  )
    .option("--starts <n>", "solve from so many starts at once, and keep the best", integer("--starts", 1, 1000), 1)
    .option("--record <names>", "diagnostics along the way, as `lowrank list diagnostics` has them: a,b,c", names, [])
    .action(recover);
}

interface RecoverOptions extends SolvingOptions {
  readonly starts: number;
  readonly record: readonly string[];
}

async function recover(path: string, options: RecoverOptions): Promise<void> {
  const kernels = kernelsFor(options);
  const { problem, rank: declared, target } = loadProblem(path, { kernels, maxMemory: options.maxMemory });
  const solver = asUsage(() => chooseSolver(problem, options.solver, options.set));
  const rank = asUsage(() => checkRank(problem, options.rank ?? declared, solver));
  const start = asUsage(() => startFor(problem, solver, options));
  const { maxMemory } = options;
  const recorded = [...usuallyRecorded(problem), ...options.record];
  const record = asUsage(() => diagnosticsNamed(recorded, { problem, rank, solver, maxMemory }));
  if (options.out !== undefined) ensureWritableFolder(options.out);

  const { value: solved, signalled } = await interruptible((signal, onProgress) =>
    asFault(path, () =>
      solveFromStarts(problem, { ...options, rank, options: options.set, signal, onProgress }, options.starts, { start, record }),
    ),
  );
  const { estimate } = solved.run;
  const { kind, field } = problem.operator;
  const state = kind === "pauli" ? quantumState(kernels, estimate.left) : undefined;
  const task = {
    ...(state && { trace: state.trace, purity: state.purity, ...(target && { fidelity: fidelity(state, target) }) }),
    ...(options.starts > 1 && { starts: options.starts, agreeing: solved.agreeing }),
  };
  const result = {
    ...resultOf(problem, solved.solver, solved.run, Object.keys(task).length > 0 ? task : undefined),
    ...(options.record.length > 0 && { recorded: options.record }),
  };
  const pictures =
    field === "complex" ? complexPictures(kernels, estimate.left, state !== undefined) : estimatePictures(kernels, estimate);
  await finish({ result, history: solved.run.history, arrays: arraysOf(problem, solved.run), pictures }, options, signalled);
}
