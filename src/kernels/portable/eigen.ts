/**
 * Symmetric eigenvalues: Householder tridiagonalization, then implicit QL with Wilkinson's shift.
 *
 * Bowdler, Martin, Reinsch, Wilkinson. The QR and QL algorithms for symmetric matrices. Numer. Math. 11, 1968.
 */
import { NON_FINITE } from "../contract.ts";
import { firstNonFinite } from "./finite.ts";
import { columnDot } from "./gram.ts";
import { applyReflector, reflector } from "./qr.ts";
import { largestSize, powerBelow, scaleAll } from "./scaling.ts";
import { rotate } from "./svd.ts";

const ROUNDS = 60;

/** A becomes Z, w ascending; returns l + 1 if eigenvalue l did not converge in 60 rounds. */
export function eigen(n: number, a: Float64Array, w: Float64Array): number {
  if (firstNonFinite(a) >= 0) return NON_FINITE;
  const power = powerBelow(largestSize(a));
  scaleAll(a, 1 / power);
  const off = new Float64Array(n);
  const tau = new Float64Array(n);
  tridiagonalize(n, a, tau, w, off);
  formBasis(n, a, tau);
  const code = iterate(n, w, off, a);
  sortAscending(n, w, a);
  scaleAll(w, power);
  return code;
}

/** Reflectors stay below the subdiagonal of A; `diagonal` and off[0 … n−2] hold the tridiagonal matrix. */
function tridiagonalize(n: number, a: Float64Array, tau: Float64Array, diagonal: Float64Array, off: Float64Array): void {
  const p = new Float64Array(n);
  for (let j = 0; j < n - 1; j++) {
    const size = n - j - 1;
    const at = j + 1 + j * n;
    tau[j] = reflector(size, a, at);
    off[j] = a[at];
    if (tau[j] !== 0) reflectBothSides(n, j + 1, tau[j], a, at, p);
  }
  for (let j = 0; j < n; j++) diagonal[j] = a[j * (n + 1)];
}

/** S ← H·S·H for the trailing block S from (first, first): S − v·gᵀ − g·vᵀ with g = τ·S·v − ½τ²·(vᵀ·S·v)·v. */
function reflectBothSides(n: number, first: number, tau: number, a: Float64Array, at: number, g: Float64Array): void {
  const size = n - first;
  const leading = a[at];
  a[at] = 1;
  for (let j = 0; j < size; j++) g[j] = tau * columnDot(size, a, first + (first + j) * n, a, at);
  const half = 0.5 * tau * columnDot(size, g, 0, a, at);
  for (let j = 0; j < size; j++) g[j] -= half * a[at + j];
  for (let j = 0; j < size; j++) {
    const column = first + (first + j) * n;
    const vj = a[at + j];
    const gj = g[j];
    for (let i = 0; i < size; i++) a[column + i] -= a[at + i] * gj + g[i] * vj;
  }
  a[at] = leading;
}

/** A ← diag(1, H_0·H_1 ⋯): the reflectors of column j move one column to the right, where they act. */
function formBasis(n: number, a: Float64Array, tau: Float64Array): void {
  const v = new Float64Array(n);
  for (let j = n - 2; j >= 0; j--) {
    const size = n - j - 1;
    const at = j + 1 + j * n;
    v.set(a.subarray(at, at + size));
    // Columns after j + 1 hold the product of the later reflectors; column j + 1 starts as a unit vector.
    a.fill(0, (j + 1) * n, (j + 2) * n);
    a[(j + 1) * (n + 1)] = 1;
    if (tau[j] !== 0) for (let c = j + 1; c < n; c++) applyReflector(size, tau[j], v, 0, a, j + 1 + c * n);
    for (let c = j + 2; c < n; c++) a[j + c * n] = 0;
  }
  a.fill(0, 0, n);
  if (n > 0) a[0] = 1;
}

/** Implicit QL on (d, e), rotations applied to the columns of Z. */
function iterate(n: number, d: Float64Array, e: Float64Array, z: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(d[i]) + Math.abs(e[i]));
  // Far below the rounding of one rotation; without it, matrices graded over many orders converge slowly from their large end.
  const floor = (Number.EPSILON / 16) * largest;
  for (let l = 0; l < n; l++) {
    for (let round = 0; ; round++) {
      let end = l;
      while (end < n - 1 && Math.abs(e[end]) > Number.EPSILON * (Math.abs(d[end]) + Math.abs(d[end + 1])) + floor) end++;
      if (end === l) break;
      if (round === ROUNDS) return l + 1;
      chase(n, l, end, d, e, z);
    }
  }
  return 0;
}

/** √(a² + b²) for a, b of moderate size: A was scaled to entries near 1. */
const length2 = (a: number, b: number) => Math.sqrt(a * a + b * b);

/** One QL sweep over the unreduced block l … end. */
function chase(n: number, l: number, end: number, d: Float64Array, e: Float64Array, z: Float64Array): void {
  const ratio = (d[l + 1] - d[l]) / (2 * e[l]);
  const root = Math.abs(ratio) > 1e150 ? Math.abs(ratio) : length2(ratio, 1);
  let g = d[end] - d[l] + e[l] / (ratio + (ratio < 0 ? -root : root));
  let s = 1;
  let c = 1;
  let shift = 0;
  for (let i = end - 1; i >= l; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const r = length2(f, g);
    e[i + 1] = r;
    if (r === 0) {
      // The block splits at i + 1: leave the rest to the next sweep.
      d[i + 1] -= shift;
      e[end] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - shift;
    const turn = (d[i] - g) * s + 2 * c * b;
    shift = s * turn;
    d[i + 1] = g + shift;
    g = c * turn - b;
    rotate(n, z, i * n, (i + 1) * n, c, s);
  }
  d[l] -= shift;
  e[l] = g;
  e[end] = 0;
}

/** Selection sort of w with the columns of Z. */
function sortAscending(n: number, w: Float64Array, z: Float64Array): void {
  const order = Int32Array.from({ length: n }, (_, j) => j).sort((i, j) => w[i] - w[j] || i - j);
  const values = w.slice(0, n);
  const columns = z.slice(0, n * n);
  for (let j = 0; j < n; j++) {
    w[j] = values[order[j]];
    z.set(columns.subarray(order[j] * n, (order[j] + 1) * n), j * n);
  }
}
