import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Experiment } from "../experiments/experiment.ts";
import { experiments } from "../experiments/registry.ts";
import { type CellProgress, type Outcome, runExperiment } from "../experiments/run-experiment.ts";
import { MOST_SEEDS } from "../experiments/seeds.ts";
import { ensureWritableFolder, removeFile, writeAtomic } from "../io/atomic.ts";
import { historyLines } from "../io/history.ts";
import type { Kernels } from "../kernels/contract.ts";
import { nearest } from "../parameters/nearest.ts";
import { renderPage } from "../report/page.ts";
import { asUsage, EXIT, UsageError } from "./exit.ts";
import { pageOf, summary, verdictData, verdictTable } from "./experiment-outcome.ts";
import { type FigureFormat, figureDrawer, writeFigures } from "./figures.ts";
import { interruptible, kernelsFor, type SolvingOptions } from "./solving.ts";

export const all: Readonly<Record<string, Experiment>> = experiments;

interface ExperimentOptions extends Pick<SolvingOptions, "threads" | "backend" | "out" | "json"> {
  readonly all: boolean;
  readonly toy: boolean;
  readonly seeds?: number;
  readonly firstSeed?: number;
  readonly figures?: FigureFormat;
}

/** One experiment with its checks, or several with a table of their verdicts. After a signal the experiments that are left are not begun. */
export async function runExperiments(names: readonly string[], options: ExperimentOptions): Promise<void> {
  const chosen = choose(names, options);
  const several = options.all || chosen.length > 1;
  const folderOf = (name: string) => (several && options.out !== undefined ? join(options.out, name) : options.out);
  for (const experiment of chosen) asUsage(() => experiment.cells(options));
  if (options.figures) await figureDrawer(options.figures); // refused before the work rather than after it
  const kernels = kernelsFor(options);
  for (const { name } of chosen) {
    const folder = folderOf(name);
    if (folder !== undefined) ensureWritableFolder(folder);
  }
  const outcomes: Outcome[] = [];
  let signalled: number | undefined;
  for (const experiment of chosen) {
    const { name } = experiment;
    if (several) process.stderr.write(`${name}\n`);
    const ended = await runOne(experiment, kernels, options);
    signalled = ended.signalled;
    outcomes.push(ended.value);
    const folder = folderOf(name);
    if (folder !== undefined) await writeOutcome(folder, experiment, ended.value, options);
    if (signalled !== undefined) break;
  }
  process.stdout.write(text(outcomes, several, options));
  process.exitCode = signalled ?? (outcomes.some(({ verdict }) => verdict === "undecided") ? EXIT.notConverged : EXIT.done);
}

function text(outcomes: readonly Outcome[], several: boolean, { json, out }: ExperimentOptions): string {
  if (!json) return several ? verdictTable(outcomes, out) : summary(outcomes[0], out);
  const data = outcomes.map(verdictData);
  return `${JSON.stringify(several ? data : data[0], null, 2)}\n`;
}

function choose(names: readonly string[], { all: every, figures, out }: ExperimentOptions): Experiment[] {
  if (figures && out === undefined) throw new UsageError("--figures writes into the folder of --out, which is not given");
  if (every && names.length > 0) throw new UsageError(`--all runs every experiment, and takes no names: got ${names.join(" ")}`);
  if (every) return Object.values(all);
  if (names.length === 0) throw new UsageError("name an experiment, or say --all; see `lowrank experiment list`");
  return [...new Set(names)].map(find);
}

function find(name: string): Experiment {
  if (Object.hasOwn(all, name)) return all[name];
  if (/[/\\.]/.test(name))
    throw new UsageError(`an experiment from a file is not available yet, got "${name}"; see \`lowrank experiment list\``);
  const meant = nearest(name, Object.keys(all));
  throw new UsageError(
    `there is no experiment "${name}"; ${meant ? `did you mean ${meant}?` : `there is ${Object.keys(all).join(", ")}`}`,
  );
}

function runOne(experiment: Experiment, kernels: Kernels, { toy, seeds, firstSeed }: ExperimentOptions) {
  const announce = cellWriter();
  return interruptible((signal, show) =>
    runExperiment(experiment, {
      kernels,
      toy,
      seeds,
      firstSeed,
      signal,
      onProgress: (now) => {
        announce(now);
        show(now.now);
      },
    }),
  );
}

/** A line on stderr for each cell as it begins; progress within it is drawn below and over. */
function cellWriter(out: NodeJS.WriteStream = process.stderr): (now: CellProgress) => void {
  let begun = -1;
  return ({ cell, index, count }) => {
    if (index === begun) return;
    begun = index;
    out.write(`${out.isTTY ? "\r\x1b[2K" : ""}cell ${index + 1} of ${count}: ${cell.name}\n`);
  };
}

/** The cells, the page, then verdict.json as the mark of completion. */
async function writeOutcome(folder: string, experiment: Experiment, outcome: Outcome, options: ExperimentOptions): Promise<void> {
  removeFile(join(folder, "verdict.json"));
  // What an earlier run left would pass for this one's.
  const cells = [true, false].flatMap((toy) => experiment.cells({ toy, seeds: MOST_SEEDS }));
  const earlier = new Set(cells.map(({ name }) => `${name}.jsonl`));
  for (const file of readdirSync(folder)) if (earlier.has(file)) removeFile(join(folder, file));
  for (const { cell, table } of outcome.results) writeAtomic(join(folder, `${cell.name}.jsonl`), historyLines(table));
  const page = pageOf(experiment, outcome, commandOf(experiment.name, options));
  writeAtomic(join(folder, "report.html"), await renderPage(page));
  if (options.figures) await writeFigures(folder, page, options.figures, await figureDrawer(options.figures));
  writeAtomic(join(folder, "verdict.json"), `${JSON.stringify(verdictData(outcome), null, 2)}\n`);
}

const commandOf = (name: string, { toy, seeds, firstSeed }: ExperimentOptions): string =>
  [
    "lowrank experiment run",
    name,
    ...(toy ? ["--toy"] : []),
    ...(seeds === undefined ? [] : [`--seeds ${seeds}`]),
    ...(firstSeed === undefined ? [] : [`--first-seed ${firstSeed}`]),
  ].join(" ");
