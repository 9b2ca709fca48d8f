#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { printable } from "../io/file-error.ts";
import { VERSION } from "../parameters/version.ts";
import { EXIT, exitCode, Interrupted } from "./exit.ts";

/** Each command's room is opened only when it is called, so that `--version` starts at once. */
const commands: Readonly<Record<string, (command: Command) => Promise<Command>>> = {
  recover: async (command) => (await import("./recover.ts")).recoverCommand(command),
  complete: async (command) => (await import("./complete.ts")).completeCommand(command),
  generate: async (command) => (await import("./generate.ts")).generateCommand(command),
  experiment: async (command) => (await import("./experiment.ts")).experimentCommand(command),
  compare: async (command) => (await import("./compare.ts")).compareCommand(command),
  where: async (command) => (await import("./where.ts")).whereCommand(command),
  report: async (command) => (await import("./report.ts")).reportCommand(command),
  list: async (command) => (await import("./list.ts")).listCommand(command),
  bench: async (command) => (await import("./bench.ts")).benchCommand(command),
  doctor: async (command) => (await import("./doctor.ts")).doctorCommand(command),
  build: async (command) => (await import("./build.ts")).buildCommand(command),
  selftest: async (command) => (await import("./selftest.ts")).selftestCommand(command),
};

async function program(argv: readonly string[]): Promise<Command> {
  const root = new Command("lowrank")
    .description("recover low-rank matrices from linear measurements")
    .version(VERSION, "-v, --version");
  root.exitOverride().configureOutput({
    outputError: (text, write) =>
      write(
        `${printable(
          text
            .trimEnd()
            .replace(/^error: /, "lowrank: ")
            .replaceAll("\n", " "),
        )}\n`,
      ),
  });
  root.showSuggestionAfterError();
  const named = argv.find((word) => !word.startsWith("-"));
  const wanted = named === "help" || named === undefined || !Object.hasOwn(commands, named) ? Object.keys(commands) : [named];
  const everything = named !== undefined || !argv.some((word) => word === "--version" || word === "-v");
  if (everything) for (const name of wanted) await commands[name](root.command(name));
  return root;
}

async function main(): Promise<void> {
  process.stdout.on("error", outputFailed);
  process.stderr.on("error", () => undefined); // nowhere to say it; the exit status tells
  try {
    await (await program(process.argv.slice(2))).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else fail(error);
  }
}

/** A reader that has seen enough (`| head`) is no failure; a full disk is. */
function outputFailed(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(EXIT.done);
  process.stderr.write(`lowrank: could not write to standard output: ${printable(error.message)}\n`);
  process.exit(EXIT.output);
}

/** One line for what a user can mend; the whole story for a fault of ours. */
function fail(error: unknown): void {
  process.exitCode = exitCode(error);
  if (error instanceof Interrupted) return;
  const message = error instanceof Error ? error.message : String(error);
  const internal = process.exitCode === EXIT.internal;
  process.stderr.write(
    internal
      ? `lowrank: internal error: ${error instanceof Error ? error.stack : message}\n`
      : `lowrank: ${printable(message)}\n`,
  );
}

await main();
