/**
 * Pauli words by bit masks on real images F = [Re U; Im U] of complex factors U (n×k):
 * P|b⟩ = i^{#Y}·(−1)^{popcount(b & z)}·|b ⊕ x⟩, with #Y = popcount(x & z). O(n) a word and column.
 */
import { weigh } from "./loss.ts";

/** The parity of the set bits of `bits`: 0 or 1. */
function parity(bits: number): number {
  let v = bits ^ (bits >>> 16);
  v ^= v >>> 8;
  v ^= v >>> 4;
  return (0x6996 >>> (v & 15)) & 1;
}

function popcount(bits: number): number {
  let count = 0;
  for (let v = bits; v !== 0; v &= v - 1) count++;
  return count;
}

/** out_i ← Re Σ_q l_q* P_i r_q. */
export function measurePauli(
  m: number,
  n: number,
  k: number,
  x: Int32Array,
  z: Int32Array,
  left: Float64Array,
  right: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < m; i++) out[i] = expectation(n, k, x[i], z[i], left, right);
}

/** Re i^{#Y}·S, where S = Σ_q Σ_b (−1)^{popcount(b & z)}·conj(L[b ⊕ x, q])·R[b, q]. */
function expectation(n: number, k: number, x: number, z: number, left: Float64Array, right: Float64Array): number {
  const quarterTurns = popcount(x & z) & 3;
  const imaginary = (quarterTurns & 1) === 1;
  let sum = 0;
  for (let q = 0; q < k; q++) {
    const re = 2 * n * q;
    const im = re + n;
    for (let b = 0; b < n; b++) {
      const c = b ^ x;
      const term = imaginary
        ? left[re + c] * right[im + b] - left[im + c] * right[re + b]
        : left[re + c] * right[re + b] + left[im + c] * right[im + b];
      sum += parity(b & z) === 0 ? term : -term;
    }
  }
  // Re(i^t·S) is Re S, −Im S, −Re S, Im S for t = 0, 1, 2, 3.
  return quarterTurns === 1 || quarterTurns === 2 ? -sum : sum;
}

/** outLeft ← image of Σ_i w_i P_i R, outRight ← image of Σ_i w_i P_i L, words in index order. */
export function pullbackPauli(
  m: number,
  n: number,
  k: number,
  x: Int32Array,
  z: Int32Array,
  weights: Float64Array,
  left: Float64Array,
  right: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
): void {
  outLeft.fill(0, 0, 2 * n * k);
  outRight.fill(0, 0, 2 * n * k);
  for (let i = 0; i < m; i++) {
    addWord(n, k, x[i], z[i], weights[i], right, outLeft);
    addWord(n, k, x[i], z[i], weights[i], left, outRight);
  }
}

/** out ← out + w·P·F on real images. */
function addWord(n: number, k: number, x: number, z: number, w: number, f: Float64Array, out: Float64Array): void {
  const quarterTurns = popcount(x & z) & 3;
  const imaginary = (quarterTurns & 1) === 1;
  const signed = quarterTurns >= 2 ? -w : w;
  for (let q = 0; q < k; q++) {
    const re = 2 * n * q;
    const im = re + n;
    for (let b = 0; b < n; b++) {
      const c = b ^ x;
      const s = parity(b & z) === 0 ? signed : -signed;
      if (imaginary) {
        // i·(Re + i·Im) = −Im + i·Re
        out[re + c] -= s * f[im + b];
        out[im + c] += s * f[re + b];
      } else {
        out[re + c] += s * f[re + b];
        out[im + c] += s * f[im + b];
      }
    }
  }
}

/** Loss, residual norm and both gradients; `residual` ends as the weights φ′(r). */
export function gradientPauli(
  m: number,
  n: number,
  k: number,
  x: Int32Array,
  z: Int32Array,
  left: Float64Array,
  right: Float64Array,
  y: Float64Array,
  loss: number,
  delta: number,
  residual: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
  stats: Float64Array,
): void {
  measurePauli(m, n, k, x, z, left, right, residual);
  weigh(m, residual, y, loss, delta, stats);
  pullbackPauli(m, n, k, x, z, residual, left, right, outLeft, outRight);
}
