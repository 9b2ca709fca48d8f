import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../house/tree.ts";

const folder = join(root, "examples");

/** What a program prints, line by line; it must end well, and with nothing on stderr. */
function printed(...words: readonly string[]): string[] {
  const [script, ...rest] = words;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, script), ...rest], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout.trim().split("\n");
}

const numberAfter = (line: string, words: string): number => Number(line.match(new RegExp(`${words} (-?[\\d.]+)`))?.[1]);

test("the index names every program, and each takes the library by its name", () => {
  const index = readFileSync(join(folder, "README.md"), "utf8");
  const programs = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".mjs") && name !== "image/drawing.mjs");
  expect(programs).toHaveLength(5);
  for (const name of programs) {
    expect(index).toContain(`](${name})`);
    expect(readFileSync(join(folder, name), "utf8"), name).toMatch(/\} from "lowrank";/);
  }
});

test("the traffic field is completed better than by its mean, and the held-out error is not the hidden one", () => {
  const [ended, heldOut, hidden] = printed("traffic/complete.mjs", "10");
  expect(ended).toMatch(/^validated at iteration \d+ of \d+, rank 10: 59494 entries filled$/);
  expect(numberAfter(hidden, "hidden entries")).toBeLessThan(0.75 * numberAfter(hidden, "mean alone"));
  expect(numberAfter(heldOut, "held-out entries")).toBeLessThan(0.5 * numberAfter(hidden, "hidden entries"));
});

test("the Bell state has the fidelities that the README states", () => {
  const lines = printed("bell-state/estimate.mjs");
  expect(lines.map((line) => numberAfter(line, "fidelity").toFixed(6))).toEqual(["0.996787", "0.973853"]);
  expect(lines.map((line) => numberAfter(line, "residual").toFixed(6))).toEqual(["0.030421", "0.020274"]);
});

test("with noise, wide factors that held-out data stop are nearer to the truth than those that run on", () => {
  const lines = printed("unknown-rank/unknown-rank.mjs");
  const errors = lines.map((line) => numberAfter(line, "error"));
  expect(lines.map((line) => line.match(/k = (\d+)/)?.[1])).toEqual(["3", "10", "40", "3", "10", "40"]);
  for (const i of [1, 2]) expect(errors[i]).toBeLessThan(0.8 * errors[i + 3]);
  expect(lines[2]).toContain("validated");
  // What was fitted closer is no nearer: a small residual is not recovery.
  expect(numberAfter(lines[5], "residual")).toBeLessThan(numberAfter(lines[2], "residual"));
});
