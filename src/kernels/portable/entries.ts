import { weigh } from "./loss.ts";

/** out[i] ← Σ_q L[row_i, q]·R[col_i, q], q in index order; the native twin has 8 lanes of q, added up at the end. */
export function measureEntries(
  m: number,
  n1: number,
  n2: number,
  k: number,
  row: Int32Array,
  col: Int32Array,
  left: Float64Array,
  right: Float64Array,
  out: Float64Array,
): void {
  out.fill(0, 0, m);
  // q outermost: one column of each factor at a time stays in cache.
  for (let q = 0; q < k; q++) {
    const l = q * n1;
    const r = q * n2;
    for (let i = 0; i < m; i++) out[i] += left[l + row[i]] * right[r + col[i]];
  }
}

/** outLeft[row_i, :] += w_i·R[col_i, :] and outRight[col_i, :] += w_i·L[row_i, :], from zero, i in index order. */
export function pullbackEntries(
  m: number,
  n1: number,
  n2: number,
  k: number,
  row: Int32Array,
  col: Int32Array,
  weights: Float64Array,
  left: Float64Array,
  right: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
): void {
  outLeft.fill(0, 0, n1 * k);
  outRight.fill(0, 0, n2 * k);
  for (let q = 0; q < k; q++) {
    const l = q * n1;
    const r = q * n2;
    for (let i = 0; i < m; i++) {
      const w = weights[i];
      outLeft[l + row[i]] += w * right[r + col[i]];
      outRight[r + col[i]] += w * left[l + row[i]];
    }
  }
}

/** Loss, residual norm and both gradients; `residual` ends as the weights φ′(r). */
export function gradientEntries(
  m: number,
  n1: number,
  n2: number,
  k: number,
  row: Int32Array,
  col: Int32Array,
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
  measureEntries(m, n1, n2, k, row, col, left, right, residual);
  weigh(m, residual, y, loss, delta, stats);
  pullbackEntries(m, n1, n2, k, row, col, residual, left, right, outLeft, outRight);
}
