import type { EntryOrder } from "./entry-index.ts";
import { weigh } from "./loss.ts";

/** Copies of the factors would be the larger part of the work. */
export function isFew({ m, n1, n2 }: EntryOrder): boolean {
  return m < n1 + n2;
}

/** measureEntries without copies; a measurement has the bits that it has with them. */
export function measureFew(
  { m, n1, n2, row, col, from }: EntryOrder,
  k: number,
  left: Float64Array,
  right: Float64Array,
  out: Float64Array,
): void {
  for (let e = 0; e < m; e++) {
    let [i, j, q] = [row[e], col[e], 0];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (; q + 4 <= k; q += 4, i += 4 * n1, j += 4 * n2) {
      s0 += left[i] * right[j];
      s1 += left[i + n1] * right[j + n2];
      s2 += left[i + 2 * n1] * right[j + 2 * n2];
      s3 += left[i + 3 * n1] * right[j + 3 * n2];
    }
    for (; q < k; q++, i += n1, j += n2) s0 += left[i] * right[j];
    out[from[e]] = s0 + s1 + (s2 + s3);
  }
}

/** pullbackEntries without copies. */
export function pullFew(
  { m, n1, n2, row, col, from }: EntryOrder,
  k: number,
  weights: Float64Array,
  left: Float64Array,
  right: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
): void {
  outLeft.fill(0, 0, n1 * k);
  outRight.fill(0, 0, n2 * k);
  for (let e = 0; e < m; e++) {
    const w = weights[from[e]];
    for (let q = 0, i = row[e], j = col[e]; q < k; q++, i += n1, j += n2) {
      outLeft[i] += w * right[j];
      outRight[j] += w * left[i];
    }
  }
}

/** gradientEntries without copies; `scratch` ends as the weights φ′(r). */
export function gradientFew(
  order: EntryOrder,
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
  measureFew(order, k, left, right, scratch);
  weigh(order.m, scratch, y, loss, delta, stats);
  pullFew(order, k, scratch, left, right, outLeft, outRight);
}
