import { type Command, Option } from "commander";
import { MOST_SEEDS } from "../experiments/seeds.ts";
import { all, runExperiments } from "./experiment-run.ts";
import { figureFormats } from "./figures.ts";
import { integer, later } from "./read-options.ts";
import { withKernelOptions } from "./solving.ts";

export function experimentCommand(command: Command): Command {
  command.description("test a law of a paper: predicted, measured, holds or not");
  command
    .command("list")
    .description("names, laws and references")
    .option("--json", "machine-readable output on stdout", false)
    .action(list);
  withKernelOptions(
    command
      .command("run")
      .argument("[names...]", "see `lowrank experiment list`")
      .description(
        "run experiments and judge them; exits 0 when every law is judged, holds or not, and 4 where one is undecided",
      ),
  )
    .option("--all", "every experiment there is; ends with one table of verdicts", false)
    .option("--toy", "small, in seconds", false)
    .addOption(
      new Option("--seeds <n>", "so many seeds of every setting (default: one for a toy)").argParser(
        integer("--seeds", 1, MOST_SEEDS),
      ),
    )
    .addOption(
      new Option("--first-seed <s>", "the first of them, to try a law on seeds of your own choice (default: 0)").argParser(
        integer("--first-seed", 0, MOST_SEEDS - 1),
      ),
    )
    .option("--out <dir>", "write verdict.json, a .jsonl for every cell and report.html there, of several in a folder each")
    .addOption(new Option("--figures <format>", "write the figures beside report.html too").choices(figureFormats))
    .addOption(new Option("--workers <n>", "cells at once (not available yet)").argParser(later("--workers")))
    .addOption(new Option("--shard <i/n>", "one part of the cells (not available yet)").argParser(later("--shard")))
    .action(runExperiments);
  return command;
}

function list({ json }: { readonly json: boolean }): void {
  const entries = Object.values(all).map(({ name, law, reference }) => ({ name, law, reference }));
  const text = entries.map(({ name, law, reference }) => `${name}  ${law}\n    ${reference}\n`).join("");
  process.stdout.write(json ? `${JSON.stringify(entries, null, 2)}\n` : text);
}
