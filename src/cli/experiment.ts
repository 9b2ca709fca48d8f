import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Experiment } from "../experiments/experiment.ts";
import { experiments } from "../experiments/registry.ts";
import { type CellProgress, type Outcome, runExperiment } from "../experiments/run-experiment.ts";
import { MOST_SEEDS } from "../experiments/seeds.ts";
import { ensureWritableFolder, removeFile, writeAtomic } from "../io/atomic.ts";
import { historyLines } from "../io/history.ts";
import { nearest } from "../parameters/nearest.ts";
import { renderPage } from "../report/page.ts";
import { EXIT, UsageError } from "./exit.ts";
import { pageOf, summary, verdictText } from "./experiment-outcome.ts";
import { integer, later } from "./read-options.ts";
import { interruptible, kernelsFor, type SolvingOptions, withKernelOptions } from "./solving.ts";

const all: Readonly<Record<string, Experiment>> = experiments;

interface ExperimentOptions extends Pick<SolvingOptions, "threads" | "backend" | "out" | "json"> {
  readonly toy: boolean;
  readonly seeds?: number;
}

export function experimentCommand(command: Command): Command {
  command.description("test a law of a paper: predicted, measured, holds or not");
  command
    .command("list")
    .description("names, laws and references")
    .option("--json", "machine-readable output on stdout", false)
    .action(list);
  withKernelOptions(
    command.command("run").argument("<name>", "see `lowrank experiment list`").description("run an experiment and judge it"),
  )
    .option("--toy", "small, in seconds", false)
    .addOption(
      new Option("--seeds <n>", "seeds 0 … n − 1 of every setting (default: one for a toy)").argParser(
        integer("--seeds", 1, MOST_SEEDS),
      ),
    )
    .option("--out <dir>", "write verdict.json, a .jsonl for every cell and report.html there")
    .addOption(new Option("--workers <n>", "cells at once (not available yet)").argParser(later("--workers")))
    .addOption(new Option("--shard <i/n>", "one part of the cells (not available yet)").argParser(later("--shard")))
    .action(run);
  return command;
}

function list({ json }: { readonly json: boolean }): void {
  const entries = Object.values(all).map(({ name, law, reference }) => ({ name, law, reference }));
  const text = entries.map(({ name, law, reference }) => `${name}  ${law}\n    ${reference}\n`).join("");
  process.stdout.write(json ? `${JSON.stringify(entries, null, 2)}\n` : text);
}

async function run(name: string, options: ExperimentOptions): Promise<void> {
  const experiment = find(name);
  const kernels = kernelsFor(options);
  if (options.out !== undefined) ensureWritableFolder(options.out);
  const announce = cellWriter();
  const { value: outcome, signalled } = await interruptible((signal, show) =>
    runExperiment(experiment, {
      kernels,
      toy: options.toy,
      seeds: options.seeds,
      signal,
      onProgress: (now) => {
        announce(now);
        show(now.now);
      },
    }),
  );
  if (options.out !== undefined) await writeOutcome(options.out, experiment, outcome, commandOf(name, options));
  process.stdout.write(options.json ? verdictText(outcome) : summary(outcome, options.out));
  process.exitCode = signalled ?? (outcome.verdict === "undecided" ? EXIT.notConverged : EXIT.done);
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
async function writeOutcome(folder: string, experiment: Experiment, outcome: Outcome, command: string): Promise<void> {
  removeFile(join(folder, "verdict.json"));
  // What an earlier run left would pass for this one's.
  const cells = [true, false].flatMap((toy) => experiment.cells({ toy, seeds: MOST_SEEDS }));
  const earlier = new Set(cells.map(({ name }) => `${name}.jsonl`));
  for (const file of readdirSync(folder)) if (earlier.has(file)) removeFile(join(folder, file));
  for (const { cell, table } of outcome.results) writeAtomic(join(folder, `${cell.name}.jsonl`), historyLines(table));
  writeAtomic(join(folder, "report.html"), await renderPage(pageOf(experiment, outcome, command)));
  writeAtomic(join(folder, "verdict.json"), verdictText(outcome));
}

const commandOf = (name: string, { toy, seeds }: ExperimentOptions): string =>
  ["lowrank experiment run", name, ...(toy ? ["--toy"] : []), ...(seeds === undefined ? [] : [`--seeds ${seeds}`])].join(" ");
