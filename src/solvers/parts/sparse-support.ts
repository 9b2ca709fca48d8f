import { norm } from "../../linalg/arithmetic.ts";
import { columnsOf, scaledColumns, transposed } from "../../linalg/columns.ts";
import type { Computing } from "../../linalg/computing.ts";
import { svdOf } from "../../linalg/decompositions.ts";
import { copyMatrix, type Matrix } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import type { Breakdown } from "../../problem/asking.ts";
import { permutation } from "../../random/permutation.ts";
import type { Seed } from "../../random/seed.ts";
import { STREAM, streamAt } from "../../random/streams.ts";

/** How the positions Ω of a sparse part are chosen. */
export const SUPPORTS = ["entries", "columns", "largest", "residual"] as const;
export type Support = (typeof SUPPORTS)[number];

interface Size {
  readonly rows: number;
  readonly cols: number;
}

/** `count` of n1·n2 positions, or all positions of `count` columns, drawn at random: as indices of a column-major matrix, ascending. */
export function randomSupport({ rows, cols }: Size, kind: "entries" | "columns", count: number, seed: Seed): Int32Array {
  const stream = streamAt(STREAM.positions, kind === "entries" ? 1 : 2);
  if (kind === "columns") return positionsOf(rows, permutation(cols, seed, stream).subarray(0, count));
  return permutation(rows * cols, seed, stream)
    .slice(0, count)
    .sort();
}

/** The `count` longest columns of A, or of what is left of A beside its best approximation of rank k. */
export function* longColumns(
  a: Matrix,
  kind: "largest" | "residual",
  count: number,
  k: number,
): Computing<Int32Array | Breakdown> {
  const left = copyMatrix(a);
  if (kind === "residual") {
    const svd = yield* svdOf(a);
    if ("reason" in svd) return svd;
    const scaled = scaledColumns(columnsOf(svd.u, 0, k), svd.s.subarray(0, k));
    yield* productInto(left, scaled, transposed(svd.vt, k), { transB: true, alpha: -1, beta: 1 });
  }
  const lengths = Array.from({ length: a.cols }, (_, j) => norm(left.data.subarray(j * a.rows, (j + 1) * a.rows)));
  const order = [...lengths.keys()].toSorted((i, j) => lengths[j] - lengths[i] || i - j);
  return positionsOf(a.rows, order.slice(0, count));
}

const positionsOf = (rows: number, columns: ArrayLike<number>): Int32Array =>
  Int32Array.from(Array.from(columns).flatMap((j) => Array.from({ length: rows }, (_, i) => j * rows + i))).sort();
