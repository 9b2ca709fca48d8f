/**
 * Householder QR. Inputs are first divided by a power of two near their largest entry, so that no square
 * overflows or underflows and scaling the input by a power of two scales R exactly.
 */
import { NON_FINITE } from "../contract.ts";
import { firstNonFinite } from "./finite.ts";
import { columnDot } from "./gram.ts";
import { largestSize, powerBelow, scaleAll } from "./scaling.ts";

/** Columns below this, relative to the largest entry, count as zero: their squares would underflow. */
export const NEGLIGIBLE = 1e-140;

/** A = Q·R: A becomes Q, r the upper triangle with diagonal ≥ 0. */
export function qr(n: number, k: number, a: Float64Array, r: Float64Array): number {
  if (firstNonFinite(a) >= 0) return NON_FINITE;
  const power = powerBelow(largestSize(a));
  scaleAll(a, 1 / power);
  const tau = new Float64Array(k);
  reduce(n, k, a, tau);
  takeTriangle(n, k, a, r);
  formQ(n, k, k, a, tau);
  for (let i = 0; i < k; i++) if (r[i + i * k] < 0) flip(n, k, i, a, r);
  scaleAll(r, power);
  return 0;
}

/**
 * A (n×k, entries near 1) becomes R on and above the diagonal and reflectors H_j = I − τ_j·v_j·v_jᵀ below it (v_j has an
 * implied leading 1). With `order`, columns are exchanged so that the one with the largest remainder comes first, and
 * order[j] names the original column at j.
 */
export function reduce(n: number, k: number, a: Float64Array, tau: Float64Array, order?: Int32Array): void {
  const steps = Math.min(n, k);
  for (let j = 0; j < steps; j++) {
    if (order) bringLargest(n, k, j, a, order);
    const diagonal = j + j * n;
    tau[j] = reflector(n - j, a, diagonal);
    if (tau[j] === 0) continue;
    for (let c = j + 1; c < k; c++) applyReflector(n - j, tau[j], a, diagonal, a, j + c * n);
  }
}

/** Exchanges column j with the later one whose part below row j is longest. */
function bringLargest(n: number, k: number, j: number, a: Float64Array, order: Int32Array): void {
  let best = j;
  let longest = -1;
  for (let c = j; c < k; c++) {
    const square = columnDot(n - j, a, j + c * n, a, j + c * n);
    if (square > longest) {
      longest = square;
      best = c;
    }
  }
  if (best === j) return;
  for (let i = 0; i < n; i++) {
    const keep = a[i + j * n];
    a[i + j * n] = a[i + best * n];
    a[i + best * n] = keep;
  }
  const keep = order[j];
  order[j] = order[best];
  order[best] = keep;
}

/** The column of `length` numbers at `at` becomes (β, v_1, v_2, …) with H·column = β·e_0; returns τ, which is 0 where H = I. */
export function reflector(length: number, a: Float64Array, at: number): number {
  let largest = 0;
  for (let i = 1; i < length; i++) largest = Math.max(largest, Math.abs(a[at + i]));
  if (largest <= NEGLIGIBLE) {
    a.fill(0, at + 1, at + length);
    return 0;
  }
  const alpha = a[at];
  const norm = Math.sqrt(columnDot(length, a, at, a, at));
  const beta = alpha > 0 ? -norm : norm;
  const pivot = alpha - beta;
  for (let i = 1; i < length; i++) a[at + i] /= pivot;
  a[at] = beta;
  return (beta - alpha) / beta;
}

/** The column at `to` ← H·column, with v (its leading 1 implied) at `from`. */
export function applyReflector(length: number, tau: number, v: Float64Array, from: number, a: Float64Array, to: number): void {
  const along = tau * (a[to] + columnDot(length - 1, v, from + 1, a, to + 1));
  a[to] -= along;
  for (let i = 1; i < length; i++) a[to + i] -= along * v[from + i];
}

export function takeTriangle(n: number, k: number, a: Float64Array, r: Float64Array): void {
  for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) r[i + j * k] = i <= j ? a[i + j * n] : 0;
}

/** The first `cols` columns of H_0·H_1 ⋯ H_{k−1}, in place of the k reflectors in a (which has room for n·cols numbers). */
export function formQ(n: number, k: number, cols: number, a: Float64Array, tau: Float64Array): void {
  for (let j = k; j < cols; j++) {
    a.fill(0, j * n, (j + 1) * n);
    a[j + j * n] = 1;
  }
  for (let j = k - 1; j >= 0; j--) {
    const diagonal = j + j * n;
    if (tau[j] !== 0) for (let c = j + 1; c < cols; c++) applyReflector(n - j, tau[j], a, diagonal, a, j + c * n);
    for (let i = 1; i < n - j; i++) a[diagonal + i] *= -tau[j];
    a[diagonal] = 1 - tau[j];
    a.fill(0, j * n, diagonal);
  }
}

/** Row i of R and column i of Q change sign. */
function flip(n: number, k: number, i: number, q: Float64Array, r: Float64Array): void {
  for (let j = i; j < k; j++) r[i + j * k] = -r[i + j * k];
  for (let p = 0; p < n; p++) q[p + i * n] = -q[p + i * n];
}
