import fs from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readNpy } from "../../src/io/npy.ts";
import { writeNpy } from "../../src/io/npy-write.ts";
import { tableWithHoles } from "./problems.ts";
import { filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();
const { rows, cols, whole, missing } = tableWithHoles();
const holes = missing.filter(Boolean).length;
const row = (i: number) => Array.from({ length: cols }, (_, j) => i * cols + j);

const written: Record<string, (path: string) => void> = {
  csv: (path) => {
    const header = ["station", ...row(0).map((j) => `hour ${j}`)].join(",");
    const lines = Array.from({ length: rows }, (_, i) =>
      [
        `=HYPERLINK("x${i}")`.replaceAll('"', "'"),
        ...row(i).map((k, j) => (missing[k] ? ["", "NA", "NaN", "n/a"][j % 4] : whole[k])),
      ].join(","),
    );
    fs.writeFileSync(path, `${[header, ...lines].join("\n")}\n`);
  },
  npy: (path) =>
    writeNpy(
      path,
      [rows, cols],
      whole.map((value, k) => (missing[k] ? Number.NaN : value)),
    ),
  mtx: (path) => {
    const lines = Array.from(whole.keys())
      .filter((k) => !missing[k])
      .map((k) => `${Math.floor(k / cols) + 1} ${(k % cols) + 1} ${whole[k]}`);
    fs.writeFileSync(
      path,
      `%%MatrixMarket matrix coordinate real general\n${rows} ${cols} ${lines.length}\n${lines.join("\n")}\n`,
    );
  },
};

describe.concurrent("the holes of a table", () => {
  test.each(Object.keys(written))(".%s", async (kind) => {
    const path = join(folder, `table.${kind}`);
    const out = join(folder, `run-${kind}`);
    written[kind](path);
    const done = await lowrank(["complete", path, "--out", out, "--json"]);
    expect(done.code, done.err).toBe(0);
    expect(done.out).toBe(fs.readFileSync(join(out, "result.json"), "utf8"));
    const result = JSON.parse(done.out);
    expect(["validated", "converged"]).toContain(result.status);
    expect(result.task).toMatchObject({ observed: rows * cols - holes, missing: holes });
    expect(filesIn(out)).toEqual([
      ...(kind === "csv" ? ["completed.csv"] : []),
      "completed.npy",
      "history.jsonl",
      "left.npy",
      "observed.npy",
      "report.html",
      "result.json",
      "right.npy",
    ]);

    const completed = readNpy(join(out, "completed.npy"));
    expect(completed).toMatchObject({ shape: [rows, cols], fortran: true });
    const at = (k: number) => completed.data[Math.floor(k / cols) + (k % cols) * rows];
    const errors = Array.from(whole, (value, k) => at(k) - value);
    expect(errors.filter((error, k) => !missing[k] && error !== 0)).toEqual([]);
    const rootMeanSquare = Math.hypot(...errors) / Math.sqrt(holes);
    expect(rootMeanSquare).toBeLessThan(0.1 * result.task.spread);
    expect(result.task.heldOutRmse).toBeLessThan(0.1 * result.task.spread);
  });

  test("--rank, --seed and --solver are obeyed", async () => {
    const path = join(folder, "chosen.npy");
    written["npy"](path);
    const done = await lowrank([
      "complete",
      path,
      "--rank",
      "3",
      "--seed",
      "11",
      "--solver",
      "scaled-gd",
      "--set",
      "damping=0.1",
      "--json",
    ]);
    expect(done.code, done.err).toBe(0);
    expect(JSON.parse(done.out)).toMatchObject({ rank: 3, seed: "11", solver: { name: "scaled-gd", options: { damping: 0.1 } } });
  });

  test("a table of one column, and one without holes", async () => {
    const [column, full] = [join(folder, "column.csv"), join(folder, "full.npy")];
    fs.writeFileSync(column, Array.from({ length: 30 }, (_, i) => (i % 7 === 3 ? "NA" : `${i}`)).join("\n"));
    writeNpy(full, [rows, cols], whole);
    const [one, filled] = await Promise.all([column, full].map((path) => lowrank(["complete", path, "--json"])));
    expect(one.code, one.err).toBe(0);
    expect(JSON.parse(one.out).rank).toBe(1);
    expect(filled.code, filled.err).toBe(0);
    expect(JSON.parse(filled.out).task.missing).toBe(0);
  });

  test.each([1e200, 1e-200])("a table in units of %s", async (unit) => {
    const [path, out] = [join(folder, `unit-${unit}.npy`), join(folder, `unit-run-${unit}`)];
    writeNpy(
      path,
      [rows, cols],
      whole.map((value, k) => (missing[k] ? Number.NaN : unit * value)),
    );
    const done = await lowrank(["complete", path, "--out", out]);
    expect(done.code, done.err).toBe(0);
    expect(readNpy(join(out, "completed.npy")).data.every(Number.isFinite)).toBe(true);
  });
});
