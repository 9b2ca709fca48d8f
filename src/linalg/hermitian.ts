import { type Matrix, zeros } from "./matrix.ts";

/**
 * Complex matrices as real ones: U = A + iB (n×k) has the real image F = [A; B] (2n×k) and the embedding
 * [[A, −B], [B, A]] (2n×2k). The embedding of U·V* is the product of embeddings with the second one transposed, and
 * each singular value of U appears in it twice.
 */
export function embedding(image: Matrix): Matrix {
  const [n, k] = [image.rows / 2, image.cols];
  const out = zeros(2 * n, 2 * k);
  for (let q = 0; q < k; q++) {
    const re = image.data.subarray(q * 2 * n, q * 2 * n + n);
    const im = image.data.subarray(q * 2 * n + n, (q + 1) * 2 * n);
    out.data.set(re, q * 2 * n);
    out.data.set(im, q * 2 * n + n);
    out.data.set(
      im.map((v) => -v),
      (k + q) * 2 * n,
    );
    out.data.set(re, (k + q) * 2 * n + n);
  }
  return out;
}

/** The image [A; B] in the first k of an embedding's 2k columns. */
export function imageOf(embedded: Matrix): Matrix {
  const k = embedded.cols / 2;
  return { rows: embedded.rows, cols: k, data: embedded.data.slice(0, embedded.rows * k) };
}

/** Complex numbers interleaved as re, im and column-major, of the real image [Re; Im]. */
export function interleavedOf(image: Matrix): Float64Array {
  const n = image.rows / 2;
  const out = new Float64Array(image.data.length);
  for (let q = 0; q < image.cols; q++)
    for (let i = 0; i < n; i++) {
      out[2 * (q * n + i)] = image.data[q * 2 * n + i];
      out[2 * (q * n + i) + 1] = image.data[q * 2 * n + n + i];
    }
  return out;
}

/**
 * One complex vector of each pair (v, Jv) among real eigenvectors of an embedding: walks over the columns of `vectors` in the
 * given order, takes away what lies in the complex span of those chosen, and keeps what is left where it is not negligible,
 * until `count` are found. Returns their real images, orthonormal over ℂ, and the indices of the columns they came from.
 */
export function complexBasis(vectors: Matrix, order: readonly number[], count: number): { image: Matrix; from: number[] } {
  const n = vectors.rows / 2;
  const image = zeros(2 * n, count);
  const from: number[] = [];
  for (const j of order) {
    if (from.length === count) break;
    const v = vectors.data.slice(j * 2 * n, (j + 1) * 2 * n);
    for (let pass = 0; pass < 2; pass++)
      for (let q = 0; q < from.length; q++) removeComponent(v, image.data.subarray(q * 2 * n, (q + 1) * 2 * n), n);
    let square = 0;
    for (const value of v) square += value * value;
    if (square < 1e-6) continue; // v is (numerically) i times a vector already chosen
    image.data.set(
      v.map((value) => value / Math.sqrt(square)),
      from.length * 2 * n,
    );
    from.push(j);
  }
  return { image, from };
}

/** v ← v − u·(u*v), both real images of complex n-vectors, ‖u‖ = 1. */
function removeComponent(v: Float64Array, u: Float64Array, n: number): void {
  let [re, im] = [0, 0];
  for (let i = 0; i < n; i++) {
    re += u[i] * v[i] + u[n + i] * v[n + i];
    im += u[i] * v[n + i] - u[n + i] * v[i];
  }
  for (let i = 0; i < n; i++) {
    v[i] -= re * u[i] - im * u[n + i];
    v[n + i] -= re * u[n + i] + im * u[i];
  }
}
