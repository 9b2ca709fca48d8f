/** What transforms of vec(X) with random signs have in common; bit j mod 32 of word ⌊j/32⌋ of the signs is 1 for minus. */
import { gemm } from "./gemm.ts";

/** v ← (±X, 0), X = L·Rᵀ row-major, followed by zeros up to `size` numbers. */
export function formSignedProduct(
  n1: number,
  n2: number,
  size: number,
  signs: Int32Array,
  k: number,
  left: Float64Array,
  right: Float64Array,
  v: Float64Array,
): void {
  gemm(false, true, n2, n1, k, 1, right, left, 0, v);
  changeSigns(n1 * n2, signs, v);
  v.fill(0, n1 * n2, size);
}

/** (outLeft, outRight) ← scale·(G·R, Gᵀ·L), where ±G are the first n1·n2 numbers of v. They are overwritten. */
export function pullSigned(
  n1: number,
  n2: number,
  signs: Int32Array,
  scale: number,
  k: number,
  left: Float64Array,
  right: Float64Array,
  v: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
): void {
  changeSigns(n1 * n2, signs, v);
  gemm(true, false, n1, k, n2, scale, v, right, 0, outLeft);
  gemm(false, false, n2, k, n1, scale, v, left, 0, outRight);
}

function changeSigns(length: number, signs: Int32Array, v: Float64Array): void {
  for (let j = 0; j < length; j++) if ((signs[j >>> 5] >>> (j & 31)) & 1) v[j] = -v[j];
}

/** out[i] ← scale·v[row[i]] */
export function pickRows(m: number, v: Float64Array, row: Int32Array, scale: number, out: Float64Array): void {
  for (let i = 0; i < m; i++) out[i] = scale * v[row[i]];
}

/** v ← Σ_i w_i·e_{row[i]}, of `size` numbers. */
export function placeRows(m: number, size: number, w: Float64Array, row: Int32Array, v: Float64Array): void {
  v.fill(0, 0, size);
  for (let i = 0; i < m; i++) v[row[i]] += w[i];
}
