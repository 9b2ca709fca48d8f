import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EPS, exactProduct, gaussian, integers } from "./matrices.ts";
import { kernelSets } from "./sets.ts";

const size = fc.integer({ min: 0, max: 19 });

describe.each(kernelSets)("%s products", (_, kernels) => {
  test("gemm stays within the a-priori bound, for every transposition and shape", () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), fc.nat(1000), (m, n, k, transA, transB, seed) => {
        const [a, b] = [gaussian(m * k, seed), gaussian(k * n, seed + 1)];
        const c = new Float64Array(m * n).fill(Number.NaN);
        kernels.gemm(transA, transB, m, n, k, 1, a, b, 0, c);
        const { product, sizes } = exactProduct(
          m,
          n,
          k,
          (i, p) => a[transA ? p + i * k : i + p * m],
          (p, j) => b[transB ? j + p * n : p + j * k],
        );
        for (let i = 0; i < c.length; i++) expect(Math.abs(c[i] - product[i])).toBeLessThanOrEqual((k + 2) * EPS * sizes[i]);
      }),
    );
  });

  test("gemm of integers with α and β is exact", () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), fc.nat(1000), (m, n, k, transA, transB, seed) => {
        const [a, b, c] = [integers(m * k, seed), integers(k * n, seed + 1), integers(m * n, seed + 2)];
        const out = c.slice();
        kernels.gemm(transA, transB, m, n, k, -2, a, b, 3, out);
        for (let j = 0; j < n; j++) {
          for (let i = 0; i < m; i++) {
            let sum = 3 * c[i + j * m];
            for (let p = 0; p < k; p++) sum -= 2 * a[transA ? p + i * k : i + p * m] * b[transB ? j + p * n : p + j * k];
            expect(out[i + j * m] === sum).toBe(true);
          }
        }
      }),
    );
  });

  test.each([
    [3, 2],
    [60, 70],
    [300, 250],
  ])("α = 0 never reads A or B, %d×%d", (m, n) => {
    const nan = new Float64Array(m * n).fill(Number.NaN);
    const c = new Float64Array(m * m).fill(Number.NaN);
    kernels.gemm(false, true, m, m, n, 0, nan, nan, 0, c);
    expect(c.every((x) => x === 0)).toBe(true);
    c.fill(2);
    kernels.gemm(false, true, m, m, n, 0, nan, nan, -3, c);
    expect(c.every((x) => x === -6)).toBe(true);
  });

  test("k = 0 gives β·C", () => {
    const none = new Float64Array(0);
    const c = Float64Array.of(1, 2, 3, 4);
    kernels.gemm(false, false, 2, 2, 0, 1, none, none, 0.5, c);
    expect([...c]).toEqual([0.5, 1, 1.5, 2]);
    kernels.gemm(true, true, 2, 2, 0, 1, none, none, 0, c.fill(Number.NaN));
    expect([...c]).toEqual([0, 0, 0, 0]);
  });

  test("NaN reaches what depends on it, also against zeros", () => {
    for (const [transA, transB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      const a = integers(49, 1);
      a[24] = Number.NaN;
      const c = new Float64Array(49);
      kernels.gemm(transA, transB, 7, 7, 7, 1, a, new Float64Array(49), 0, c);
      for (let i = 0; i < 49; i++) expect(Number.isNaN(c[i])).toBe(i % 7 === 3);
    }
  });

  test("gram is AᵀA, symmetric to the bit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 67 }), size, fc.nat(1000), (n, k, seed) => {
        const a = gaussian(n * k, seed);
        const g = new Float64Array(k * k).fill(Number.NaN);
        kernels.gram(n, k, a, g);
        const entry = (p: number, j: number) => a[p + j * n];
        const { product, sizes } = exactProduct(k, k, n, (i, p) => entry(p, i), entry);
        for (let i = 0; i < g.length; i++) {
          expect(Math.abs(g[i] - product[i])).toBeLessThanOrEqual((n + 2) * EPS * sizes[i]);
          expect(Object.is(g[i], g[Math.floor(i / k) + (i % k) * k])).toBe(true);
        }
      }),
    );
  });

  test("firstNonFinite finds NaN and infinities at every place of every length", () => {
    for (const Type of [Float64Array, Float32Array]) {
      for (let n = 0; n <= 67; n++) {
        const a = new Type(n).map((_, i) => [-0, 3e38, -1e-40][i % 3]);
        expect(kernels.firstNonFinite(a)).toBe(-1);
        for (let at = 0; at < n; at++) {
          const keep = a[at];
          a[at] = [Number.NaN, Infinity, -Infinity][at % 3];
          a[n - 1] = at % 2 ? Number.NaN : a[n - 1];
          expect(kernels.firstNonFinite(a)).toBe(at);
          a[n - 1] = 1;
          a[at] = keep;
        }
      }
    }
    expect(kernels.firstNonFinite(Float64Array.of(Number.MAX_VALUE, 5e-324, -Number.MAX_VALUE))).toBe(-1);
  });
});
