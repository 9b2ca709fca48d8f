import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { benchCommand } from "../../src/cli/bench.ts";
import { buildCommand } from "../../src/cli/build.ts";
import { compareCommand } from "../../src/cli/compare.ts";
import { completeCommand } from "../../src/cli/complete.ts";
import { doctorCommand } from "../../src/cli/doctor.ts";
import { experimentCommand } from "../../src/cli/experiment.ts";
import { generateCommand } from "../../src/cli/generate.ts";
import { listCommand } from "../../src/cli/list.ts";
import { recoverCommand } from "../../src/cli/recover.ts";
import { reportCommand } from "../../src/cli/report.ts";
import { selftestCommand } from "../../src/cli/selftest.ts";
import { whereCommand } from "../../src/cli/where.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { type SolverClass, solvers } from "../../src/solvers/registry.ts";
import { root } from "../house/tree.ts";

const commands: Readonly<Record<string, (command: Command) => Command>> = {
  bench: benchCommand,
  build: buildCommand,
  compare: compareCommand,
  complete: completeCommand,
  doctor: doctorCommand,
  experiment: experimentCommand,
  generate: generateCommand,
  list: listCommand,
  recover: recoverCommand,
  report: reportCommand,
  selftest: selftestCommand,
  where: whereCommand,
};

/** The lines of a shell block, with what is continued joined, and without comments. */
export const linesOf = (code: string): string[] =>
  code
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");

/** Throws where a line of a page is no command of the program, of npm as package.json has it, or of a script in the repository. */
export function checkLine(line: string): void {
  const words = line
    .replace(/^([A-Z_]+=\S+ )+/, "")
    .split(/\s+/)
    .map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
  if (words[0] === "npx") words.shift();
  const [program, ...rest] = words;
  if (program === "lowrank") checkProgram(rest);
  else if (program === "npm") checkNpm(rest);
  else if (program !== "node" || !existsSync(join(root, rest[0]))) throw new Error(`"${line}" is no line that can be checked`);
}

function checkNpm([verb, what]: readonly string[]): void {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  if (["test", "install", "init", "ci"].includes(verb) || (verb === "run" && Object.hasOwn(scripts, what))) return;
  throw new Error(`there is no npm ${verb} ${what}`);
}

/** Parses the words as the program would, and does nothing. */
function checkProgram([name, ...words]: readonly string[]): void {
  if (name === "--version" && words.length === 0) return;
  if (!Object.hasOwn(commands, name)) throw new Error(`there is no command ${name}`);
  const command = commands[name](new Command(name));
  idle(command);
  command.parse(words, { from: "user" });
  const { solver, set, solvers: several } = command.opts();
  if (solver !== undefined) new (classOf(solver))((set ?? {}) as Record<string, never>);
  if (several !== undefined) for (const one of String(several).split(",")) classOf(one.split(":")[0]);
  if (name === "experiment" && words[0] === "run" && !words[1].startsWith("-") && !Object.hasOwn(experiments, words[1]))
    throw new Error(`there is no experiment ${words[1]}`);
}

function classOf(name: string): SolverClass {
  if (!Object.hasOwn(solvers, name)) throw new Error(`there is no solver ${name}`);
  return solvers[name as keyof typeof solvers];
}

/** With nothing to do, and nothing to say: what is wrong is thrown. */
function idle(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  if (command.commands.length === 0) command.action(() => undefined);
  for (const one of command.commands) idle(one);
}
