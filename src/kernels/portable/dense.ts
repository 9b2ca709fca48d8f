import { denseChunks, type Floats } from "../contract.ts";
import { gemm } from "./gemm.ts";
import { lossSlope, lossValue } from "./loss.ts";

/** scratch[0, n1·n2) ← X, row-major: as the n2×n1 column-major matrix R·Lᵀ. */
function formProduct(n1: number, n2: number, k: number, left: Float64Array, right: Float64Array, scratch: Float64Array): void {
  gemm(false, true, n2, n1, k, 1, right, left, 0, scratch);
}

/** ⟨A_i, X⟩: element j goes to lane j mod 8; the lanes are added in one fixed order. */
function innerProduct(size: number, a: Floats, at: number, x: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  let j = 0;
  for (; j + 8 <= size; j += 8) {
    s0 += a[at + j] * x[j];
    s1 += a[at + j + 1] * x[j + 1];
    s2 += a[at + j + 2] * x[j + 2];
    s3 += a[at + j + 3] * x[j + 3];
    s4 += a[at + j + 4] * x[j + 4];
    s5 += a[at + j + 5] * x[j + 5];
    s6 += a[at + j + 6] * x[j + 6];
    s7 += a[at + j + 7] * x[j + 7];
  }
  if (j < size) s0 += a[at + j] * x[j];
  if (j + 1 < size) s1 += a[at + j + 1] * x[j + 1];
  if (j + 2 < size) s2 += a[at + j + 2] * x[j + 2];
  if (j + 3 < size) s3 += a[at + j + 3] * x[j + 3];
  if (j + 4 < size) s4 += a[at + j + 4] * x[j + 4];
  if (j + 5 < size) s5 += a[at + j + 5] * x[j + 5];
  if (j + 6 < size) s6 += a[at + j + 6] * x[j + 6];
  return s0 + s4 + (s2 + s6) + (s1 + s5 + (s3 + s7));
}

/** G ← G + w·A_i, with G at g[to…]. */
function addMultiple(size: number, w: number, a: Floats, at: number, g: Float64Array, to: number): void {
  for (let j = 0; j < size; j++) g[to + j] += w * a[at + j];
}

const chunkStart = (chunk: number, chunks: number, m: number) => Math.floor((chunk * m) / chunks);

/** The chunks' parts of G, one after the other from scratch[n1·n2], are added in order; then outLeft ← G·R and outRight ← Gᵀ·L. */
function pullToFactors(
  n1: number,
  n2: number,
  k: number,
  chunks: number,
  scratch: Float64Array,
  left: Float64Array,
  right: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
): void {
  const size = n1 * n2;
  for (let chunk = 1; chunk < chunks; chunk++) {
    const part = size * (1 + chunk);
    for (let j = 0; j < size; j++) scratch[size + j] += scratch[part + j];
  }
  const g = scratch.subarray(size, 2 * size); // row-major n1×n2, that is Gᵀ in column-major order
  gemm(true, false, n1, k, n2, 1, g, right, 0, outLeft);
  gemm(false, false, n2, k, n1, 1, g, left, 0, outRight);
}

/** out_i ← ⟨A_i, L·Rᵀ⟩. */
export function measureDense(
  m: number,
  n1: number,
  n2: number,
  k: number,
  a: Floats,
  index: Int32Array,
  left: Float64Array,
  right: Float64Array,
  scratch: Float64Array,
  out: Float64Array,
): void {
  const size = n1 * n2;
  const indexed = index.length > 0;
  formProduct(n1, n2, k, left, right, scratch);
  for (let i = 0; i < m; i++) out[i] = innerProduct(size, a, (indexed ? index[i] : i) * size, scratch);
}

/** outLeft ← 𝒜*(w)·R and outRight ← 𝒜*(w)ᵀ·L. */
export function pullbackDense(
  m: number,
  n1: number,
  n2: number,
  k: number,
  a: Floats,
  index: Int32Array,
  weights: Float64Array,
  left: Float64Array,
  right: Float64Array,
  scratch: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
): void {
  const size = n1 * n2;
  const indexed = index.length > 0;
  const chunks = denseChunks(m, n1, n2);
  scratch.fill(0, size, size * (1 + chunks));
  for (let chunk = 0; chunk < chunks; chunk++) {
    const end = chunkStart(chunk + 1, chunks, m);
    for (let i = chunkStart(chunk, chunks, m); i < end; i++) {
      addMultiple(size, weights[i], a, (indexed ? index[i] : i) * size, scratch, size * (1 + chunk));
    }
  }
  pullToFactors(n1, n2, k, chunks, scratch, left, right, outLeft, outRight);
}

/** Loss, residual norm and both gradients; A is read once: a row just measured is still in cache when it is added to G. */
export function gradientDense(
  m: number,
  n1: number,
  n2: number,
  k: number,
  a: Floats,
  index: Int32Array,
  left: Float64Array,
  right: Float64Array,
  y: Float64Array,
  loss: number,
  delta: number,
  scratch: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
  stats: Float64Array,
): void {
  const size = n1 * n2;
  const indexed = index.length > 0;
  const chunks = denseChunks(m, n1, n2);
  formProduct(n1, n2, k, left, right, scratch);
  scratch.fill(0, size, size * (1 + chunks));
  let value = 0;
  let squares = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    let chunkValue = 0;
    let chunkSquares = 0;
    const end = chunkStart(chunk + 1, chunks, m);
    for (let i = chunkStart(chunk, chunks, m); i < end; i++) {
      const at = (indexed ? index[i] : i) * size;
      const r = innerProduct(size, a, at, scratch) - y[i];
      chunkValue += lossValue(loss, delta, r);
      chunkSquares += r * r;
      addMultiple(size, lossSlope(loss, delta, r), a, at, scratch, size * (1 + chunk));
    }
    value += chunkValue;
    squares += chunkSquares;
  }
  stats[0] = value;
  stats[1] = Math.sqrt(squares);
  pullToFactors(n1, n2, k, chunks, scratch, left, right, outLeft, outRight);
}
