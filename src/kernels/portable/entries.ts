import type { EntryIndex } from "../contract.ts";
import { EntryOrder } from "./entry-index.ts";
import { gradientFew, isFew, measureFew, pullFew } from "./few-entries.ts";
import { columnDot } from "./gram.ts";
import { lossSlope, lossValue } from "./loss.ts";

/** The positions in the order in which gradients add them. */
export function indexEntries(_m: number, n1: number, n2: number, row: Int32Array, col: Int32Array): EntryIndex {
  return new EntryOrder(n1, n2, row, col);
}

function orderOf(index: EntryIndex): EntryOrder {
  if (!(index instanceof EntryOrder)) throw new TypeError("index must be made by indexEntries of the same kernels");
  return index;
}

/** out[i] ← ⟨row row_i of L, row col_i of R⟩; the native twin has 8 lanes, added up at the end. */
export function measureEntries(
  index: EntryIndex,
  k: number,
  left: Float64Array,
  right: Float64Array,
  scratch: Float64Array,
  out: Float64Array,
): void {
  const order = orderOf(index);
  if (isFew(order)) {
    measureFew(order, k, left, right, out);
    return;
  }
  const { m, n1, n2, row, col, from } = order;
  const l = rowMajor(n1, k, left, k, scratch);
  const r = rowMajor(n2, k, right, k, scratch.subarray(n1 * k));
  for (let e = 0; e < m; e++) out[from[e]] = columnDot(k, l, row[e] * k, r, col[e] * k);
}

/** outLeft[row_i, :] += w_i·R[col_i, :] and outRight[col_i, :] += w_i·L[row_i, :], from zero, in the order of the index. */
export function pullbackEntries(
  index: EntryIndex,
  k: number,
  weights: Float64Array,
  left: Float64Array,
  right: Float64Array,
  scratch: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
): void {
  const order = orderOf(index);
  if (isFew(order)) {
    pullFew(order, k, weights, left, right, outLeft, outRight);
    return;
  }
  const l = rowMajor(order.n1, k, left, 2 * k, scratch);
  const r = rowMajor(order.n2, k, right, 2 * k, scratch.subarray(2 * order.n1 * k));
  forTiles(order, (begin, end) => {
    for (let e = begin; e < end; e++) addBoth(k, weights[order.from[e]], l, order.row[e] * 2 * k, r, order.col[e] * 2 * k);
  });
  takeGradient(order.n1, k, l, outLeft);
  takeGradient(order.n2, k, r, outRight);
}

/** Loss, residual norm and both gradients in one pass over the entries. */
export function gradientEntries(
  index: EntryIndex,
  k: number,
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
  const order = orderOf(index);
  if (isFew(order)) {
    gradientFew(order, k, left, right, y, loss, delta, scratch, outLeft, outRight, stats);
    return;
  }
  const { row, col, from } = order;
  const l = rowMajor(order.n1, k, left, 2 * k, scratch);
  const r = rowMajor(order.n2, k, right, 2 * k, scratch.subarray(2 * order.n1 * k));
  let value = 0;
  let squares = 0;
  forTiles(order, (begin, end) => {
    for (let e = begin; e < end; e++) {
      const i = row[e] * 2 * k;
      const j = col[e] * 2 * k;
      const residual = columnDot(k, l, i, r, j) - y[from[e]];
      value += lossValue(loss, delta, residual);
      squares += residual * residual;
      addBoth(k, lossSlope(loss, delta, residual), l, i, r, j);
    }
  });
  stats[0] = value;
  stats[1] = Math.sqrt(squares);
  takeGradient(order.n1, k, l, outLeft);
  takeGradient(order.n2, k, r, outRight);
}

/** Round after round: the tiles (I, J) with one value of I ⊕ J. */
function forTiles({ strips, begins }: EntryOrder, act: (begin: number, end: number) => void): void {
  for (let round = 0; round < strips; round++) {
    for (let strip = 0; strip < strips; strip++) {
      const tile = strip * strips + (strip ^ round);
      act(begins[tile], begins[tile + 1]);
    }
  }
}

/** The rows of an n×k column-major factor, each followed by `stride` − k zeros: its gradient, where there is one; in `out`. */
function rowMajor(n: number, k: number, factor: Float64Array, stride: number, out: Float64Array): Float64Array {
  if (stride > k) out.fill(0, 0, n * stride);
  for (let i = 0; i < n; i++) for (let q = 0; q < k; q++) out[i * stride + q] = factor[i + q * n];
  return out;
}

function takeGradient(n: number, k: number, rows: Float64Array, out: Float64Array): void {
  for (let q = 0; q < k; q++) for (let i = 0; i < n; i++) out[i + q * n] = rows[i * 2 * k + k + q];
}

/** The gradients beside row i of l and row j of r. */
function addBoth(k: number, w: number, l: Float64Array, i: number, r: Float64Array, j: number): void {
  for (let q = 0; q < k; q++) {
    l[i + k + q] += w * r[j + q];
    r[j + k + q] += w * l[i + q];
  }
}
