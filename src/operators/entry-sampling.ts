import { BYTES_OF_INDEXED_ENTRY, type EntryIndex, entriesScratch, type Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { requireOwnMemory } from "../linalg/own-memory.ts";
import { kernelCalls } from "./kernel-calls.ts";
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
 * With L Rᵀ never formed, a measurement costs O(m k) and a pullback the same. An entry takes 38 bytes: 8 of `row` and `col`, 14 of
 * the index, 8 of y and 8 of scratch; two factors and their gradients are copied beside that.
 * Throws RangeError for a position outside the matrix, naming it.
 *
 * Candès, Recht. Exact matrix completion via convex optimization. Found. Comput. Math. 9, 2009.
 */
export function entrySampling({ rows, cols, row, col }: EntrySampling, kernels: Kernels = openKernels()): MeasurementOperator {
  requireOwnMemory(row, "the rows of the entries");
  requireOwnMemory(col, "the columns of the entries");
  for (const [name, positions] of Object.entries({ row, col }))
    if (!(positions instanceof Int32Array)) throw new TypeError(`${name} of the entries is an Int32Array, one number an entry`);
  checkSize("rows", rows);
  checkSize("cols", cols);
  const count = checkSize("the number of entries", row.length);
  if (col.length !== count) throw new RangeError(`row has ${count} positions and col ${col.length}; they go in pairs`);
  for (let k = 0; k < count; k++)
    if (row[k] < 0 || row[k] >= rows || col[k] < 0 || col[k] >= cols)
      throw new RangeError(`entry ${k} is at (${row[k]}, ${col[k]}), outside the ${rows}×${cols} matrix`);

  const index = kernels.indexEntries(count, rows, cols, row, col);
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
      mostRepeated: () => mostRepeated(rows, row, col),
    },
    {
      made: { row, col },
      kept: { "the index of entries": BYTES_OF_INDEXED_ENTRY * count },
      scratch: (k) => entriesScratch(count, rows, cols, k),
      ...kernelCalls([index] as [EntryIndex], (on) => ({
        measure: on.measureEntries,
        pullback: on.pullbackEntries,
        gradient: on.gradientEntries,
      })),
    },
  );
}

/** How often the position stands there that does so most often. */
function mostRepeated(rows: number, row: Int32Array, col: Int32Array): number {
  const places = new Float64Array(row.length);
  for (let k = 0; k < places.length; k++) places[k] = row[k] + col[k] * rows;
  places.sort();
  let [most, run] = [0, 0];
  for (let k = 0; k < places.length; k++) {
    run = k > 0 && places[k] === places[k - 1] ? run + 1 : 1;
    most = Math.max(most, run);
  }
  return most;
}
