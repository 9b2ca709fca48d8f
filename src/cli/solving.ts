import { type Command, Option } from "commander";
import type { Kernels } from "../kernels/contract.ts";
import type { Backend } from "../kernels/open.ts";
import { openKernels } from "../kernels/open.ts";
import type { RandomStart, StartingPoint } from "../problem/starting-points.ts";
import type { Progress } from "../solve/policy.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { chosenStart, START_NAMES, type StartedProblem, type StartName } from "../tasks/chosen-start.ts";
import { EXIT, Interrupted, UsageError } from "./exit.ts";
import { progressWriter } from "./progress.ts";
import * as read from "./read-options.ts";

/** The options of every command that solves. */
export interface SolvingOptions {
  readonly solver?: string;
  readonly rank?: number;
  readonly set: Readonly<Record<string, string>>;
  readonly maxIterations?: number;
  readonly tolerance?: number;
  readonly seed?: string;
  readonly start?: StartName;
  readonly startScale?: number;
  readonly startRatio?: number;
  readonly threads?: number;
  readonly backend: Backend;
  readonly out?: string;
  readonly maxMemory?: number;
  readonly requireConvergence: boolean;
  readonly json: boolean;
}

export function withSolvingOptions(command: Command): Command {
  return withStartOptions(withKernelOptions(command))
    .option("--solver <name>", "see `lowrank list solvers`")
    .option("--rank <k>", "the searched rank k", read.rank)
    .option("--set <key=value>", "an option of the solver; may be repeated", read.setting, {})
    .option("--max-iterations <n>", "default 20000", read.integer("--max-iterations", 1))
    .option("--tolerance <t>", "relative residual that counts as converged; default 1e-9", read.tolerance)
    .option("--seed <s>", "of the random start and what is held out; default 0", read.seed)
    .option("--out <dir>", "write result.json, history.jsonl, the factors and report.html there", read.folder)
    .option("--max-memory <bytes>", "refuse what needs more, such as 2GiB", read.bytes)
    .option("--require-convergence", "exit 4 unless converged, stationary or validated", false)
    .addOption(new Option("--resume <dir>").argParser(read.later("--resume")).hideHelp());
}

/** Where factored solvers begin. */
export function withStartOptions(command: Command, usual: StartName = "own"): Command {
  return command
    .addOption(
      new Option("--start <which>", `where factored solvers begin; default ${usual}, or random where a scale is given`).choices(
        START_NAMES,
      ),
    )
    .option("--start-scale <alpha>", "scale α > 0 of a random start; default 1e-3", read.positive("--start-scale"))
    .option(
      "--start-ratio <c>",
      "the right factor's scale over the left one's, of a random start; default 1",
      read.positive("--start-ratio"),
    );
}

export function withKernelOptions(command: Command): Command {
  return command
    .option("--threads <n>", "threads of the kernels; never changes a result", read.integer("--threads", 1))
    .addOption(new Option("--backend <name>", "which kernels").choices(["auto", "native", "portable"]).default("auto"))
    .option("--json", "machine-readable output on stdout", false);
}

/** The start that the options ask for; undefined where that is left to the solver. Throws RangeError where a method of whole matrices is given one. */
export function startFor(
  problem: StartedProblem,
  solver: AnySolver,
  { start, startScale, startRatio }: Pick<SolvingOptions, "start" | "startScale" | "startRatio">,
  byDefault?: RandomStart,
): StartingPoint | undefined {
  const chosen = chosenStart(problem, { start, scale: startScale, ratio: startRatio }, byDefault);
  if (chosen && solver.carries === "matrix")
    throw new RangeError(`${solver.name} searches whole matrices and has a start of its own; --start is for solvers of factors`);
  return chosen;
}

/** The kernels that the options ask for, with one warning on stderr where native ones were wanted and are not there. */
export function kernelsFor({ backend, threads }: Pick<SolvingOptions, "backend" | "threads">): Kernels {
  try {
    const kernels = openKernels(backend === "auto" ? undefined : backend, { threads, warn: false });
    if (kernels.why)
      process.stderr.write(
        `lowrank: portable kernels are in use, which are slower (${kernels.why.split("\n")[0]}); see \`lowrank doctor\`\n`,
      );
    return kernels;
  } catch (cause) {
    throw new UsageError((cause as Error).message.split("\n")[0], { cause });
  }
}

/** Runs `work` with progress on stderr; a first SIGINT or SIGTERM ends the run with what it has, a second one at once. */
export async function interruptible<T>(
  work: (signal: AbortSignal, onProgress: (now: Progress) => void) => Promise<T>,
): Promise<{ value: T; signalled?: number }> {
  const controller = new AbortController();
  const progress = progressWriter();
  let signalled: number | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    const code = signal === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
    if (signalled !== undefined) process.exit(code);
    signalled = code;
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    const value = await work(controller.signal, progress.show);
    return { value, ...(signalled !== undefined && { signalled }) };
  } catch (error) {
    throw signalled === undefined ? error : new Interrupted(signalled);
  } finally {
    progress.clear();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

/** The exit status of a run that ended by itself. */
export function statusCode({ status, converged }: { status: string; converged: boolean }, requireConvergence: boolean): number {
  if (status === "diverged" || status === "breakdown") return EXIT.diverged;
  return requireConvergence && !converged ? EXIT.notConverged : EXIT.done;
}
