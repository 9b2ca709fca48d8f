import { spawn } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const program = join(root, "dist", "cli.js");
export const example = (...names: string[]): string => join(root, "examples", ...names);

/** How the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly program?: string;
  readonly stdio?: ("ignore" | "pipe" | number)[];
  /** Called once the program runs. */
  readonly meanwhile?: (child: ReturnType<typeof spawn>) => void;
}

/** Runs the built program as a user does. */
export function lowrank(words: readonly string[], circumstances: Circumstances = {}): Promise<Ended> {
  const { cwd, env = process.env, stdio = ["ignore", "pipe", "pipe"], meanwhile } = circumstances;
  const script = circumstances.program ?? program;
  if (!fs.existsSync(script)) throw new Error(`there is no ${script}: run npm run build first`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...words], { cwd, env, stdio });
    const [out, err]: string[][] = [[], []];
    child.stdout?.setEncoding("utf8").on("data", (text: string) => out.push(text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => err.push(text));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, out: out.join(""), err: err.join("") }));
    meanwhile?.(child);
  });
}

/** A folder of this test file, removed when it is done. */
export function scratch(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), "lowrank-cli-"));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What every refusal looks like: its exit code, one sentence on stderr that has `words`, nothing on stdout. */
export function expectRefusal({ code, signal, out, err }: Ended, expected: number, ...words: (string | RegExp)[]): void {
  expect({ code, signal, out }, err).toEqual({ code: expected, signal: null, out: "" });
  expect(err).toMatch(/^lowrank: [^\n]+\n(\(Did you mean [^\n]+\)\n)?$/);
  expect(err).not.toMatch(/internal error|^\s+at /m);
  expect(err).not.toContain("\x1b");
  for (const word of words) expect(err).toMatch(word);
}

/** Every path below a folder, sorted, "/" between the names. */
export const filesIn = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
