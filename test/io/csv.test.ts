import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../src/io/csv.ts";
import { writeCsv } from "../../src/io/csv-write.ts";
import { FileError } from "../../src/io/file-error.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { bits, EXTREMES, scratch } from "./scratch.ts";

const { file } = scratch();
const read = (content: string | Uint8Array) => readCsv(file("table.csv", content));

/** Rows of the matrix that a text holds. */
function rowsOf(content: string | Uint8Array): number[][] {
  const { matrix: a } = read(content);
  return Array.from({ length: a.rows }, (_, i) => Array.from({ length: a.cols }, (_, j) => a.data[i + j * a.rows]));
}

describe("numbers", () => {
  it.each<[string, string | Uint8Array, number[][]]>([
    [
      "commas",
      "1,2\n3,4\n",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "semicolons",
      "1;2\n3;4",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "tabs",
      "1\t2\n3\t\n",
      [
        [1, 2],
        [3, NaN],
      ],
    ],
    [
      "CRLF and a byte order mark",
      "\ufeff1,2\r\n3,4\r\n\r\n",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "carriage returns alone",
      "1,2\r3,4\r",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "blanks around cells",
      " 1 , 2\n3,\t4 \n",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "quoted numbers",
      '"1","2"\n"3" ,"4"\n',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "every way to miss",
      "1,NA\nn/a,nan\nN/A,NaN\n,NAN\n",
      [
        [1, NaN],
        [NaN, NaN],
        [NaN, NaN],
        [NaN, NaN],
      ],
    ],
    [
      "every way to write",
      "1.,+.5\n-1e3,1E-2\n",
      [
        [1, 0.5],
        [-1000, 0.01],
      ],
    ],
    ["one column with a hole", "1\n\n3\n\n", [[1], [NaN], [3]]],
    [
      "a missing corner",
      ",2\n3,4\n",
      [
        [NaN, 2],
        [3, 4],
      ],
    ],
  ])("%s", (_, content, rows) => {
    expect(rowsOf(content)).toEqual(rows);
    expect(read(content).rowLabels ?? read(content).colLabels).toBeUndefined();
  });
});

describe("labels", () => {
  it.each<[string, string | Uint8Array, string[] | undefined, string[] | undefined, number[][]]>([
    [
      "of both",
      "name,a,b\nx,1,2\ny,3,\n",
      ["x", "y"],
      ["a", "b"],
      [
        [1, 2],
        [3, NaN],
      ],
    ],
    ["of columns", "a,b\n1,2\n", undefined, ["a", "b"], [[1, 2]]],
    [
      "of rows",
      "x,1,2\ny,3,4\n",
      ["x", "y"],
      undefined,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["of a single row", "x,1,2\n", ["x"], undefined, [[1, 2]]],
    ["of a single column", "a\n1\n2\n", undefined, ["a"], [[1], [2]]],
    ["that are years, over labelled rows and a blank corner", ",2019,2020\nx,1,2\n", ["x"], ["2019", "2020"], [[1, 2]]],
    ["with quotes, delimiters and line ends", '"a ""b""","c,\nd"\n1,2\n', undefined, ['a "b"', "c,\nd"], [[1, 2]]],
    ["in latin-1", Buffer.from("caf\xe9,b\n1,2\n", "latin1"), undefined, ["café", "b"], [[1, 2]]],
    ["in UTF-8", "café,b\n1,2\n", undefined, ["café", "b"], [[1, 2]]],
    ["that name prototypes", "__proto__,constructor\n1,2\n", undefined, ["__proto__", "constructor"], [[1, 2]]],
  ])("%s", (_, content, rowLabels, colLabels, rows) => {
    expect(rowsOf(content)).toEqual(rows);
    expect(read(content)).toMatchObject({ rowLabels, colLabels });
  });
});

it.each<[string, string, string]>([
  ["an empty file", "", ": the table is empty"],
  ["blank lines alone", "\n\n", ": the table is empty"],
  ["labels alone", "a,b\nc,d\n", ':2:3: "d" is not a number'],
  ["a header alone", "a,b\n", ": the table has labels and no numbers"],
  ["trailing text", "1,2\n3,1abc\n", ':2:3: "1abc" is not a number'],
  ["hexadecimal", "1,2\n3,0x10\n", ':2:3: "0x10" is not a number'],
  ["infinity", "1,2\n3,Infinity\n", ':2:3: "Infinity" is not a number'],
  ["overflow", "1,2\n3,1e999\n", ':2:3: "1e999" exceeds double precision'],
  ["a decimal comma", "1,5;2,5\n3,5;4,5\n", ':2:3: "5;4" is not a number'],
  ["a typing error in the first row", "1,2,x3\n4,5,6\n", ':1:5: "x3" is not a number, as others of the first row are'],
  ["a typing error in the first column", "1,2\nx3,4\n5,6\n", ':2:1: "x3" is not a number, as others of the first column are'],
  ["a typing error in the corner", "x,2\n3,4\n", ':1:1: "x" is not a number'],
  ["a text below a number", "1,2\nx,4\n", ':2:1: "x" is not a number, as the first of its column is'],
  ["a short row", "1,2\n3\n", ":2:1: this row has 1 cell, the first has 2"],
  ["a long row", "1,2\n3,4,5\n", ":2:1: this row has 3 cells, the first has 2"],
  ["a blank line within", "1,2\n\n3,4\n", ":2:1: this row has 1 cell, the first has 2"],
  ["an open quote", '1,2\n3,"4\n5,6\n', ":2:3: a quote is opened here and never closed"],
  ["text after a quote", '1,2\n3,"4"5\n', ":2:6: text follows a closing quote"],
  ["an error after a cell of two lines", '"a\nb",c\n1,x\n', ':3:3: "x" is not a number'],
  ["escape codes", "1,2\n3,\x1b[2J\n", ':2:3: "\\u001b[2J" is not a number'],
  ["NUL bytes", "1,2\n3,\0\n", ':2:3: "\\u0000" is not a number'],
])("refuses: %s", (_, content, message) => {
  const path = file("hostile.csv", content);
  expect(() => readCsv(path)).toThrow(path + message);
});

it("refuses a long cell of digits as quickly as a short one", () => {
  expect(() => read(`1,2\n3,${"1".repeat(1_000_000)}x\n`)).toThrow(/11111…" is not a number/);
});

describe("writing and reading again", () => {
  it("is the identity on bits, with NaN as missing", () => {
    const number = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constantFrom(...EXTREMES, NaN));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(number, { minLength: 1, maxLength: 12 }), (cols, numbers) => {
        const rows = Math.ceil(numbers.length / cols);
        const a = matrix(
          rows,
          cols,
          Float64Array.from({ length: rows * cols }, (_, k) => numbers[k % numbers.length]),
        );
        writeCsv(file("again.csv"), a);
        const again = readCsv(file("again.csv")).matrix;
        expect([again.rows, again.cols]).toEqual([rows, cols]);
        expect(bits(again.data)).toEqual(bits(a.data));
      }),
      { numRuns: 50 },
    );
  });

  it("keeps labels, and makes formulas text", () => {
    const rowLabels = ["=HYPERLINK(1)", "+1", "-2", "@x", "\tt", 'a "b", c', "plain"];
    writeCsv(file("labels.csv"), matrix(7, 1, new Float64Array(7).fill(-1)), { rowLabels, colLabels: ["Δ"] });
    const text = fs.readFileSync(file("labels.csv"), "utf8");
    expect(text.split("\n").slice(0, 3)).toEqual([",Δ", "'=HYPERLINK(1),-1", "'+1,-1"]);
    const again = readCsv(file("labels.csv"));
    expect(again.rowLabels).toEqual(["'=HYPERLINK(1)", "'+1", "'-2", "'@x", "'\tt", 'a "b", c', "plain"]);
    expect(again.colLabels).toEqual(["Δ"]);
  });

  it("refuses infinities and leaves no file", () => {
    expect(() => writeCsv(file("never.csv"), matrix(1, 1, Float64Array.of(Infinity)))).toThrow(RangeError);
    expect(fs.existsSync(file("never.csv"))).toBe(false);
    expect(() => writeCsv(file("never.csv"), matrix(1, 1), { rowLabels: [] })).toThrow("1 rows need as many labels, got 0");
  });
});

it("never crashes on random text", () => {
  const unit = fc.constantFrom(...'01.-e,;\t"\n\r aN/A\ufeff\0é');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      try {
        read(text);
      } catch (error) {
        expect(error).toBeInstanceOf(FileError);
      }
    }),
    { numRuns: 300 },
  );
});
