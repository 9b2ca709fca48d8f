/**
 * Singular values by one-sided Jacobi rotations after QR with column exchanges.
 *
 * A·P = Q·R; rotations from the right make the columns of Rᵀ orthogonal, Rᵀ·V = W·Σ, so that A = (Q·V)·Σ·(P·W)ᵀ.
 * On Rᵀ of a pivoted QR few sweeps are needed: Drmač, Veselić. New fast and accurate Jacobi SVD algorithm I. SIMAX 29, 2008.
 */
import { NON_FINITE } from "../contract.ts";
import { firstNonFinite } from "./finite.ts";
import { gemm } from "./gemm.ts";
import { columnDot } from "./gram.ts";
import { formQ, NEGLIGIBLE, reduce } from "./qr.ts";
import { largestSize, powerBelow, scaleAll } from "./scaling.ts";

const SWEEPS = 60;
const UNIT = Number.EPSILON / 2;

/** A = U·diag(s)·Vᵀ, thin; returns 1 if 60 sweeps did not converge. */
export function svd(m: number, n: number, a: Float64Array, u: Float64Array, s: Float64Array, vt: Float64Array): number {
  if (firstNonFinite(a) >= 0) return NON_FINITE;
  const p = Math.min(m, n);
  if (p === 0) return 0;
  const power = powerBelow(largestSize(a));
  scaleAll(a, 1 / power);
  // tall = U·Σ·Vᵀ with V the p×p side; a wide A is handled as its transpose.
  const tall = m >= n ? a : transpose(m, n, a);
  const rows = Math.max(m, n);
  const outer = m >= n ? u : new Float64Array(rows * p);
  const inner = new Float64Array(p * p);
  const code = tallSvd(rows, p, tall, outer, s, inner);
  vt.set(m >= n ? transpose(p, p, inner) : transpose(rows, p, outer));
  if (m < n) u.set(inner);
  scaleAll(s, power);
  return code;
}

function transpose(m: number, n: number, a: Float64Array): Float64Array {
  const out = new Float64Array(m * n);
  for (let j = 0; j < n; j++) for (let i = 0; i < m; i++) out[j + i * n] = a[i + j * m];
  return out;
}

/** Entries near 1, m ≥ n: u m×n and v n×n. */
function tallSvd(m: number, n: number, a: Float64Array, u: Float64Array, s: Float64Array, v: Float64Array): number {
  const order = Int32Array.from({ length: n }, (_, j) => j);
  const tau = new Float64Array(n);
  reduce(m, n, a, tau, order);
  const columns = new Float64Array(n * n); // Rᵀ, then W·Σ, then W
  for (let j = 0; j < n; j++) for (let i = 0; i <= j; i++) columns[j + i * n] = a[i + j * m];
  formQ(m, n, n, a, tau);

  const rotation = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rotation[i * (n + 1)] = 1;
  const code = orthogonalizeColumns(n, columns, rotation);
  const descending = normalize(n, columns, s);

  const w = new Float64Array(n * n);
  const sorted = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const from = descending[j] * n;
    w.set(columns.subarray(from, from + n), j * n);
    sorted.set(rotation.subarray(from, from + n), j * n);
  }
  completeBasis(n, s, w);
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) v[order[i] + j * n] = w[i + j * n];
  gemm(false, false, m, n, n, 1, a, sorted, 0, u);
  return code;
}

/** Cyclic sweeps of rotations on the columns of X (n×n), gathered in V, until all pairs are orthogonal to rounding. */
function orthogonalizeColumns(n: number, x: Float64Array, v: Float64Array): number {
  const tolerance = UNIT * Math.max(4, Math.sqrt(n));
  const squares = new Float64Array(n);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let j = 0; j < n; j++) squares[j] = columnDot(n, x, j * n, x, j * n);
    let rotations = 0;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        if (orthogonalizePair(n, p, q, x, v, squares, tolerance)) rotations++;
      }
    }
    if (rotations === 0) return 0;
  }
  return 1;
}

/** Rotates columns p and q unless their cosine is below the tolerance or one of them is negligible. */
function orthogonalizePair(
  n: number,
  p: number,
  q: number,
  x: Float64Array,
  v: Float64Array,
  squares: Float64Array,
  tolerance: number,
): boolean {
  const alpha = squares[p];
  const beta = squares[q];
  if (alpha <= NEGLIGIBLE * NEGLIGIBLE || beta <= NEGLIGIBLE * NEGLIGIBLE) return false;
  const gamma = columnDot(n, x, p * n, x, q * n);
  if (Math.abs(gamma) <= tolerance * Math.sqrt(alpha) * Math.sqrt(beta)) return false;
  const zeta = (beta - alpha) / (2 * gamma);
  const size = Math.abs(zeta);
  // Beyond 1e150 the square would overflow, and t is 1/(2|ζ|) to the last bit.
  const root = size > 1e150 ? size : Math.sqrt(1 + zeta * zeta);
  const t = (zeta < 0 ? -1 : 1) / (size + root);
  const c = 1 / Math.sqrt(1 + t * t);
  const sine = c * t;
  rotate(n, x, p * n, q * n, c, sine);
  rotate(n, v, p * n, q * n, c, sine);
  squares[p] = columnDot(n, x, p * n, x, p * n);
  squares[q] = columnDot(n, x, q * n, x, q * n);
  return true;
}

/** Columns at p and q ← (c·x_p − s·x_q, s·x_p + c·x_q). */
export function rotate(n: number, x: Float64Array, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    const xp = x[p + i];
    const xq = x[q + i];
    x[p + i] = c * xp - s * xq;
    x[q + i] = s * xp + c * xq;
  }
}

/** Columns become unit vectors (zero where negligible), s their lengths, descending; returns which column each length is of. */
function normalize(n: number, x: Float64Array, s: Float64Array): Int32Array {
  const lengths = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const length = Math.sqrt(columnDot(n, x, j * n, x, j * n));
    if (length <= NEGLIGIBLE) x.fill(0, j * n, (j + 1) * n);
    else {
      lengths[j] = length;
      for (let i = 0; i < n; i++) x[j * n + i] /= length;
    }
  }
  const descending = Int32Array.from({ length: n }, (_, j) => j).sort((i, j) => lengths[j] - lengths[i] || i - j);
  for (let j = 0; j < n; j++) s[j] = lengths[descending[j]];
  return descending;
}

/** Columns of W with s = 0 become an orthonormal complement of the others. */
function completeBasis(n: number, s: Float64Array, w: Float64Array): void {
  let rank = n;
  while (rank > 0 && s[rank - 1] === 0) rank--;
  if (rank === n) return;
  const full = w.slice();
  const tau = new Float64Array(rank);
  reduce(n, rank, full, tau);
  formQ(n, rank, n, full, tau);
  w.set(full.subarray(rank * n), rank * n);
}
