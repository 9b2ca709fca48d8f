import { describe, expect, test } from "vitest";
import { beside, columnsOf, scaledColumns, transposed, withoutZeros } from "../../src/linalg/columns.ts";
import { matrix } from "../../src/linalg/matrix.ts";

/** [1 3 5; 2 4 6]. */
const a = matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));

describe("columns", () => {
  test("are scaled, one scale a column", () => {
    expect(scaledColumns(a, [2, 0, -1])).toEqual(matrix(2, 3, Float64Array.of(2, 4, 0, 0, -5, -6)));
    expect(() => scaledColumns(a, [1, 2])).toThrow("a 2×3 matrix takes 3 scales, got 2");
  });

  test("are copied from a stretch", () => {
    const middle = columnsOf(a, 1, 3);
    expect(middle).toEqual(matrix(2, 2, Float64Array.of(3, 4, 5, 6)));
    expect(middle.data.buffer).not.toBe(a.data.buffer);
    expect(columnsOf(a, 2, 2)).toEqual(matrix(2, 0));
  });

  test("that are zero in both factors are left out, unless all are", () => {
    const [left, right] = [matrix(2, 3, Float64Array.of(0, 0, 3, 4, 0, 0)), matrix(1, 3, Float64Array.of(0, 5, 6))];
    const fewer = withoutZeros({ left, right });
    expect(fewer).toEqual({ left: matrix(2, 2, Float64Array.of(3, 4, 0, 0)), right: matrix(1, 2, Float64Array.of(5, 6)) });
    const one = withoutZeros({ left, right: left });
    expect([one.left.cols, one.right]).toEqual([1, one.left]);
    expect(one.right).toBe(one.left);
    const none = matrix(2, 2);
    expect(withoutZeros({ left: none, right: none }).left).toBe(none);
  });

  test("stand side by side", () => {
    const b = matrix(2, 1, Float64Array.of(7, 8));
    expect(beside(a, b)).toEqual(matrix(2, 4, Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
    expect(beside(b, a, -1)).toEqual(matrix(2, 4, Float64Array.of(7, 8, -1, -2, -3, -4, -5, -6)));
    expect(() => beside(a, matrix(3, 1))).toThrow("matrices of different height side by side: 2×3 and 3×1");
  });

  test("become rows", () => expect(transposed(a)).toEqual(matrix(3, 2, Float64Array.of(1, 3, 5, 2, 4, 6))));
});
