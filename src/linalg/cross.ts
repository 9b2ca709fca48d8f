import type { AlgebraKernels } from "../kernels/contract.ts";
import type { Breakdown } from "./breakdown.ts";
import { columnsOf, scaledColumns, transposed } from "./columns.ts";
import { thinSvd } from "./decompositions.ts";
import { type Factors, type Matrix, zeros } from "./matrix.ts";
import { multiply } from "./product.ts";
import { requireShape } from "./shape.ts";

/** What is known of a matrix Q: some of its rows and columns, whole. */
export interface Cross {
  /** I, where the rows stand in Q. */
  readonly at: ArrayLike<number>;
  /** Q[I, :], |I|×n2. */
  readonly rows: Matrix;
  /** Q[:, J], n1×|J|. */
  readonly columns: Matrix;
}

/**
 * Q̂ = Q[:, J]·(Q[I, J])ₖ⁺·Q[I, :], in factors of k columns, with (·)ₖ⁺ the pseudo-inverse of the best approximation of rank k. It is Q where Q has
 * rank at most k and Q[I, J] the same rank; errors of the entries are multiplied by about 1/σₖ(Q[I, J]), which is `sigma`. Singular values that are
 * zero to rounding are left out. Throws RangeError for shapes or positions that do not fit, and unless 1 ≤ k ≤ min(|I|, |J|).
 *
 * Shah, Song, Xu, Yang. Sample efficient reinforcement learning via low-rank matrix estimation. NeurIPS 2020, arXiv:2006.06135.
 */
export function crossEstimate(
  kernels: AlgebraKernels,
  { at, rows, columns }: Cross,
  rank: number,
): { readonly estimate: Factors; readonly sigma: number } | Breakdown {
  requireShape("the rows", rows, at.length, rows.cols);
  const wrong = Array.from(at).find((i) => !Number.isInteger(i) || i < 0 || i >= columns.rows);
  if (wrong !== undefined) throw new RangeError(`rows stand at integers from 0 to ${columns.rows - 1}, got ${wrong}`);
  const most = Math.min(at.length, columns.cols);
  if (!Number.isInteger(rank) || rank < 1 || rank > most)
    throw new RangeError(`the rank of a cross is an integer from 1 to ${most}, got ${rank}`);
  const core = zeros(at.length, columns.cols);
  for (let j = 0; j < core.cols; j++)
    for (let i = 0; i < core.rows; i++) core.data[j * core.rows + i] = columns.data[j * columns.rows + at[i]];
  const svd = thinSvd(kernels, core);
  if ("reason" in svd) return svd;
  const inverses = Array.from(svd.s.subarray(0, rank), (s) => (s > svd.s[0] * most * Number.EPSILON ? 1 / s : 0));
  const [left, right] = [zeros(columns.rows, rank), zeros(rows.cols, rank)];
  multiply(kernels, left, columns, scaledColumns(transposed(svd.vt, rank), inverses));
  multiply(kernels, right, rows, columnsOf(svd.u, 0, rank), { transA: true });
  return { estimate: { left, right }, sigma: svd.s[rank - 1] };
}
