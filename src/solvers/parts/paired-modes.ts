import { type Matrix, matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import type { Ask } from "../../operators/operator.ts";
import { asked } from "../../problem/asking.ts";

/** Where {j, k} stands: p(j + k·n) for all ordered pairs. */
export function pairTable(n: number): Int32Array {
  const table = new Int32Array(n * n);
  let at = 0;
  for (let k = 0; k < n; k++) for (let j = 0; j <= k; j++) table[j + k * n] = table[k + j * n] = at++;
  return table;
}

/** x^l by products alone. */
export const powerOf = (x: number, l: number): number => (l === 0 ? 1 : x * powerOf(x, l - 1));

/**
 * Tensors w of (nk)^l numbers taken apart by the row j of their last mode: W_j is N×k^l with N = n^(l−1), the rows of the other modes below each other
 * and the columns of all modes beside each other. W_j·W_kᵀ is then the part of w ⊗ w with rows j and k in the last mode, summed over columns.
 */
export interface PairedModes {
  readonly rows: number;
  /** Where number `at` of w stands in [W_0, W_1, …]. */
  readonly places: Int32Array;
  /** Where rows J and K of the other modes stand in p^(l−1): `folds[J + N·K]`, the same for both orders of each pair. */
  readonly folds: Int32Array;
  /** [W_0, W_1, …], the same of what comes out, and one N×N matrix. */
  readonly parts: Float64Array;
  readonly sums: Float64Array;
  readonly product: Matrix;
}

/** For tensors of order l over n·k numbers each. */
export function pairedModes(n: number, k: number, l: number): PairedModes {
  const length = n * k;
  const [others, columns] = [powerOf(n, l - 1), powerOf(k, l)];
  const places = Int32Array.from({ length: powerOf(length, l) }, (_, at) => {
    let [row, column] = [0, 0];
    for (let mode = 0, rest = at; mode < l; mode++, rest = Math.floor(rest / length)) {
      column += Math.floor((rest % length) / n) * powerOf(k, mode);
      row += (rest % n) * powerOf(n, mode);
    }
    return Math.floor(row / others) * others * columns + column * others + (row % others);
  });
  const [table, pairs] = [pairTable(n), (n * (n + 1)) / 2];
  const folds = Int32Array.from({ length: others * others }, (_, at) => {
    let place = 0;
    for (let mode = 0, j = at % others, i = Math.floor(at / others); mode < l - 1; mode++) {
      place += table[(j % n) + n * (i % n)] * powerOf(pairs, mode);
      [j, i] = [Math.floor(j / n), Math.floor(i / n)];
    }
    return place;
  });
  const parts = new Float64Array(places.length);
  return { rows: n, places, folds, parts, sums: new Float64Array(places.length), product: zeros(others, others) };
}

/** W_0, W_1, … as matrices over `data`. */
function slices({ rows, product }: PairedModes, data: Float64Array): Matrix[] {
  const size = data.length / rows;
  return Array.from({ length: rows }, (_, j) =>
    matrix(product.rows, size / product.rows, data.subarray(j * size, (j + 1) * size)),
  );
}

function takeApart({ places, parts }: PairedModes, w: Float64Array): void {
  for (let at = 0; at < w.length; at++) parts[places[at]] = w[at];
}

/** out ← w ⊗ w with its modes paired, p^l numbers, summed over columns: products of N×k^l with k^l×N for each of the p pairs of the last mode. */
export function* paired(modes: PairedModes, w: Float64Array, out: Float64Array): Generator<Ask, void, void> {
  const { rows, folds, parts, product } = modes;
  takeApart(modes, w);
  const all = slices(modes, parts);
  const others = (2 * out.length) / (rows * (rows + 1));
  out.fill(0);
  for (let k = 0, base = 0; k < rows; k++)
    for (let j = 0; j <= k; j++, base += others) {
      yield* asked(productInto(product, all[j], all[k], { transB: true, alpha: j === k ? 1 : 2 }));
      for (let at = 0; at < folds.length; at++) out[base + folds[at]] += product.data[at];
    }
}

/** out ← T·w for a tensor T of paired modes, p^l numbers. */
export function* applied(
  modes: PairedModes,
  tensor: Float64Array,
  w: Float64Array,
  out: Float64Array,
): Generator<Ask, void, void> {
  const { rows, places, folds, parts, sums, product } = modes;
  takeApart(modes, w);
  sums.fill(0);
  const [all, to] = [slices(modes, parts), slices(modes, sums)];
  const others = (2 * tensor.length) / (rows * (rows + 1));
  for (let k = 0, base = 0; k < rows; k++)
    for (let j = 0; j <= k; j++, base += others) {
      for (let at = 0; at < folds.length; at++) product.data[at] = tensor[base + folds[at]]; // symmetric
      yield* asked(productInto(to[j], product, all[k], { beta: 1 }));
      if (j < k) yield* asked(productInto(to[k], product, all[j], { beta: 1 }));
    }
  for (let at = 0; at < out.length; at++) out[at] = sums[places[at]];
}
