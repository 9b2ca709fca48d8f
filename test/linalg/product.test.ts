import { describe, expect, test } from "vitest";
import { matrix, zeros } from "../../src/linalg/matrix.ts";
import { gram, multiply, solveRight } from "../../src/linalg/product.ts";
import { integers } from "../kernels/matrices.ts";
import { kernelSets, portable } from "../kernels/sets.ts";

describe.each(kernelSets)("products on %s kernels", (_, kernels) => {
  test("multiply by defaults and with everything said", () => {
    const a = matrix(2, 3, Float64Array.of(1, 4, 2, 5, 3, 6));
    const b = matrix(3, 2, Float64Array.of(7, 9, 11, 8, 10, 12));
    const out = zeros(2, 2);
    multiply(kernels, out, a, b);
    expect([...out.data]).toEqual([58, 139, 64, 154]);
    multiply(kernels, out, b, a, { transA: true, transB: true, alpha: -1, beta: 1 });
    expect([...out.data]).toEqual([58 - 58, 139 - 64, 64 - 139, 154 - 154]);
  });

  test("gram with damping, and solveRight as its inverse", () => {
    const a = matrix(5, 3, integers(15, 1));
    const g = zeros(3, 3);
    gram(kernels, g, a);
    const plain = g.data.slice();
    gram(kernels, g, a, 0.5);
    expect(g.data).toEqual(plain.map((x, i) => x + (i % 4 === 0 ? 0.5 : 0)));

    const x = integers(6, 2);
    const b = zeros(2, 3);
    multiply(kernels, b, matrix(2, 3, x), g);
    expect(solveRight(kernels, g, b)).toBe(0);
    for (let i = 0; i < 6; i++) expect(b.data[i]).toBeCloseTo(x[i], 12);
  });

  test("solveRight names the minor", () => {
    expect(solveRight(kernels, matrix(2, 2, Float64Array.of(1, 1, 1, 1)), zeros(4, 2))).toBe(2);
  });
});

test("shapes that do not fit are refused with both shapes", () => {
  expect(() => multiply(portable, zeros(2, 2), zeros(2, 3), zeros(2, 2))).toThrow("cannot multiply 2×3 by 2×2");
  expect(() => multiply(portable, zeros(2, 2), zeros(2, 3), zeros(2, 2), { transB: true })).toThrow(
    "cannot multiply 2×3 by 2×2ᵀ",
  );
  expect(() => multiply(portable, zeros(3, 2), zeros(2, 3), zeros(3, 2))).toThrow("must be 2×2, got 3×2");
  expect(() => gram(portable, zeros(2, 3), zeros(5, 3))).toThrow(RangeError);
  expect(() => solveRight(portable, zeros(2, 2), zeros(5, 3))).toThrow(/5×3.*3×3.*2×2/);
});
