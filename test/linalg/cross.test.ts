import { describe, expect, test } from "vitest";
import { crossEstimate } from "../../src/linalg/cross.ts";
import { type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { backends } from "../contracts/backends.ts";
import { gaussian } from "../kernels/matrices.ts";

describe.each(backends)("the cross on %s kernels", (_, kernels) => {
  const [n1, n2] = [9, 7];
  const q = zeros(n1, n2);
  multiply(kernels, q, matrix(n1, 2, gaussian(2 * n1, 1)), matrix(n2, 2, gaussian(2 * n2, 2)), { transB: true });
  const crossOf = (a: Matrix, at: number[], columns: number[]) => ({
    at,
    rows: matrix(
      at.length,
      n2,
      Float64Array.from({ length: at.length * n2 }, (_, p) => a.data[Math.floor(p / at.length) * n1 + at[p % at.length]]),
    ),
    columns: matrix(n1, columns.length, Float64Array.from(columns.flatMap((j) => [...a.data.subarray(j * n1, (j + 1) * n1)]))),
  });
  const product = (found: ReturnType<typeof crossEstimate>): Matrix => {
    if ("reason" in found) throw new Error(found.reason);
    const out = zeros(n1, n2);
    multiply(kernels, out, found.estimate.left, found.estimate.right, { transB: true });
    return out;
  };
  const farthest = (a: Matrix, b: Matrix) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i])));

  test("gives a matrix of rank two from two rows and columns, or more, in any order", () => {
    for (const [at, columns, rank] of [
      [[5, 1], [6, 0], 2],
      [[0, 8, 3, 2], [2, 1, 4], 2],
      [[0, 8, 3], [2, 1, 4], 3], // a core of rank two: its third singular value is rounding, and left out
    ] as const)
      expect(farthest(product(crossEstimate(kernels, crossOf(q, [...at], [...columns]), rank)), q)).toBeLessThan(1e-12);
  });

  test("errs with a rank too few, and says the singular value that noise is divided by", () => {
    const cross = crossOf(q, [5, 1], [6, 0]);
    expect(farthest(product(crossEstimate(kernels, cross, 1)), q)).toBeGreaterThan(0.1);
    const [a, b, c, d] = [q.data[6 * n1 + 5], q.data[5], q.data[6 * n1 + 1], q.data[1]];
    const [trace, determinant] = [a * a + b * b + c * c + d * d, a * d - b * c];
    const least = Math.sqrt((trace - Math.sqrt(trace ** 2 - 4 * determinant ** 2)) / 2);
    const found = crossEstimate(kernels, cross, 2);
    expect("sigma" in found && found.sigma).toBeCloseTo(least, 12);
  });

  test("refuses ranks and shapes that do not fit, and breaks down on NaN", () => {
    const cross = crossOf(q, [5, 1], [6, 0]);
    for (const rank of [0, 3, 1.5]) expect(() => crossEstimate(kernels, cross, rank)).toThrow(`from 1 to 2, got ${rank}`);
    expect(() => crossEstimate(kernels, { ...cross, at: [5] }, 1)).toThrow("the rows must be 1×7, got 2×7");
    const spoilt = crossOf({ ...q, data: q.data.with(5, Number.NaN) }, [5, 1], [6, 0]);
    expect(crossEstimate(kernels, spoilt, 2)).toMatchObject({ reason: expect.stringContaining("NaN") });
  });

  test("refuses positions that are no rows", () => {
    const cross = crossOf(q, [5, 1], [6, 0]);
    for (const at of [
      [5, 9],
      [-1, 1],
      [0.5, 1],
    ])
      expect(() => crossEstimate(kernels, { ...cross, at }, 1)).toThrow(/integers from 0 to 8, got/);
  });
});
