import fs from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeNpy } from "../../src/io/npy-write.ts";
import { draw } from "./problems.ts";
import { expectRefusal, filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();
const numbers = Float64Array.from({ length: 24 }, (_, k) => draw(k));
const npy =
  (data: Float64Array, shape = [6, 4], complex = false) =>
  (path: string) =>
    writeNpy(path, shape, data, { complex });
const text = (content: string) => (path: string) => fs.writeFileSync(path, content);
const mtx = (...lines: string[]) => text(`%%MatrixMarket matrix coordinate ${lines.join("\n")}\n`);
const claiming = (dtype: string) => (path: string) => {
  npy(numbers)(path);
  fs.writeFileSync(path, fs.readFileSync(path, "latin1").replace("<f8", dtype), "latin1");
};
const truncated = (path: string) => {
  npy(numbers)(path);
  fs.truncateSync(path, fs.statSync(path).size - 5);
};

/** A table, how it is written, and what its refusal must say after its path. */
const refused: [string, (path: string) => void, ...string[]][] = [
  ["all-missing.npy", npy(new Float64Array(24).fill(Number.NaN)), "0 observed entries"],
  ["infinite.npy", npy(numbers.map((value, k) => (k === 5 ? Number.POSITIVE_INFINITY : value))), "entry (1, 1) is Infinity"],
  ["constant.npy", npy(new Float64Array(24).fill(7)), "every observed entry is 7"],
  ["three.npy", npy(numbers, [6, 2, 2]), "two dimensions", "3"],
  ["complex.npy", npy(numbers, [6, 2], true), "complex"],
  ["empty.npy", npy(new Float64Array(0), [0, 4]), "0 observed entries"],
  ["truncated.npy", truncated, "truncated", "192 bytes"],
  ["objects.npy", claiming("|O"), "Python objects"],
  ["half.npy", claiming("<f2"), '"<f2" is not supported'],
  ["no.npy", text("nothing"), "not a .npy file"],
  ["all-missing.csv", text("NA,NA\n,NaN\n"), "0 observed entries"],
  ["ragged.csv", text("1,2,3\n4,5\n"), ":2:1: ", "2 cells", "3"],
  ["words.csv", text("1,2,3\n4,abc,6\n"), ":2:3: ", '"abc" is not a number'],
  ["infinite.csv", text("1,2\n3,inf\n"), ":2:3: ", '"inf"'],
  ["beyond.csv", text("1,2\n3,1e999\n"), ":2:3: ", "1e999"],
  ["empty.csv", text(""), "empty"],
  ["escape.csv", text("1,2\n3,\x1b[2J\n"), ":2:3: ", "\\u001b"],
  ["twice.mtx", mtx("real general", "3 3 2", "1 1 1", "1 1 2"), "entry (1, 1) is given twice"],
  ["outside.mtx", mtx("real general", "3 3 1", "1 4 1"), ":3:3: ", "got 4"],
  ["pattern.mtx", mtx("pattern general", "3 3 1", "1 1"), "pattern"],
  ["cut.mtx", mtx("real general", "3 3 2", "1 1 1"), "2"],
  ["table.txt", text("1,2\n"), ".csv, .npy or .mtx"],
];

describe.concurrent("a table that cannot be completed: exit 3, its name, its place, one sentence", () => {
  test.each(refused.map((row, at) => [row[0], at] as const))("%s", async (name, at) => {
    const [, write, ...said] = refused[at];
    const path = join(folder, name);
    write(path);
    const out = join(folder, `out-${name}`);
    expectRefusal(await lowrank(["complete", path, "--out", out]), 3, path, ...said);
    expect(filesIn(folder).filter((file) => file.startsWith(`out-${name}/`))).toEqual([]);
  });

  test("nowhere.csv", async () => {
    expectRefusal(await lowrank(["complete", join(folder, "nowhere.csv")]), 3, "nowhere.csv: could not be read", "ENOENT");
  });
});
