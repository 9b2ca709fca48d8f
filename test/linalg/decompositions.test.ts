import { describe, expect, test } from "vitest";
import { NO_MEMORY, TOO_LARGE } from "../../src/kernels/contract.ts";
import { type Breakdown, breakdownOf } from "../../src/linalg/breakdown.ts";
import { symmetricEigen, thinQr, thinSvd } from "../../src/linalg/decompositions.ts";
import { matrix, zeros } from "../../src/linalg/matrix.ts";
import { gaussian, residualRatio, transpose } from "../kernels/matrices.ts";
import { kernelSets, portable } from "../kernels/sets.ts";

function done<T extends object>(result: T | Breakdown): Exclude<T, Breakdown> {
  if ("reason" in result) throw new Error(result.reason);
  return result as Exclude<T, Breakdown>;
}

describe.each(kernelSets)("decompositions on %s kernels", (_, kernels) => {
  test("give the matrix back and leave it as it was", () => {
    const a = matrix(8, 5, gaussian(40, 1));
    const before = a.data.slice();
    const { q, r } = done(thinQr(kernels, a));
    expect(residualRatio(8, 5, 5, before, q.data, r.data)).toBeLessThan(10);
    const { u, s, vt } = done(thinSvd(kernels, a));
    expect(
      residualRatio(
        8,
        5,
        5,
        before,
        u.data,
        vt.data.map((x, i) => x * s[i % 5]),
      ),
    ).toBeLessThan(25);
    expect(a.data).toEqual(before);

    const g = matrix(5, 5, new Float64Array(25));
    kernels.gram(8, 5, a.data, g.data);
    const symmetric = g.data.slice();
    const { values, vectors } = done(symmetricEigen(kernels, g));
    const scaled = transpose(5, 5, vectors.data).map((x, i) => x * values[i % 5]);
    expect(residualRatio(5, 5, 5, symmetric, vectors.data, scaled)).toBeLessThan(15);
    expect(g.data).toEqual(symmetric);
    for (let i = 0; i < 5; i++) expect(values[i]).toBeCloseTo(s[4 - i] ** 2, 12);
  });

  test("a matrix that is not finite is a value, not an exception", () => {
    const a = matrix(3, 3, gaussian(9, 1).fill(Number.NaN, 4, 5));
    for (const result of [thinQr(kernels, a), thinSvd(kernels, a), symmetricEigen(kernels, a)]) {
      expect(result).toEqual({ reason: expect.stringMatching(/3×3 matrix that holds NaN or an infinity/) });
    }
  });
});

test("shapes and sizes that cannot be are refused", () => {
  expect(() => thinQr(portable, zeros(2, 3))).toThrow("got 2×3");
  expect(() => symmetricEigen(portable, zeros(2, 3))).toThrow("got 2×3");
  expect(() => breakdownOf("the SVD", "9×9", TOO_LARGE)).toThrow(RangeError);
  expect(() => breakdownOf("the SVD", "9×9", NO_MEMORY)).toThrow(RangeError);
  expect(breakdownOf("the SVD", "9×9", 4).reason).toMatch(/did not converge \(code 4\)/);
});
