import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { norm } from "../../src/linalg/arithmetic.ts";
import { distance, productNorm, productSvd } from "../../src/linalg/factored.ts";
import { type Factors, type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { EPS, gaussian, orthogonalityRatio, residualRatio, transpose } from "../kernels/matrices.ts";
import { kernelSets, portable } from "../kernels/sets.ts";

const shapes = fc.record({
  n1: fc.integer({ min: 1, max: 12 }),
  n2: fc.integer({ min: 1, max: 12 }),
  k: fc.integer({ min: 1, max: 15 }),
  seed: fc.nat(10_000),
});
const factors = (n1: number, n2: number, k: number, seed: number): Factors => ({
  left: matrix(n1, k, gaussian(n1 * k, seed)),
  right: matrix(n2, k, gaussian(n2 * k, seed + 1)),
});

function formed(x: Factors): Matrix {
  const out = zeros(x.left.rows, x.right.rows);
  multiply(portable, out, x.left, x.right, { transB: true });
  return out;
}

describe.each(kernelSets)("factored matrices on %s kernels", (_, kernels) => {
  test("productSvd is the thin SVD of L·Rᵀ, also with more columns than rows", () => {
    fc.assert(
      fc.property(shapes, ({ n1, n2, k, seed }) => {
        const x = factors(n1, n2, k, seed);
        const { left, values, right } = productSvd(kernels, x);
        const p = Math.min(n1, n2, k);
        expect([left.rows, left.cols, values.length, right.rows, right.cols]).toEqual([n1, p, p, n2, p]);
        const scaled = transpose(n2, p, right.data).map((v, i) => v * values[i % p]);
        const rounding = EPS * norm(x.left) * norm(x.right);
        expect(residualRatio(n1, n2, p, formed(x).data, left.data, scaled) * norm(formed(x)) * EPS).toBeLessThan(25 * rounding);
        expect(orthogonalityRatio(n1, p, left.data)).toBeLessThan(20);
        expect(orthogonalityRatio(n2, p, right.data)).toBeLessThan(20);
      }),
    );
  });

  test("productNorm and distance agree with the formed matrices", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 5 }), ({ n1, n2, k, seed }, rank) => {
        const [x, m] = [factors(n1, n2, k, seed), factors(n1, n2, rank, seed + 2)];
        const difference = formed(x).data.map((v, i) => v - formed(m).data[i]);
        const scale = norm(x.left) * norm(x.right) + norm(m.left) * norm(m.right);
        const limit = 20 * EPS * scale;
        expect(Math.abs(productNorm(kernels, x) - norm(formed(x)))).toBeLessThan(limit);
        expect(Math.abs(distance(kernels, x, m) - norm(difference))).toBeLessThan(limit);
        expect(Math.abs(distance(kernels, x, formed(m)) - norm(difference))).toBeLessThan(limit);
      }),
    );
  });

  test.each([1e-3, 1e-6, 1e-9])("a known error of %d is measured without cancellation", (error) => {
    // Two orthonormal columns more: X − M = error·u·vᵀ, with the factors of X turned by a rotation.
    const [n, r] = [50, 3];
    const { left: u, right: v } = productSvd(kernels, factors(n, n, r + 1, 6));
    const m = { left: matrix(n, r, u.data.slice(0, n * r)), right: matrix(n, r, v.data.slice(0, n * r)) };
    const x = { left: matrix(n, r + 1, u.data.slice()), right: matrix(n, r + 1, v.data.slice()) };
    for (let i = n * r; i < n * (r + 1); i++) x.left.data[i] *= error;
    for (const { data } of [x.left, x.right]) turn(n, data, r);
    expect(Math.abs(distance(kernels, x, m) / error - 1)).toBeLessThan(20 * (EPS / error) + 1e-13);
    expect(distance(kernels, m, m)).toBeLessThan(20 * EPS);
  });

  test("the distance between factors of a large matrix does not form it", () => {
    const [n, k] = [20_000, 2]; // formed: 3.2 GB
    const x = factors(n, n, k, 3);
    const shifted = {
      left: x.left,
      right: matrix(
        n,
        k,
        x.right.data.map((v) => v * 1.001),
      ),
    };
    expect(distance(kernels, x, shifted) / productNorm(kernels, x)).toBeCloseTo(0.001, 12);
  });

  test("one factor on both sides, and scales that would overflow as squares", () => {
    const f = matrix(6, 2, gaussian(12, 9));
    const { values } = productSvd(kernels, { left: f, right: f });
    const { values: roots } = productSvd(kernels, { left: f, right: matrix(2, 2, Float64Array.of(1, 0, 0, 1)) });
    for (let i = 0; i < 2; i++) expect(values[i]).toBeCloseTo(roots[i] ** 2, 12);
    const large = {
      left: matrix(
        6,
        2,
        f.data.map((v) => v * 1e150),
      ),
      right: f,
    };
    expect(productNorm(kernels, large) / 1e150 / productNorm(kernels, { left: f, right: f })).toBeCloseTo(1, 12);
  });

  test("NaN in a factor gives NaN", () => {
    const x = factors(5, 4, 2, 1);
    x.left.data[3] = Number.NaN;
    expect(productNorm(kernels, x)).toBeNaN();
    expect(distance(kernels, x, factors(5, 4, 1, 2))).toBeNaN();
    expect(distance(kernels, x, zeros(5, 4))).toBeNaN();
    expect(productSvd(kernels, x).values.every(Number.isNaN)).toBe(true);
  });
});

/** Rotates columns 0 and `other` of an n-row matrix by the angle with cosine 0.6. */
function turn(n: number, data: Float64Array, other: number): void {
  for (let i = 0; i < n; i++) {
    const [a, b] = [data[i], data[i + other * n]];
    data[i] = 0.6 * a - 0.8 * b;
    data[i + other * n] = 0.8 * a + 0.6 * b;
  }
}

test("factors and matrices that do not fit together are refused with both shapes", () => {
  expect(() => productNorm(portable, { left: zeros(3, 2), right: zeros(4, 1) })).toThrow("got 3×2 and 4×1");
  expect(() => distance(portable, factors(3, 4, 1, 1), zeros(4, 3))).toThrow("must be 3×4, got 4×3");
  expect(() => distance(portable, factors(3, 4, 1, 1), factors(3, 5, 1, 1))).toThrow("4×1 and 5×1");
});
