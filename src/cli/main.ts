#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { VERSION } from "../parameters/version.ts";
import { EXIT, exitCode } from "./exit.ts";

/** Each command's room is opened only when it is called, so that `--version` starts at once. */
const commands: Readonly<Record<string, (command: Command) => Promise<Command>>> = {
  recover: async (command) => (await import("./recover.ts")).recoverCommand(command),
  complete: async (command) => (await import("./complete.ts")).completeCommand(command),
  generate: async (command) => (await import("./generate.ts")).generateCommand(command),
  experiment: async (command) => (await import("./experiment.ts")).experimentCommand(command),
  report: async (command) => (await import("./report.ts")).reportCommand(command),
  list: async (command) => (await import("./list.ts")).listCommand(command),
  doctor: async (command) => (await import("./doctor.ts")).doctorCommand(command),
};

async function program(argv: readonly string[]): Promise<Command> {
  const root = new Command("lowrank")
    .description("recover low-rank matrices from linear measurements")
    .version(VERSION, "-v, --version");
  root.exitOverride().configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "lowrank: ")) });
  root.showSuggestionAfterError();
  const named = argv.find((word) => !word.startsWith("-"));
  const wanted = named === "help" || named === undefined || !Object.hasOwn(commands, named) ? Object.keys(commands) : [named];
  const everything = named !== undefined || !argv.some((word) => word === "--version" || word === "-v");
  if (everything) for (const name of wanted) await commands[name](root.command(name));
  return root;
}

async function main(): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done); // `| head`
    throw error;
  });
  try {
    await (await program(process.argv.slice(2))).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else fail(error);
  }
}

/** One line for what a user can mend; the whole story for a fault of ours. */
function fail(error: unknown): void {
  process.exitCode = exitCode(error);
  const message = error instanceof Error ? error.message : String(error);
  const internal = process.exitCode === EXIT.internal;
  process.stderr.write(
    internal ? `lowrank: internal error: ${error instanceof Error ? error.stack : message}\n` : `lowrank: ${message}\n`,
  );
}

await main();
