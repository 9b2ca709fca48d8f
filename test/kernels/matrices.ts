import { portable } from "./sets.ts";

export { EPS, norm1, orthogonalityRatio, residualRatio } from "../../src/diagnostics/factorization-ratios.ts";

/** `length` standard normal numbers of a test's own seed. */
export function gaussian(length: number, seed: number): Float64Array {
  const out = new Float64Array(length);
  portable.normals(seed, 0, 99, 0, 0, 1, out);
  return out;
}

/** Integers in [−4, 4] or so: sums of their products are exact, so that every order of summation gives the same bits. */
export const integers = (length: number, seed: number): Float64Array => gaussian(length, seed).map((x) => Math.round(2 * x) + 0);

export const MATRIX_TYPES = ["random", "graded", "steep", "deficient", "clustered", "ones", "zero", "large", "small"] as const;

/** The matrix types that LAPACK's own tests use, m×n. */
export function testMatrix(type: (typeof MATRIX_TYPES)[number], m: number, n: number, seed: number): Float64Array {
  const a = gaussian(m * n, seed);
  const p = Math.min(m, n);
  if (type === "ones" || type === "zero") return a.fill(type === "ones" ? 1 : 0);
  if (type === "large" || type === "small") return a.map((x) => x * (type === "large" ? 1e150 : 1e-150));
  if (type === "graded") return a.map((x, i) => x * 10 ** ((-15 * Math.floor(i / m)) / Math.max(1, n - 1)));
  if (type === "steep") return a.map((x, i) => x * 10 ** ((-200 * (i % m)) / m));
  if (type === "deficient") {
    const rank = Math.ceil(p / 2);
    portable.gemm(false, false, m, n, rank, 1, gaussian(m * rank, seed + 1), gaussian(rank * n, seed + 2), 0, a);
  } else if (type === "clustered") {
    const u = gaussian(m * p, seed + 1);
    const v = gaussian(n * p, seed + 2);
    const r = new Float64Array(p * p);
    portable.qr(m, p, u, r);
    portable.qr(n, p, v, r);
    for (let i = 0; i < u.length; i++) if (Math.floor(i / m) >= p / 2) u[i] *= 1e-9;
    portable.gemm(false, true, m, n, p, 1, u, v, 0, a);
  }
  return a;
}

export function transpose(m: number, n: number, a: Float64Array): Float64Array {
  const out = new Float64Array(m * n);
  for (let j = 0; j < n; j++) for (let i = 0; i < m; i++) out[j + i * n] = a[i + j * m];
  return out;
}

/** op(A)·op(B) by definition, each entry summed in twice the precision (Ogita, Rump, Oishi: Dot2), and the same of sizes. */
export function exactProduct(
  m: number,
  n: number,
  k: number,
  a: (i: number, p: number) => number,
  b: (p: number, j: number) => number,
) {
  const product = new Float64Array(m * n);
  const sizes = new Float64Array(m * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      let sum = 0;
      let error = 0;
      for (let p = 0; p < k; p++) {
        const [x, y] = [a(i, p), b(p, j)];
        const term = x * y;
        const next = sum + term;
        const shift = next - sum;
        error += productError(x, y, term) + (sum - (next - shift) + (term - shift));
        sum = next;
        sizes[i + j * m] += Math.abs(term);
      }
      product[i + j * m] = sum + error;
    }
  }
  return { product, sizes };
}

/** x·y − fl(x·y), by Veltkamp's splitting. */
function productError(x: number, y: number, product: number): number {
  const [xHigh, yHigh] = [x, y].map((v) => 134217729 * v - (134217729 * v - v));
  const [xLow, yLow] = [x - xHigh, y - yHigh];
  return xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow);
}
