import fs from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { manifest, writeManifest, writeProblem } from "./problems.ts";
import { type Circumstances, filesIn, lowrank, program, scratch } from "./program.ts";

const folder = scratch();
let problem = "";
let left: Buffer;
beforeAll(async () => {
  problem = writeProblem(folder);
  const out = join(folder, "plain");
  await lowrank(["recover", problem, "--out", out]);
  left = fs.readFileSync(join(out, "left.npy"));
});

async function sameBytes(name: string, circumstances: Circumstances, from = problem): Promise<string> {
  const out = join(folder, name);
  const { code, err } = await lowrank(["recover", from, "--out", out], circumstances);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(fs.readFileSync(join(out, "left.npy"))).toEqual(left);
  expect(filesIn(out)).toContain("result.json");
  return out;
}

const { HOME: _, ...homeless } = process.env;

describe.concurrent("the same bytes wherever it runs", () => {
  test.each<[string, Circumstances]>([
    ["no HOME", { env: homeless }],
    ["nothing but PATH", { env: { PATH: process.env["PATH"] } }],
    [
      "another time zone and language",
      { env: { ...process.env, TZ: "Pacific/Apia", LANG: "tr_TR.UTF-8", LC_ALL: "de_DE.UTF-8" } },
    ],
    ["NO_COLOR and a dumb terminal", { env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "3", TERM: "dumb" } }],
    ["another folder", { cwd: "/" }],
  ])("%s", async (name, circumstances) => {
    await sameBytes(name, circumstances);
  });

  test("spaces and letters of many scripts in every path", async () => {
    const home = join(folder, "räume und ⟨M⟩ 低秩");
    const path = writeProblem(home);
    await sameBytes("räume ß", { cwd: home }, path);
  });

  test("files are found from the manifest's folder, not from the current one", async () => {
    fs.mkdirSync(join(folder, "manifests"), { recursive: true });
    fs.mkdirSync(join(folder, "elsewhere"), { recursive: true });
    const text = manifest.replace("A.npy", "../A.npy").replace("y.npy", "../y.npy");
    writeManifest(join(folder, "manifests"), "problem.yaml", text);
    await sameBytes("from-elsewhere", { cwd: join(folder, "elsewhere") }, "../manifests/problem.yaml");
  });

  test("through a link, as npm installs it", { skip: process.platform === "win32" }, async () => {
    const link = join(folder, "lowrank");
    fs.symlinkSync(program, link);
    await sameBytes("linked", { program: link });
  });

  test("a current folder that is gone", { skip: process.platform === "win32" }, async () => {
    const gone = join(folder, "gone");
    fs.mkdirSync(gone);
    const script = `process.chdir(${JSON.stringify(gone)}); require("fs").rmdirSync(${JSON.stringify(gone)}); process.argv.splice(1, 1, ${JSON.stringify(program)}); import(${JSON.stringify(program)});`;
    const starter = writeManifest(folder, "starter.cjs", script);
    await sameBytes("from-nowhere", { program: starter });
  });

  test("a current folder that is read-only", async () => {
    const fixed = join(folder, "fixed");
    fs.mkdirSync(fixed);
    fs.chmodSync(fixed, 0o555);
    await sameBytes("from-fixed", { cwd: fixed });
    expect(filesIn(fixed)).toEqual([]);
  });

  test("umask 077: nobody else reads the results", { skip: process.platform === "win32" }, async () => {
    const starter = writeManifest(
      folder,
      "private.cjs",
      `process.umask(0o077); process.argv.splice(1, 1, ${JSON.stringify(program)}); import(${JSON.stringify(program)});`,
    );
    const out = await sameBytes("private", { program: starter });
    for (const name of filesIn(out)) expect(fs.statSync(join(out, name)).mode & 0o077, name).toBe(0);
  });
});
