import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrix } from "../../src/linalg/matrix.ts";
import { type MatrixLike, toMatrix, toVector } from "../../src/linalg/matrix-like.ts";

/** [[1, 2, 3], [4, 5, 6]] in every dress. */
const columns = Float64Array.of(1, 4, 2, 5, 3, 6);
const rows = Float64Array.of(1, 2, 3, 4, 5, 6);
const dresses: [string, MatrixLike][] = [
  ["ours", matrix(2, 3, columns)],
  [
    "rows in arrays",
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
  ["rows in typed arrays", [Float32Array.of(1, 2, 3), Int8Array.of(4, 5, 6)]],
  ["a typed array with its shape", { data: rows, shape: [2, 3] }],
  ["integers with their shape", { data: Int16Array.from(rows), shape: [2, 3] }],
  ["column-major with its shape", { data: columns, shape: [2, 3], order: "F" }],
  ["a scijs ndarray", { data: rows, shape: [2, 3], stride: [3, 1], offset: 0 }],
  [
    "a transposed scijs ndarray, reversed",
    { data: Float64Array.of(9, 6, 3, 5, 2, 4, 1), shape: [2, 3], stride: [-1, -2], offset: 6 },
  ],
  ["a stdlib ndarray", { data: columns, shape: [2, 3], strides: [1, 2], offset: 0, order: "column-major" }],
  ["an ml-matrix", { rows: 2, columns: 3, get: (i: number, j: number) => 3 * i + j + 1 }],
];

describe("toMatrix", () => {
  test.each(dresses)("takes %s", (_, source) => {
    expect(toMatrix(source)).toEqual(matrix(2, 3, columns));
  });

  test("copies nothing that is column-major already", () => {
    const ours = matrix(2, 3, columns);
    expect(toMatrix(ours)).toBe(ours);
    const window = toMatrix({ data: Float64Array.of(0, ...columns), shape: [2, 3], strides: [1, 2], offset: 1 });
    expect(window).toEqual(ours);
    const buffer = new Float64Array(6);
    expect(toMatrix({ data: buffer, shape: [2, 3], order: "column-major" }).data.buffer).toBe(buffer.buffer);
    expect(toMatrix({ data: buffer, shape: [2, 3] }).data.buffer).not.toBe(buffer.buffer);
  });

  test("any strides give the same matrix", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.nat(3),
        fc.nat(2),
        (m, n, wide, gap, offset) => {
          const strides = wide ? [n + gap, 1] : [1, m + gap];
          const data = new Float64Array(offset + (m + gap) * (n + gap)).fill(Number.NaN);
          for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) data[offset + i * strides[0] + j * strides[1]] = 10 * i + j;
          const { data: out } = toMatrix({ data, shape: [m, n], strides, offset });
          for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) expect(out[i + j * m]).toBe(10 * i + j);
        },
      ),
    );
  });

  test("what is missing is NaN", () => {
    expect([
      ...toMatrix([
        [1, null],
        [undefined, Number.NaN],
      ]).data,
    ]).toEqual([1, Number.NaN, Number.NaN, Number.NaN]);
  });

  test.each<[string, unknown, RegExp]>([
    ["no object", 3, /the table is no matrix: 3/],
    ["null", null, /is no matrix: null/],
    ["an object", {}, /is no matrix: give rows/],
    ["numbers without a shape", rows, /is no matrix: give rows/],
    ["text", [["1"]], /entry \(0, 0\) of the table is 1, a string/],
    ["bigints", { data: BigInt64Array.of(1n), shape: [1, 1] }, /entry \(0, 0\) of the table is 1, a bigint/],
    ["ragged rows", [[1, 2], [3]], /row 1 of the table has 1 entries, and row 0 has 2/],
    ["no rows", [], /the table has no rows/],
    ["three dimensions", { data: rows, shape: [1, 2, 3] }, /the shape of the table is 1×2×3/],
    ["too little data", { data: rows, shape: [3, 3] }, /the table is 3×3 with strides 3 and 1, and its data has 6 numbers/],
    ["strides that leave the data", { data: rows, shape: [2, 3], stride: [-1, 1] }, /with strides -1 and 1/],
    ["data of another length", { rows: 2, cols: 2, data: rows }, /the table is 2×2, and its data has 6 numbers/],
    ["data that JSON made an object", { rows: 1, cols: 1, data: { 0: 1 } }, /must be an array of numbers, column after column/],
    [
      "shared memory",
      { data: new Float64Array(new SharedArrayBuffer(8)), shape: [1, 1] },
      /the numbers of the table are backed by a SharedArrayBuffer/,
    ],
  ])("refuses %s", (_, source, message) => {
    expect(() => toMatrix(source as MatrixLike, "the table")).toThrow(message);
  });
});

describe("toVector", () => {
  test("takes what holds numbers in a row", () => {
    const own = Float64Array.of(1, 2, 3);
    expect(toVector(own, "y")).toBe(own);
    for (const source of [
      [1, 2, 3],
      Float32Array.of(1, 2, 3),
      { data: [1, 0, 2, 0, 3], shape: [3], stride: [2] },
      { data: own, shape: [3] },
    ])
      expect(toVector(source, "y")).toEqual(own);
  });

  test("refuses what does not", () => {
    expect(() => toVector({ data: rows, shape: [2, 3] }, "the measurements")).toThrow("the measurements have the shape 2×3");
    expect(() => toVector(["a"] as never, "the measurements")).toThrow(/a string and no number/);
    expect(() => toVector(undefined as never, "the measurements")).toThrow("the measurements are no array of numbers: undefined");
  });
});
