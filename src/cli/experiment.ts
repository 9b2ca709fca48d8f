import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Experiment } from "../experiments/experiment.ts";
import { experiments } from "../experiments/registry.ts";
import { type CellProgress, type Outcome, runExperiment } from "../experiments/run-experiment.ts";
import { ensureWritableFolder, removeFile, writeAtomic } from "../io/atomic.ts";
import { historyLines } from "../io/history.ts";
import { nearest } from "../parameters/nearest.ts";
import { VERSION } from "../parameters/version.ts";
import { formatNumber } from "../report/format.ts";
import { law as lawFigure } from "../report/law.ts";
import { type Page, renderPage } from "../report/page.ts";
import { EXIT, UsageError } from "./exit.ts";
import { later } from "./read-options.ts";
import { interruptible, kernelsFor, type SolvingOptions, withKernelOptions } from "./solving.ts";

const all: Readonly<Record<string, Experiment>> = experiments;

interface ExperimentOptions extends Pick<SolvingOptions, "threads" | "backend" | "out" | "json"> {
  readonly toy: boolean;
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
    .option("--toy", "one seed a setting, in seconds", false)
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
      signal,
      onProgress: (now) => {
        announce(now);
        show(now.now);
      },
    }),
  );
  if (options.out !== undefined) await writeOutcome(options.out, experiment, outcome);
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

/** Numbers that are not known are null. */
function verdictText({ experiment, verdict, checks }: Outcome): string {
  return `${JSON.stringify({ experiment, verdict, checks }, null, 2)}\n`;
}

function summary(outcome: Outcome, out: string | undefined): string {
  const rows = checkRows(outcome).map((row) => row.map(String));
  const widths = columns.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (row: readonly string[]) =>
    row.map((text, c) => (c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c]))).join("  ");
  const where = out === undefined ? [] : [`report: ${join(out, "report.html")}`];
  return `${[line(columns), ...rows.map(line), `${outcome.experiment}: ${outcome.verdict}. ${sentence(outcome)}`, ...where].join("\n")}\n`;
}

const columns = ["law", "predicted", "measured", "range", "holds"] as const;

function checkRows({ checks }: Outcome): string[][] {
  return checks.map(({ law, predicted, measured, range, holds }) => [
    law,
    formatNumber(predicted),
    formatNumber(measured),
    `${formatNumber(range[0])} … ${formatNumber(range[1])}`,
    Number.isNaN(measured) ? "not measured" : holds ? "yes" : "no",
  ]);
}

function sentence({ checks, aborted }: Outcome): string {
  const holding = checks.filter(({ holds }) => holds).length;
  const missing = checks.filter(({ measured }) => Number.isNaN(measured)).length;
  const counted = `${holding} of ${checks.length} checks ${holding === 1 ? "is" : "are"} within range`;
  return `${counted}${missing > 0 ? `, ${missing} could not be measured` : ""}${aborted ? "; the experiment was interrupted" : ""}.`;
}

/** The cells, the page, then verdict.json as the mark of completion. */
async function writeOutcome(folder: string, experiment: Experiment, outcome: Outcome): Promise<void> {
  removeFile(join(folder, "verdict.json"));
  // What an earlier run left would pass for this one's.
  for (const { name } of [...experiment.cells(true), ...experiment.cells(false)]) removeFile(join(folder, `${name}.jsonl`));
  for (const { cell, table } of outcome.results) writeAtomic(join(folder, `${cell.name}.jsonl`), historyLines(table));
  writeAtomic(join(folder, "report.html"), await renderPage(pageOf(experiment, outcome)));
  writeAtomic(join(folder, "verdict.json"), verdictText(outcome));
}

function pageOf({ name, law: claim, reference }: Experiment, outcome: Outcome): Page {
  return {
    title: name,
    verdict: {
      status: outcome.verdict,
      good: { holds: true, fails: false, undecided: undefined }[outcome.verdict],
      sentence: sentence(outcome),
    },
    sections: [
      { heading: "The law", text: `${claim[0].toUpperCase()}${claim.slice(1)}.`, table: { columns, rows: checkRows(outcome) } },
      ...outcome.exhibits.map(({ plot, ...section }) => ({ ...section, ...(plot && { figure: lawFigure(plot) }) })),
      { heading: "Reference", text: reference, settings: [["command", `lowrank experiment run ${name}`]] },
    ],
    generated: `Written by lowrank ${VERSION}.`,
  };
}
