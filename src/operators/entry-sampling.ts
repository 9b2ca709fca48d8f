import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { checkSize, kernelOperator } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

/** Positions (row[k], col[k]) of the m sampled entries, 0-based; a position may repeat and is then another measurement. */
export interface EntrySampling {
  readonly rows: number;
  readonly cols: number;
  readonly row: Int32Array;
  readonly col: Int32Array;
}

/**
 * Matrix completion: 𝒜(X)_k = X[row_k, col_k], τ = m / (n1·n2).
 *
 * With L Rᵀ never formed, a measurement costs O(m k) and a pullback the same.
 * Throws RangeError for a position outside the matrix, naming it.
 *
 * Candès, Recht. Exact matrix completion via convex optimization. Found. Comput. Math. 9, 2009.
 */
export function entrySampling({ rows, cols, row, col }: EntrySampling, kernels: Kernels = openKernels()): MeasurementOperator {
  checkSize("rows", rows);
  checkSize("cols", cols);
  const count = checkSize("the number of entries", row.length);
  if (col.length !== count) throw new RangeError(`row has ${count} positions and col ${col.length}; they go in pairs`);
  for (let k = 0; k < count; k++)
    if (row[k] < 0 || row[k] >= rows || col[k] < 0 || col[k] >= cols)
      throw new RangeError(`entry ${k} is at (${row[k]}, ${col[k]}), outside the ${rows}×${cols} matrix`);

  return kernelOperator(
    {
      kind: "entries",
      rows,
      cols,
      count,
      field: "real",
      kernels,
      scale: count / (rows * cols),
      symmetric: false,
      restrict: (keep) => entrySampling({ rows, cols, row: keep.map((k) => row[k]), col: keep.map((k) => col[k]) }, kernels),
      work: (k) => 6 * count * k,
    },
    {
      made: { row, col },
      scratch: count,
      measure: (on, { left, right }, _, out) =>
        on.measureEntries(count, rows, cols, left.cols, row, col, left.data, right.data, out),
      pullback: (on, weights, { left, right }, _, out) =>
        on.pullbackEntries(count, rows, cols, left.cols, row, col, weights, left.data, right.data, out.left.data, out.right.data),
      gradient: (on, { left, right }, y, loss, residual, out, stats) =>
        on.gradientEntries(
          count,
          rows,
          cols,
          left.cols,
          row,
          col,
          left.data,
          right.data,
          y,
          loss.code,
          loss.delta,
          residual,
          out.left.data,
          out.right.data,
          stats,
        ),
    },
  );
}
