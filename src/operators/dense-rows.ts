import type { Kernels, SensingRows } from "../kernels/contract.ts";
import { denseRow, denseScratch } from "../kernels/dense-shape.ts";
import { type Common, together } from "./dense-together.ts";
import { FreeList } from "./free-list.ts";
import { kernelCalls } from "./kernel-calls.ts";
import { kernelOperator } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

/** A dense operator by its rows: how they are had (see the kernels' contract), and what is known of them. */
export interface DenseRows {
  readonly kind: string;
  readonly rows: number;
  readonly cols: number;
  readonly count: number;
  /** Every A_i is symmetric. */
  readonly symmetric: boolean;
  /** Rows are the upper triangles of symmetric matrices. */
  readonly packed: boolean;
  /** What entries that are not stored are multiples of. */
  readonly entry: number;
  readonly matrices: SensingRows;
  readonly index: Int32Array;
  /** Σ‖A_i‖² over the measurements of an index; over all of them where it is empty. */
  readonly squares: (index: Int32Array) => number;
  /** Shared with the operator that this one restricts. */
  readonly free?: FreeList;
}

/** The operator of those rows. */
export function overRows(dense: DenseRows, kernels: Kernels): MeasurementOperator {
  const { kind, rows, cols, count, symmetric, packed, entry, matrices, index, free = new FreeList() } = dense;
  const n = denseRow(rows, cols, packed);
  const dimension = symmetric ? (rows * (rows + 1)) / 2 : rows * cols;
  const common: Common = [count, rows, cols, packed, entry, matrices, index];
  return kernelOperator(
    {
      kind,
      rows,
      cols,
      count,
      field: "real",
      symmetric,
      kernels,
      scale: dense.squares(index) / dimension,
      restrict: (keep) =>
        overRows({ ...dense, free, count: keep.length, index: index.length ? keep.map((k) => index[k]) : keep }, kernels),
      work: (k) => 4 * count * n + 6 * rows * cols * k,
    },
    {
      free,
      made: { "the sensing matrices": matrices },
      scratch: denseScratch(count, rows, cols, packed, matrices),
      ...kernelCalls(common, (on) => ({ measure: on.measureDense, pullback: on.pullbackDense, gradient: on.gradientDense })),
      together: together(common),
    },
  );
}
