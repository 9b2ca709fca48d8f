import fs from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { example, lowrank, scratch } from "./program.ts";

const folder = scratch();

test("the photograph is recovered near the best of the path, where held-out data stop it", async () => {
  const out = join(folder, "image.svg");
  const ended = await lowrank(["--size", "32", "--iterations", "150", "--out", out], {
    program: example("image", "recover.mjs"),
  });
  expect(ended.code, ended.err).toBe(0);
  const lines = ended.out.trim().split("\n");
  expect(lines.map((line) => line.split(",")[0])).toEqual(["gaussian", "entries"]);
  for (const line of lines) {
    const [stopped, best, end] = [...line.matchAll(/(-?\d+\.\d\d) dB/g)].map(([, value]) => Number(value));
    expect(best).toBeGreaterThan(15.5); // the mean grey has 11
    expect(stopped).toBeGreaterThan(best - 0.4);
    expect(best).toBeGreaterThan(end + 0.2);
  }
  const svg = fs.readFileSync(out, "utf8");
  expect(svg.match(/<image /g)).toHaveLength(6);
  expect(svg.match(/<polyline /g)).toHaveLength(2);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});
