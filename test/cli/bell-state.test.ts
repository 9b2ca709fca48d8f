import fs from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readNpy } from "../../src/io/npy.ts";
import { type Ended, example, filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();
const problem = example("bell-state", "problem.yaml");
const out = join(folder, "bell");
let first: Ended;
let fourth: Ended;

beforeAll(async () => {
  [first, fourth] = await Promise.all([
    lowrank(["recover", problem, "--out", out, "--json"]),
    lowrank(["recover", problem, "--rank", "4", "--json"]),
  ]);
});

test("rank 1: the state that was measured", () => {
  expect(first.code, first.err).toBe(0);
  const result = JSON.parse(first.out);
  expect(result).toMatchObject({ status: "stationary", converged: true, rank: 1, relativeError: null });
  expect(result.problem).toMatchObject({ operator: "pauli", rows: 4, cols: 4, count: 16, symmetric: true, field: "complex" });
  expect(Math.abs(result.task.trace - 0.996739)).toBeLessThanOrEqual(1e-6);
  expect(Math.abs(result.task.fidelity - 0.996787)).toBeLessThanOrEqual(1e-6);
  expect(Math.abs(result.relativeResidual - 0.030421)).toBeLessThanOrEqual(1e-6);
  expect(result.task.purity).toBeCloseTo(1, 12);
});

test("rank 4: the best fit of a mixed state", () => {
  expect(fourth.code, fourth.err).toBe(0);
  const result = JSON.parse(fourth.out);
  expect(Math.abs(result.relativeResidual - 0.020274)).toBeLessThanOrEqual(1e-6);
  expect(Math.abs(result.task.fidelity - 0.973853)).toBeLessThanOrEqual(1e-4);
  expect(Math.abs(result.task.trace - 1.020217)).toBeLessThanOrEqual(1e-4);
});

test("--json prints result.json to the byte, and nothing goes to stderr but progress", () => {
  expect(first.out).toBe(fs.readFileSync(join(out, "result.json"), "utf8"));
  expect(first.err).toBe("");
});

test("the run folder: one complex factor, one row an iteration, the result last", () => {
  expect(filesIn(out)).toEqual(["history.jsonl", "left.npy", "report.html", "result.json"]);
  const left = readNpy(join(out, "left.npy"));
  expect(left).toMatchObject({ shape: [4, 1], complex: true, dtype: "<c16" });
  const { trace } = JSON.parse(first.out).task;
  expect(Math.hypot(...left.data) ** 2).toBeCloseTo(trace, 12);

  const rows = fs
    .readFileSync(join(out, "history.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const result = JSON.parse(first.out);
  expect(rows.map(({ iteration }) => iteration)).toEqual(Array.from({ length: result.iterations + 1 }, (_, i) => i));
  for (const name of ["seconds", "asks", "value", "relativeResidual"]) expect(rows[0]).toHaveProperty(name);
  expect(rows[result.iteration].relativeResidual).toBe(result.relativeResidual);

  const written = (name: string) => fs.statSync(join(out, name)).mtimeMs;
  for (const name of filesIn(out)) expect(written(name)).toBeLessThanOrEqual(written("result.json"));
});

test("a second run over the first leaves nothing of it", async () => {
  const again = join(folder, "again");
  fs.cpSync(out, again, { recursive: true });
  fs.writeFileSync(join(again, "right.npy"), "of another run");
  expect((await lowrank(["recover", problem, "--out", again])).code).toBe(0);
  expect(filesIn(again)).toEqual(filesIn(out));
  expect(fs.readFileSync(join(again, "left.npy"))).toEqual(fs.readFileSync(join(out, "left.npy")));
});
