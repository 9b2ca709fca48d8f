import { describe, expect, test } from "vitest";
import { NON_FINITE } from "../../src/kernels/contract.ts";
import { EPS, gaussian, MATRIX_TYPES, norm1, orthogonalityRatio, residualRatio, testMatrix, transpose } from "./matrices.ts";
import { kernelSets, portable } from "./sets.ts";

const SHAPES = [
  [1, 1],
  [1, 6],
  [6, 1],
  [7, 7],
  [20, 13],
  [13, 20],
  [40, 40],
  [100, 30],
] as const;
const CASES = MATRIX_TYPES.flatMap((type) => SHAPES.map(([m, n]) => ({ type, m, n, seed: 31 * m + n })));

/** So many rows that native kernels take them block by block, and blocks of the blocks' triangles. */
const TALL = [
  [5000, 40, "graded columns"],
  [20_000, 17, "plain"],
  [40_000, 7, "dependent columns"],
] as const;

/** Columns of sizes from 1 down to 1e-12, or the last one a sum of the first two. */
function tallMatrix(type: (typeof TALL)[number][2], n: number, k: number): Float64Array {
  const a = gaussian(n * k, n + k);
  for (let j = 0; j < k; j++)
    for (let i = 0; i < n; i++) {
      if (type === "graded columns") a[i + j * n] *= 10 ** ((-12 * j) / (k - 1));
      if (type === "dependent columns" && j === k - 1) a[i + j * n] = a[i] + a[i + n];
    }
  return a;
}

/** Limits of LAPACK-style test ratios: they leave a factor of 4 to 10 over what good implementations show. */
describe.each(kernelSets)("%s factorizations", (_, kernels) => {
  test.each(CASES.filter(({ m, n }) => m >= n))("qr of a $type $m×$n matrix, seed $seed", ({ type, m, n, seed }) => {
    const a = testMatrix(type, m, n, seed);
    const q = a.slice();
    const r = new Float64Array(n * n).fill(Number.NaN);
    expect(kernels.qr(m, n, q, r)).toBe(0);
    expect(residualRatio(m, n, n, a, q, r)).toBeLessThan(10);
    expect(orthogonalityRatio(m, n, q)).toBeLessThan(15);
    for (let j = 0; j < n; j++) {
      expect(r[j + j * n]).toBeGreaterThanOrEqual(0);
      expect(r.subarray(j + 1 + j * n, (j + 1) * n).every((x) => x === 0)).toBe(true);
    }
  });

  test.each(TALL)("qr and svd of %i×%i, %s", (n, k, type) => {
    const a = tallMatrix(type, n, k);
    const q = a.slice();
    const r = new Float64Array(k * k).fill(Number.NaN);
    expect(kernels.qr(n, k, q, r)).toBe(0);
    expect(residualRatio(n, k, k, a, q, r)).toBeLessThan(10);
    expect(orthogonalityRatio(n, k, q)).toBeLessThan(15);
    for (let j = 0; j < k; j++) {
      expect(r[j + j * k]).toBeGreaterThanOrEqual(0);
      expect(r.subarray(j + 1 + j * k, (j + 1) * k).every((x) => x === 0)).toBe(true);
    }
    const { code, u, s, vt } = svdOf(a, n, k);
    expect(code).toBe(0);
    expect(
      residualRatio(
        n,
        k,
        k,
        a,
        u,
        vt.map((x, i) => x * s[i % k]),
      ),
    ).toBeLessThan(25);
    expect(orthogonalityRatio(n, k, u)).toBeLessThan(15);
    expect(orthogonalityRatio(k, k, transpose(k, k, vt))).toBeLessThan(15);
    for (let i = 1; i < k; i++) expect(s[i]).toBeLessThanOrEqual(s[i - 1]);
    if (type === "dependent columns") expect(s[k - 1]).toBeLessThan(1e-12 * s[0]);
  });

  test.each(CASES)("svd of a $type $m×$n matrix, seed $seed", ({ type, m, n, seed }) => {
    const a = testMatrix(type, m, n, seed);
    const { code, u, s, vt, p } = svdOf(a, m, n);
    expect(code).toBe(0);
    const scaledVt = vt.map((x, i) => x * s[i % p]);
    expect(residualRatio(m, n, p, a, u, scaledVt)).toBeLessThan(25);
    expect(orthogonalityRatio(m, p, u)).toBeLessThan(15);
    expect(orthogonalityRatio(n, p, transpose(p, n, vt))).toBeLessThan(15);
    for (let i = 0; i < p; i++) expect(s[i]).toBeLessThanOrEqual(i === 0 ? Infinity : s[i - 1]);
    expect(s[p - 1]).toBeGreaterThanOrEqual(0);
  });

  // This matrix is one on which QL without a normwise floor for its deflation does not converge.
  const large = { type: "steep", m: 200, n: 200, seed: 1 } as const;
  test.each([...CASES.filter(({ m, n }) => m === n), large])("eigen of a $type $n×$n matrix, seed $seed", ({ type, n, seed }) => {
    const half = testMatrix(type, n, n, seed);
    const a = half.map((x, i) => 0.5 * x + 0.5 * half[Math.floor(i / n) + (i % n) * n]);
    const z = a.slice();
    const w = new Float64Array(n);
    expect(kernels.eigen(n, z, w)).toBe(0);
    const scaledZt = transpose(n, n, z).map((x, i) => x * w[i % n]);
    expect(residualRatio(n, n, n, a, z, scaledZt)).toBeLessThan(15);
    expect(orthogonalityRatio(n, n, z)).toBeLessThan(15);
    for (let i = 1; i < n; i++) expect(w[i]).toBeGreaterThanOrEqual(w[i - 1]);
  });

  test("svd of diagonal and of repeated values", () => {
    const { s } = svdOf(Float64Array.of(0, 0, 3, 0, -7, 0, 2, 0, 0), 3, 3);
    expect([...s]).toEqual([7, 3, 2]);
    const identity = new Float64Array(25);
    for (let i = 0; i < 5; i++) identity[6 * i] = 1;
    expect([...svdOf(identity, 5, 5).s]).toEqual([1, 1, 1, 1, 1]);
  });

  test("a Hilbert matrix keeps absolute accuracy in its smallest value", () => {
    const n = 12;
    const hilbert = Float64Array.from({ length: n * n }, (_, i) => 1 / ((i % n) + Math.floor(i / n) + 1));
    const { s } = svdOf(hilbert, n, n);
    expect(Math.abs(s[0] - 1.795372059562)).toBeLessThan(20 * EPS);
    expect(Math.abs(s[n - 1] - 1.0675e-16)).toBeLessThan(n * EPS * s[0]);
  });

  test.each([2 ** -600, 2 ** 600, 2 ** 1020, 2 ** -1020])("entries near %d neither overflow nor underflow", (factor) => {
    const [m, n] = [9, 6];
    const a = gaussian(m * n, 8).map((x) => Math.round(x * 1024) / 1024); // exact in the range of denormal numbers
    const scaled = a.map((x) => x * factor);
    const [one, other] = [svdOf(a, m, n), svdOf(scaled, m, n)];
    for (let i = 0; i < n; i++) expect(Math.abs(other.s[i] / factor - one.s[i])).toBeLessThanOrEqual(10 * n * EPS * one.s[0]);
    expect(orthogonalityRatio(m, n, other.u)).toBeLessThan(15);
  });

  test.each([
    ["first", 0],
    ["middle", 10],
    ["last", 24],
  ])("NaN or an infinity at the %s place is refused", (_, at) => {
    for (const flaw of [Number.NaN, Infinity, -Infinity]) {
      const bad = () => {
        const a = gaussian(25, 1);
        a[at] = flaw;
        return a;
      };
      expect(svdOf(bad(), 5, 5).code).toBe(NON_FINITE);
      expect(kernels.qr(5, 5, bad(), new Float64Array(25))).toBe(NON_FINITE);
      expect(kernels.eigen(5, bad(), new Float64Array(5))).toBe(NON_FINITE);
      expect(kernels.solveRight(5, 5, bad(), gaussian(25, 2))).toBe(NON_FINITE);
      expect(kernels.solveRight(5, 5, positiveDefinite(5), bad())).toBe(NON_FINITE);
    }
  });

  test("empty matrices", () => {
    const none = new Float64Array(0);
    expect(svdOf(none, 0, 4).code).toBe(0);
    expect(svdOf(none, 4, 0).code).toBe(0);
    expect(kernels.qr(4, 0, none, none)).toBe(0);
    expect(kernels.eigen(0, none, none)).toBe(0);
    expect(kernels.solveRight(0, 2, positiveDefinite(2), none)).toBe(0);
    expect(kernels.solveRight(3, 0, none, none)).toBe(0);
  });

  test.each([1, 2, 5, 17, 40])("solveRight with a %d×%d matrix", (k) => {
    const n = 11;
    const a = positiveDefinite(k);
    const b = gaussian(n * k, 3);
    const x = b.slice();
    expect(kernels.solveRight(n, k, a.slice(), x)).toBe(0);
    const difference = b.slice();
    kernels.gemm(false, false, n, k, k, 1, x, a, -1, difference);
    expect(norm1(n, k, difference) / (norm1(n, k, x) * norm1(k, k, a) * k * EPS)).toBeLessThan(10);
  });

  test("solveRight names the first minor that is not positive and leaves B alone", () => {
    const k = 6;
    for (let minor = 1; minor <= k; minor++) {
      const a = positiveDefinite(k);
      a[(minor - 1) * (k + 1)] = minor % 2 ? -1 : 0;
      const b = gaussian(4 * k, 5);
      const before = b.slice();
      expect(kernels.solveRight(4, k, a, b)).toBe(minor);
      expect(b).toEqual(before);
    }
  });

  function svdOf(a: Float64Array, m: number, n: number) {
    const p = Math.min(m, n);
    const [u, s, vt] = [new Float64Array(m * p), new Float64Array(p), new Float64Array(p * n)];
    return { code: kernels.svd(m, n, a.slice(), u, s, vt), u, s, vt, p };
  }

  function positiveDefinite(k: number): Float64Array {
    const out = new Float64Array(k * k);
    kernels.gram(2 * k, k, gaussian(2 * k * k, k), out);
    return out;
  }
});

test("portable factorizations scale exactly by powers of two", () => {
  const [n, factor] = [7, 2 ** -500];
  const a = gaussian(n * n, 2);
  const scaled = a.map((x) => x * factor);
  const run = (of: Float64Array) => {
    const [q, r, u, s, vt] = [of.slice(), ...Array.from({ length: 4 }, () => new Float64Array(n * n))];
    portable.qr(n, n, q, r);
    portable.svd(n, n, of.slice(), u, s, vt);
    return { q, r, u, s, vt };
  };
  const [one, other] = [run(a), run(scaled)];
  expect([other.q, other.u, other.vt]).toEqual([one.q, one.u, one.vt]);
  expect([other.r, other.s]).toEqual([one.r.map((x) => x * factor), one.s.map((x) => x * factor)]);
});
