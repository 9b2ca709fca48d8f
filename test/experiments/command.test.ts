import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { experimentCommand } from "../../src/cli/experiment.ts";
import { buildAssets } from "../report/built-assets.ts";

let printed = "";
let told = "";
let folder = "";

beforeAll(buildAssets);
beforeEach(() => {
  [printed, told] = ["", ""];
  folder = mkdtempSync(join(tmpdir(), "lowrank-experiment-"));
  vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((printed += String(text))));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean((told += String(text))));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

/** The exit status of `lowrank experiment …`. */
async function lowrank(...words: string[]): Promise<number> {
  const root = new Command("lowrank").exitOverride();
  experimentCommand(root.command("experiment"));
  await root.parseAsync(["experiment", ...words], { from: "user" });
  return Number(process.exitCode ?? 0);
}

describe("experiment list", () => {
  it("prints names, laws and references", async () => {
    expect(await lowrank("list")).toBe(0);
    expect(printed).toMatch(/^symmetric-slowdown {2}\S/);
    printed = "";
    await lowrank("list", "--json");
    expect(JSON.parse(printed)[0]).toEqual({
      name: "symmetric-slowdown",
      law: expect.any(String),
      reference: expect.any(String),
    });
  });
});

describe("experiment run", () => {
  it("prints checks and the verdict, progress on stderr, and writes its folder", async () => {
    writeFileSync(join(folder, "identity-k2-seed3.jsonl"), "{}\n"); // of an earlier run that was no toy
    expect(await lowrank("run", "symmetric-slowdown", "--toy", "--out", folder)).toBe(0);
    expect(printed).toMatch(/symmetric-slowdown: holds\. 9 of 9 checks/);
    expect(told).toContain("cell 5 of 5: symmetric-gaussian-n32-k3-seed0\n");
    const gaussian = ["k2", "k4", "n32-k3"].map((size) => `symmetric-gaussian-${size}-seed0`);
    const cells = ["identity-k2-seed0", "identity-k5-seed0", ...gaussian];
    expect(readdirSync(folder).sort()).toEqual([...cells.map((name) => `${name}.jsonl`), "report.html", "verdict.json"].sort());
    const rows = readFileSync(join(folder, `${cells[1]}.jsonl`), "utf8")
      .trimEnd()
      .split("\n");
    expect(rows).toHaveLength(4001);
    expect(JSON.parse(rows[4000])).toMatchObject({ iteration: 4000, error: expect.any(Number) });
    const page = readFileSync(join(folder, "report.html"), "utf8");
    expect(page).toContain("9 of 9 checks are within range");
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(JSON.parse(readFileSync(join(folder, "verdict.json"), "utf8")).verdict).toBe("holds");
  });

  it("with --first-seed runs other seeds, and the page gives the command", async () => {
    expect(await lowrank("run", "strict-saddle", "--toy", "--first-seed", "7", "--out", folder)).toBe(0);
    const cells = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
    expect(cells.length).toBeGreaterThan(0);
    for (const cell of cells) expect(cell).toMatch(/-seed7\.jsonl$/);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("strict-saddle --toy --first-seed 7");
  });

  it("with --seeds shows the range over the seeds beside the median, on the page too", async () => {
    writeFileSync(join(folder, "n20-m100-seed999.jsonl"), "{}\n"); // of an earlier run with more seeds
    expect(await lowrank("run", "strict-saddle", "--toy", "--seeds", "2", "--out", folder)).toBe(0);
    expect(printed).toMatch(/^law +predicted +measured +over the seeds +range +holds\n/);
    const cells = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
    expect(cells).toHaveLength(6);
    expect(cells).not.toContain("n20-m100-seed999.jsonl");
    const page = readFileSync(join(folder, "report.html"), "utf8");
    expect(page).toContain("over the seeds");
    expect(page).toContain("lowrank experiment run strict-saddle --toy --seeds 2");
    for (const check of JSON.parse(readFileSync(join(folder, "verdict.json"), "utf8")).checks)
      expect(Object.keys(check)).toEqual(["law", "predicted", "measured", "range", "holds"]);
  });

  it("with --json prints the verdict alone", async () => {
    expect(await lowrank("run", "symmetric-slowdown", "--toy", "--json")).toBe(0);
    const { checks, ...rest } = JSON.parse(printed);
    expect(rest).toEqual({
      experiment: "symmetric-slowdown",
      verdict: "holds",
      backend: expect.stringMatching(/^(native|portable)$/),
    });
    for (const check of checks) expect(Object.keys(check)).toEqual(["law", "predicted", "measured", "range", "holds"]);
  });

  it("interrupted, it is undecided, keeps what is done, and exits 130", async () => {
    const done = lowrank("run", "symmetric-slowdown", "--json", "--out", folder);
    const stop = setInterval(() => told.includes("cell 11 of ") && process.emit("SIGINT", "SIGINT") && clearInterval(stop), 1);
    expect(await done).toBe(130);
    clearInterval(stop);
    const { verdict, checks } = JSON.parse(printed);
    expect(verdict).toBe("undecided");
    expect(checks.at(-1)).toMatchObject({ measured: null, holds: false });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["identity-k2-seed0.jsonl", "report.html", "verdict.json"]));
  });

  it("several end in one table of verdicts, with a folder and figures of each", async () => {
    const names = ["strict-saddle", "gradient-flow-closed-form"];
    expect(await lowrank("run", ...names, "--toy", "--out", folder, "--figures", "svg")).toBe(0);
    expect(printed).toMatch(
      /^experiment +verdict +checks\nstrict-saddle +holds +3 of 3 [^\n]*\ngradient-flow-closed-form +holds +/,
    );
    expect(printed).toContain("\n2 hold, 0 fail, 0 undecided.\n");
    expect(readdirSync(folder).sort()).toEqual(names.toSorted());
    for (const name of names) {
      const files = readdirSync(join(folder, name));
      expect(files).toEqual(expect.arrayContaining(["report.html", "verdict.json"]));
      const svg = files.find((file) => file.endsWith(".svg"));
      expect(readFileSync(join(folder, name, String(svg)), "utf8")).toMatch(/^<svg/);
    }
    printed = "";
    await lowrank("run", ...names, "--toy", "--json");
    expect(JSON.parse(printed).map(({ experiment }: { experiment: string }) => experiment)).toEqual(names);
  });

  it("--all begins with the first of the list, and an interrupted one is the last", async () => {
    const done = lowrank("run", "--all", "--toy");
    const stop = setInterval(() => told.includes("cell 3 of 5") && process.emit("SIGINT", "SIGINT") && clearInterval(stop), 1);
    expect(await done).toBe(130);
    clearInterval(stop);
    expect(printed).toMatch(/^experiment.*\nsymmetric-slowdown +undecided +[^\n]*interrupted\.\n\nsymmetric-slowdown:\nlaw /);
    expect(printed).toMatch(/not measured\n\n0 hold, 0 fail, 1 undecided\.\n$/);
  });

  const usage = [
    [[], /name an experiment, or say --all/],
    [["--all", "strict-saddle"], /--all runs every experiment, and takes no names: got strict-saddle/],
    [["strict-saddle", "symmetric-slowdwon"], /did you mean symmetric-slowdown\?/],
    [["strict-saddle", "--figures", "svg"], /--figures writes into the folder of --out/],
    [["symmetric-slowdwon"], /no experiment "symmetric-slowdwon"; did you mean symmetric-slowdown\?/],
    [["constructor"], /no experiment "constructor"; there is symmetric-slowdown/],
    [["./mine.yaml"], /from a file is not available yet, got "\.\/mine\.yaml"/],
    ...["0", "1001", "2.5", "many"].map(
      (n) => [["symmetric-slowdown", "--seeds", n], /--seeds is an integer from 1 to 1000, got/] as const,
    ),
    [["symmetric-slowdown", "--first-seed", "1000"], /--first-seed is an integer from 0 to 999, got/],
    [["symmetric-slowdown", "--first-seed", "999", "--seeds", "2"], /the seeds of an experiment are 0 … 999, got 2 from 999 on/],
    [["symmetric-slowdown", "--workers", "2"], /--workers is not available yet/],
    [["symmetric-slowdown", "--shard", "1/4"], /--shard is not available yet/],
  ] as const;
  it.each(usage)("refuses %j", async (words, message) => {
    await expect(lowrank("run", ...words)).rejects.toMatchObject({ name: "UsageError", message: expect.stringMatching(message) });
    expect(printed).toBe("");
  });
});
