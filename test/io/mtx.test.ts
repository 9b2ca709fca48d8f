import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileError, FileTooLargeError } from "../../src/io/file-error.ts";
import { type MtxCoordinate, readMtx } from "../../src/io/mtx.ts";
import { writeMtx } from "../../src/io/mtx-write.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { bits, EXTREMES, expectedFixtures, fixture, scratch } from "./scratch.ts";

const { file } = scratch();

function readCoordinate(path: string): MtxCoordinate {
  const content = readMtx(path);
  if (content.format !== "coordinate") throw new Error("an array");
  return content;
}

/** The dense matrix in C order. */
function dense(path: string): Float64Array {
  const content = readMtx(path);
  const out = new Float64Array(content.rows * content.cols);
  if (content.format === "array")
    return out.map((_, k) => content.data[Math.floor(k / content.cols) + (k % content.cols) * content.rows]);
  for (let k = 0; k < content.row.length; k++) out[content.row[k] * content.cols + content.col[k]] += content.values?.[k] ?? 1;
  return out;
}

it.each(expectedFixtures(".mtx"))("$name, written by SciPy, has its numbers", ({ name, shape, values }) => {
  const { rows, cols } = readMtx(fixture(name));
  expect([rows, cols]).toEqual(shape);
  expect([...dense(fixture(name))]).toEqual(values.map((v) => v + 0));
});

it("expands a symmetric file and says so", () => {
  const content = readCoordinate(fixture("symmetric.mtx"));
  expect(content.symmetric).toBe(true);
  expect([...content.row].map((i, k) => [i, content.col[k]])).toEqual(
    expect.arrayContaining([
      [0, 0],
      [2, 1],
      [1, 2],
      [3, 0],
      [0, 3],
    ]),
  );
  expect(content.row.length).toBe(5);
  expect(readCoordinate(fixture("skew.mtx")).symmetric).toBe(false);
  expect(readCoordinate(fixture("pattern.mtx")).values).toBeUndefined();
});

const GENERAL = "%%MatrixMarket matrix coordinate real general\n";

it("keeps positions that come twice, and skips comments and blank lines anywhere", () => {
  const path = file("loose.mtx", `${GENERAL.toUpperCase()}% a\n\n 2 3 3 \n%b\n1 1 1\n\n1\t1  2.5\r\n% c\n2 3 -1e-3\n%`);
  expect(readCoordinate(path)).toMatchObject({
    row: Int32Array.of(0, 0, 1),
    col: Int32Array.of(0, 0, 2),
    values: Float64Array.of(1, 2.5, -1e-3),
  });
});

it.each<[string, string, string]>([
  ["an empty file", "", ": the file is empty"],
  ["another kind of file", "1 1 1\n", ":1:1: this is not a MatrixMarket file"],
  ["a vector", "%%MatrixMarket vector coordinate real general\n", ":1:1: the first line must be"],
  ["complex numbers", "%%MatrixMarket matrix coordinate complex general\n1 1 1\n1 1 1 1\n", ":1:1: complex matrices"],
  ["a hermitian matrix", "%%MatrixMarket matrix array complex hermitian\n1 1\n1 0\n", ":1:1: complex matrices"],
  ["a pattern of an array", "%%MatrixMarket matrix array pattern general\n1 1\n", ':1:1: the field "pattern" is not supported'],
  ["an unknown field", "%%MatrixMarket matrix array quaternion general\n1 1\n", ':1:1: the field "quaternion"'],
  ["no size line", `${GENERAL}% nothing\n`, ": the file is truncated: its size line is missing"],
  ["a short size line", `${GENERAL}2 2\n`, ":2:4: the line ends before the number of entries"],
  ["a long size line", `${GENERAL}2 2 0 7\n`, ":2:7: the line has more words than expected"],
  ["a negative size", `${GENERAL}-2 2 0\n`, ':2:1: the number of rows must be an integer, got "-2"'],
  ["too many rows for an index", `${GENERAL}2147483648 2 0\n`, ":2:1: the number of rows must be in 0…2147483647"],
  ["a count that lies", `${GENERAL}9 9 999999999\n1 1 1\n`, ":2:1: 999999999 entries do not fit a file of 66 bytes"],
  [
    "an array that lies",
    "%%MatrixMarket matrix array real general\n1000000 1000000\n1\n",
    ":2:1: 1000000000000 numbers do not fit",
  ],
  ["fewer entries", `${GENERAL}2 2 2\n1 1 1.00000000000\n`, ": the file is truncated: it has 1 of 2 entries"],
  ["more entries", `${GENERAL}2 2 1\n1 1 1\n2 2 1\n`, ":4:1: the file goes on after the 1 entries"],
  ["a position of 0", `${GENERAL}2 2 1\n0 1 1\n`, ":3:1: the row must be in 1…2, got 0"],
  ["a row outside", `${GENERAL}2 2 1\n3 1 1\n`, ":3:1: the row must be in 1…2, got 3"],
  ["a column outside", `${GENERAL}2 2 1\n1 99999999999999999999 1\n`, ":3:3: the column must be in 1…2"],
  ["a fractional position", `${GENERAL}2 2 1\n1.0 1 1\n`, ':3:1: the row must be an integer, got "1.0"'],
  ["trailing text", `${GENERAL}2 2 1\n1 1 1abc\n`, ':3:5: the value must be a decimal number, got "1abc"'],
  ["a hexadecimal value", `${GENERAL}2 2 1\n1 1 0x10\n`, ':3:5: the value must be a decimal number, got "0x10"'],
  ["NaN", `${GENERAL}2 2 1\n1 1 nan\n`, ':3:5: the value must be a decimal number, got "nan"'],
  ["overflow", `${GENERAL}2 2 1\n1 1 -1e400\n`, ':3:5: the value exceeds double precision: "-1e400"'],
  ["no value", `${GENERAL}2 2 1\n1 1\n% more\n`, ":3:4: the line ends before the value"],
  ["a fourth word", `${GENERAL}2 2 1\n1 1 1 1\n`, ":3:7: the line has more words"],
  ["escape codes", `${GENERAL}2 2 1\n1 1 \x1b[2J\n`, ':3:5: the value must be a decimal number, got "\\u001b[2J"'],
  ["half an integer", "%%MatrixMarket matrix coordinate integer general\n1 1 1\n1 1 1.5\n", ":3:5: the value must be an integer"],
  [
    "a symmetric rectangle",
    "%%MatrixMarket matrix array real symmetric\n2 3\n1\n2\n3\n",
    ":2:1: a symmetric matrix is square, not 2×3",
  ],
  [
    "the upper triangle",
    "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n1 2 1\n",
    ":3:1: entry (1, 2) is above the diagonal",
  ],
  ["a skew diagonal", "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n1 1 1\n", ":3:1: an entry on the diagonal"],
  ["a line above 1 MiB", `${GENERAL}2 2 1\n${"1".repeat(2 ** 20 + 1)}`, ":3: the line is longer than 1 MiB"],
  ["a line above the window", `${GENERAL}%${" ".repeat(5 * 2 ** 20)}\n2 2 0\n`, ":2: the line is longer than 1 MiB"],
])("refuses: %s", (_, content, message) => {
  const path = file("hostile.mtx", content);
  expect(() => readMtx(path)).toThrow(path + message);
});

it("takes no time over columns of no rows", () => {
  expect(readMtx(file("flat.mtx", "%%MatrixMarket matrix array real general\n0 2147483647\n"))).toMatchObject({
    rows: 0,
    cols: 2147483647,
  });
});

it("is refused above the memory allowed", () => {
  expect(() => readMtx(fixture("general.mtx"), { maxBytes: 63 })).toThrow(FileTooLargeError);
  expect(readMtx(fixture("general.mtx"), { maxBytes: 64 }).rows).toBe(3);
});

describe("writing and reading again", () => {
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(...EXTREMES));

  it("is the identity on bits for entries", () => {
    const entry = fc.record({ i: fc.nat(6), j: fc.nat(4), value: number });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.boolean(), (entries, pattern) => {
        const values = pattern ? undefined : Float64Array.from(entries, ({ value }) => value);
        const content = {
          rows: 7,
          cols: 5,
          row: Int32Array.from(entries, ({ i }) => i),
          col: Int32Array.from(entries, ({ j }) => j),
          values,
        };
        writeMtx(file("again.mtx"), content);
        const again = readCoordinate(file("again.mtx"));
        expect(again).toMatchObject({ rows: 7, cols: 5, row: content.row, col: content.col });
        expect(again.values && bits(again.values)).toEqual(values && bits(values));
      }),
      { numRuns: 60 },
    );
  });

  it("is the identity on bits for arrays", () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 6, maxLength: 6 }), (numbers) => {
        writeMtx(file("again.mtx"), matrix(3, 2, Float64Array.from(numbers)));
        const again = readMtx(file("again.mtx"));
        expect(again.format === "array" && bits(again.data)).toEqual(bits(numbers));
      }),
      { numRuns: 60 },
    );
  });

  it("holds across the windows of the reader", () => {
    const count = 500_000;
    const row = Int32Array.from({ length: count }, (_, k) => (k * 7919) % 1000);
    const col = Int32Array.from({ length: count }, (_, k) => (k * 104729) % 2000);
    const values = Float64Array.from({ length: count }, (_, k) => (k - 7) / 3);
    writeMtx(file("large.mtx"), { rows: 1000, cols: 2000, row, col, values });
    const again = readCoordinate(file("large.mtx"));
    expect(fs.statSync(file("large.mtx")).size).toBeGreaterThan(2 * 4 * 2 ** 20);
    for (const [got, put] of [
      [again.row, row],
      [again.col, col],
      [again.values!, values],
    ])
      expect(Buffer.from(got.buffer).equals(Buffer.from(put.buffer))).toBe(true);
  });

  it("refuses what the format cannot hold, and leaves no file", () => {
    const at = { rows: 1, cols: 1, row: Int32Array.of(0), col: Int32Array.of(1), values: undefined };
    expect(() => writeMtx(file("never.mtx"), at)).toThrow("position (0, 1) is outside of a 1×1 matrix");
    expect(() => writeMtx(file("never.mtx"), matrix(1, 1, Float64Array.of(NaN)))).toThrow("cannot hold NaN");
    expect(fs.existsSync(file("never.mtx"))).toBe(false);
  });
});

describe("damage", () => {
  const whole = fs.readFileSync(fixture("general.mtx"));

  it("by truncation before the last digits is an error", () => {
    // Digits cut off the last number leave another number, which text cannot tell.
    const lastWord = whole.lastIndexOf(0x20) + 1;
    for (let length = 0; length <= lastWord; length++)
      expect(() => readMtx(file("cut.mtx", whole.subarray(0, length)))).toThrow(FileError);
  });

  it("of any byte never crashes the reader", () => {
    for (let at = 0; at < whole.length; at++) {
      for (const flip of [0x01, 0x10]) {
        const bytes = Uint8Array.from(whole);
        bytes[at] ^= flip;
        try {
          readMtx(file("flipped.mtx", bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(FileError);
        }
      }
    }
  });
});
