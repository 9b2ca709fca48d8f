import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { operators } from "../../src/operators/registry.ts";
import { readProblemManifest, readSpecManifest } from "../../src/tasks/read-manifest.ts";
import { root } from "../house/tree.ts";
import { type Block, blocksOf, differs } from "./blocks.ts";
import { checkLine, linesOf } from "./command-lines.ts";
import { compile } from "./programs.ts";

const scratch = mkdtempSync(join(tmpdir(), "lowrank-docs-"));
// Inside the package, so that programs find it by its name.
const compiled = join(root, "out", `code-blocks-${process.pid}`);
afterAll(() => {
  for (const folder of [scratch, compiled]) rmSync(folder, { recursive: true, force: true });
});

execFileSync(process.execPath, [join(root, "scripts/docs.mjs"), "--pages", join(scratch, "pages")]);
const written = ["README.md", ...pagesBelow(join(root, "docs")).map((name) => `docs/${name}`)];
const pages = [
  ...written.map((name) => ({ name, text: readFileSync(join(root, name), "utf8") })),
  ...pagesBelow(join(scratch, "pages"))
    .filter((name) => !written.includes(`docs/${name}`) && !name.startsWith("source/"))
    .map((name) => ({ name, text: readFileSync(join(scratch, "pages", name), "utf8") })),
].map(({ name, text }) => ({ name, made: !written.includes(name), blocks: blocksOf(text) }));

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
}

const typed = (block: Block): boolean => block.language === "ts" || block.language === "js";
const { programs, flaws } = compile(
  compiled,
  pages.flatMap(({ name: page, blocks }) => blocks.filter(typed).map((block) => ({ page, block }))),
);
const numpy = runs("python3", ["-c", "import numpy"]);

function runs(command: string, words: readonly string[]): boolean {
  try {
    execFileSync(command, words, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A folder for the blocks of a page, empty but for the package as npm would install it, and `npx lowrank` as the built program. */
function folderOf(page: string): { cwd: string; env: NodeJS.ProcessEnv } {
  const cwd = join(scratch, page.replace(/[^a-z0-9]+/gi, "-"));
  const bin = join(cwd, ".bin");
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(cwd, "node_modules"));
  symlinkSync(root, join(cwd, "node_modules", "lowrank"));
  const program = join(bin, "npx");
  writeFileSync(
    program,
    `#!/bin/sh\n[ "$1" = lowrank ] && shift && exec "${process.execPath}" "${join(root, "dist/cli.js")}" "$@"\nexit 127\n`,
  );
  chmodSync(program, 0o755);
  return { cwd, env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: "1" } };
}

/** A copy of a program among the files of its page, where it finds the package as a user's does. */
function placed(script: string, folder: string): string {
  const copy = join(folder, `${basename(script, ".js")}.mjs`);
  if (script !== "") copyFileSync(script, copy);
  return copy;
}

function run(command: string, words: readonly string[], where: { cwd: string; env: NodeJS.ProcessEnv }) {
  return new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
    const child = spawn(command, words, { ...where, stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

describe("code blocks", () => {
  test("there are some of every kind", () => {
    const languages = pages.flatMap(({ blocks }) => blocks.map(({ language }) => language));
    expect(new Set(languages)).toEqual(new Set(["ts", "sh", "yaml", "csv", "python", "text"]));
    expect(programs.length).toBeGreaterThan(30);
  });

  test("programs agree with the types of the package", () => {
    expect(flaws).toEqual([]);
  });

  test("a program with a flaw is found", () => {
    const [block] = blocksOf('```ts\nimport { gaussianOperator } from "lowrank";\ngaussianOperator({ rows: "3" });\n```\n');
    const found = compile(join(compiled, "flawed"), [{ page: "flawed.md", block }]).flaws;
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^flawed\.md:2 \(line 2 of the block\): .*'string' is not assignable/);
  });

  test("shell lines are commands, with options, solvers and experiments that exist", () => {
    const lines = pages.flatMap(({ name, blocks }) =>
      blocks.filter(({ language }) => language === "sh").flatMap(({ code }) => linesOf(code).map((line) => ({ name, line }))),
    );
    expect(lines.length).toBeGreaterThan(50);
    for (const { name, line } of lines) expect(() => checkLine(line), `${name}: ${line}`).not.toThrow();
    for (const wrong of [
      "npx lowrank recover p.yaml --rnak 3",
      "npx lowrank recover p.yaml --solver gd --set eta=1",
      "npm run nothing",
    ])
      expect(() => checkLine(wrong), wrong).toThrow();
  });

  test("manifests agree with their schema", () => {
    const manifests = pages.flatMap(({ name, blocks }) =>
      blocks.filter(({ language }) => language === "yaml").map((block) => ({ name, ...block })),
    );
    for (const { name, line, code } of manifests) {
      const path = join(scratch, "manifest.yaml");
      writeFileSync(path, code);
      const read = /^measurements:|kind: entries.*file:/m.test(code) ? readProblemManifest : readSpecManifest;
      expect(() => read(path), `${name}:${line}`).not.toThrow();
    }
  });

  test("what is printed may differ in the last digits alone", () => {
    expect(differs("rank 3 error 1.2345e-2", "rank 3  error 1.23e-2")).toBeUndefined();
    expect(differs("a\nb", "…\nb")).toBeUndefined();
    expect(differs("converged 12", "stalled 12")).toContain("stalled");
    expect(differs("error 0.5", "error 0.4")).toContain("0.4");
    expect(differs("a\nb", "a")).toContain("line 2");
  });
});

describe.concurrent("run in order, they print what the page says", () => {
  for (const { name, made, blocks } of pages) {
    const wanted = blocks.filter((block) => !made && (typed(block) || block.word !== ""));
    if (wanted.length > 0)
      test(name, { timeout: 120_000 }, async ({ expect: judge }) => {
        const where = folderOf(name);
        for (const block of wanted) {
          const at = `${name}:${block.line}`;
          if (block.word.includes(".")) {
            writeFileSync(join(where.cwd, block.word), block.code);
            continue;
          }
          if (block.language === "python" && !numpy) {
            console.log(`skipped: ${at}: there is no python3 with NumPy`);
            continue;
          }
          const words = {
            sh: ["sh", "-ec", block.code],
            python: ["python3", "-c", block.code],
            ts: ["node", placed(programs.find((program) => program.at === at)?.script ?? "", where.cwd)],
          }[block.language];
          if (words === undefined) throw new Error(`${at}: blocks of ${block.language} cannot be run`);
          const { code, out, err } = await run(words[0] === "node" ? process.execPath : words[0], words.slice(1), where);
          judge(code, `${at}: ${err}`).toBe(0);
          if (block.prints !== undefined) judge(differs(out, block.prints), `${at} printed:\n${out}`).toBeUndefined();
        }
      });
  }

  test("those of pages that are made", async ({ expect: judge }) => {
    const made = new Set(pages.filter((page) => page.made).map(({ name }) => name));
    const scripts = programs.filter(({ at }) => made.has(at.split(":")[0])).map(({ script }) => script);
    const all = join(compiled, "made.mjs");
    writeFileSync(all, scripts.map((script) => `import ${JSON.stringify(script)};`).join("\n"));
    const { code, err, out } = await run(process.execPath, [all], { cwd: scratch, env: process.env });
    judge(code, err).toBe(0);
    judge(out.match(/^converged true$/gm)).toHaveLength(Object.keys(operators).length);
    judge(out.trim().split("\n").length).toBeGreaterThanOrEqual(scripts.length);
  });
});
