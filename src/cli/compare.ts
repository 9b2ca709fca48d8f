import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { ensureWritableFolder, removeFile, writeAtomic } from "../io/atomic.ts";
import { FileError, printable } from "../io/file-error.ts";
import { writeRunFolder } from "../io/run-folder.ts";
import { comparisonPage, comparisonTable, differenceTable } from "../report/comparison-page.ts";
import { formatNumber } from "../report/format.ts";
import { type PageTable, renderPage } from "../report/page.ts";
import { type Comparison, compareSolvers, contendersOf, withDefaults } from "../tasks/compare.ts";
import { sound } from "../tasks/compared-measures.ts";
import { loadProblem } from "../tasks/load-problem.ts";
import { arraysOf, resultOf } from "../tasks/result.ts";
import { comparedWriter } from "./compare-progress.ts";
import { comparisonText } from "./comparison-json.ts";
import { asFault, asUsage, EXIT, exitCode, UsageError } from "./exit.ts";
import * as read from "./read-options.ts";
import { interruptible, kernelsFor, type SolvingOptions, withKernelOptions, withStartOptions } from "./solving.ts";
import { aligned } from "./text-table.ts";

type Shared = Pick<
  SolvingOptions,
  | "rank"
  | "start"
  | "startScale"
  | "startRatio"
  | "maxIterations"
  | "tolerance"
  | "seed"
  | "threads"
  | "backend"
  | "out"
  | "maxMemory"
  | "json"
>;

interface CompareOptions extends Shared {
  readonly solvers: readonly string[];
  readonly seeds?: number;
  readonly timing: boolean;
}

const RESULT = "comparison.json";

export function compareCommand(command: Command): Command {
  const described = command
    .argument("<problem>", "a problem manifest (.yaml or .json)")
    .description(
      "the same problem by several solvers, from the same random starts or each from its own (--start own), on one page",
    );
  return withStartOptions(withKernelOptions(described), "random")
    .requiredOption("--solvers <a,b,c>", "see `lowrank list solvers`; options after colons, as in scaled-gd:damping=0.1", names)
    .option("--rank <k>", "the searched rank k; default that of the manifest", read.rank)
    .option("--seeds <n>", "so many starts; default 5, or 1 from a spectral start", read.integer("--seeds", 1, 1000))
    .option("--seed <s>", "of the first start; default 0", read.seed)
    .option("--no-timing", "all runs in lockstep, none alone for its time")
    .option("--max-iterations <n>", "of each run; default 20000", read.integer("--max-iterations", 1))
    .option("--tolerance <t>", "relative residual that counts as converged; default 1e-9", read.tolerance)
    .option("--out <dir>", "write report.html, comparison.json and a run folder for each run there", read.folder)
    .option("--max-memory <bytes>", "refuse what needs more, such as 2GiB", read.bytes)
    .action(compare);
}

function names(text: string): string[] {
  const all = text.split(",").map((name) => name.trim());
  if (all.some((name) => name === "")) throw new UsageError(`--solvers is names with commas between them, got "${text}"`);
  return all;
}

async function compare(path: string, options: CompareOptions): Promise<void> {
  const kernels = kernelsFor(options);
  const { problem, rank: declared } = loadProblem(path, { kernels, maxMemory: options.maxMemory });
  const truth = problem.truth && "left" in problem.truth ? problem.truth.left.cols : undefined;
  const contenders = asUsage(() => contendersOf(problem, options.solvers, options.rank ?? declared ?? truth));
  const settled = asUsage(() => withDefaults(problem, { ...options, timed: options.timing }));
  if (options.out !== undefined) ensureWritableFolder(options.out);

  const { value: comparison, signalled } = await interruptible((signal, show) =>
    asFault(path, () =>
      compareSolvers(problem, contenders, {
        ...settled,
        signal,
        onProgress: comparedWriter(show),
      }),
    ),
  );
  if (signalled === undefined) refuseIfAllDid(path, comparison);
  const text = comparisonText(comparison);
  if (options.out !== undefined) await writeComparison(options.out, comparison, commandOf(path, options, settled.seeds), text);
  process.stdout.write(options.json ? text : summary(comparison, options.out));
  process.exitCode = signalled ?? (comparison.results.some(sound) ? EXIT.done : EXIT.diverged);
}

/** Where no solver takes the problem there is nothing to compare: the first one's sentence is the answer. */
function refuseIfAllDid(path: string, { results }: Comparison): void {
  const first = results[0]?.refusal;
  if (!first || !results.every(({ refusal }) => refusal)) return;
  if (exitCode(first) === EXIT.memory) throw first;
  throw new FileError(path, `no solver takes this problem: ${first.message}`, undefined, { cause: first });
}

/** The runs, the page, then comparison.json as the mark of completion. */
async function writeComparison(folder: string, comparison: Comparison, command: string, text: string): Promise<void> {
  removeFile(join(folder, RESULT));
  const runs = join(folder, "runs");
  // What an earlier comparison left would pass for this one's.
  const earlier = existsSync(runs) ? readdirSync(runs).map((name) => join(runs, name, "result.json")) : [];
  for (const file of earlier.filter(existsSync)) removeFile(file);
  for (const { contender, seed, run } of comparison.results) {
    if (!run) continue;
    const name = `${contender.label.replace(/[^\w.=-]+/g, "-").replace(/-$/, "")}-seed-${seed}`;
    writeRunFolder(join(runs, name), {
      result: resultOf(comparison.problem, contender.solver, run),
      history: run.history,
      arrays: arraysOf(comparison.problem, run),
    });
  }
  writeAtomic(join(folder, "report.html"), await renderPage(comparisonPage(comparison, command)));
  writeAtomic(join(folder, RESULT), text);
}

/** The command that makes this page again. */
function commandOf(path: string, options: CompareOptions, seeds: number): string {
  const { solvers, timing } = options;
  const named = {
    rank: options.rank,
    start: options.start,
    "start-scale": options.startScale,
    "start-ratio": options.startRatio,
    seed: options.seed,
    "max-iterations": options.maxIterations,
    tolerance: options.tolerance,
  };
  const given = [
    ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
    ...(timing ? [] : ["--no-timing"]),
  ];
  return ["lowrank compare", path, `--solvers ${solvers.join(",")}`, `--seeds ${seeds}`, ...given].join(" ");
}

function summary(comparison: Comparison, out: string | undefined): string {
  const { columns, rows } = comparisonTable(comparison);
  const { verdict } = comparisonPage(comparison, "");
  const refused = new Map(
    comparison.results.flatMap(({ contender, refusal }) => (refusal ? [[contender.label, refusal.message]] : [])),
  );
  const differences = differenceTable(comparison);
  const words = (row: PageTable["rows"][number]) =>
    row.map((value) => (typeof value === "number" ? formatNumber(value) : String(value)));
  return `${[
    ...aligned({ columns, rows: rows.map((row) => row.map(String)) }),
    ...(differences.rows.length > 0 && comparison.seeds.length > 1
      ? ["", ...aligned({ columns: [...differences.columns], rows: differences.rows.map(words) }), ""]
      : []),
    ...[...refused].map(([label, message]) => `${label}: ${printable(message)}`),
    verdict.sentence,
    ...(out === undefined ? [] : [`report: ${printable(join(out, "report.html"))}`]),
  ].join("\n")}\n`;
}
