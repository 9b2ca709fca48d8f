import { denseChunks, type Floats, type Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { checkSize, kernelOperator } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

/** Sensing matrices A_i (rows×cols, each row-major) one after the other, float64 or float32; never copied. */
export interface DenseSensing {
  readonly rows: number;
  readonly cols: number;
  readonly matrices: Floats;
}

/**
 * Any linear map, given by its matrices: 𝒜(X)_i = ⟨A_i, X⟩, τ = Σ‖A_i‖_F² / (n1·n2); where every A_i is symmetric, which then sees
 * the ½n(n + 1) dimensions of symmetric matrices alone, τ = Σ‖A_i‖_F² / ½n(n + 1).
 *
 * A gradient reads every A_i once. With float32 matrices all sums are still taken in double precision.
 * Throws RangeError for a length that is not a multiple of rows·cols, and for NaN or an infinity (with its place).
 */
export function denseOperator({ rows, cols, matrices }: DenseSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  checkSize("rows", rows);
  checkSize("cols", cols);
  const size = rows * cols;
  if (matrices.length === 0 || matrices.length % size !== 0)
    throw new RangeError(
      `the sensing matrices have ${matrices.length} numbers, not a positive multiple of ${rows}·${cols} = ${size}`,
    );
  const bad = kernels.firstNonFinite(matrices);
  if (bad >= 0) {
    const [i, at] = [Math.floor(bad / size), bad % size];
    throw new RangeError(`A_${i} is ${matrices[bad]} at (${Math.floor(at / cols)}, ${at % cols}); every number must be finite`);
  }
  return denseOf("dense", rows, cols, matrices, kernels);
}

/** The same over matrices that are known to be finite. */
export function denseOf(kind: string, rows: number, cols: number, matrices: Floats, kernels: Kernels): MeasurementOperator {
  const all = new Int32Array(0);
  return over(kind, rows, cols, matrices, all, kernels, everySymmetric(rows, cols, matrices));
}

function over(
  kind: string,
  rows: number,
  cols: number,
  matrices: Floats,
  index: Int32Array,
  kernels: Kernels,
  symmetric: boolean,
): MeasurementOperator {
  const size = rows * cols;
  const count = index.length || matrices.length / size;
  return kernelOperator(
    {
      kind,
      rows,
      cols,
      count,
      field: "real",
      symmetric,
      kernels,
      scale: sumOfSquares(matrices, size, index, kernels) / (symmetric ? (rows * (rows + 1)) / 2 : size),
      restrict: (keep) => over(kind, rows, cols, matrices, index.length ? keep.map((k) => index[k]) : keep, kernels, symmetric),
      work: (k) => 4 * count * size + 6 * size * k,
    },
    {
      made: { "the sensing matrices": matrices },
      scratch: size * (1 + denseChunks(count, rows, cols)),
      measure: (on, { left, right }, scratch, out) =>
        on.measureDense(count, rows, cols, left.cols, matrices, index, left.data, right.data, scratch, out),
      pullback: (on, weights, { left, right }, scratch, out) =>
        on.pullbackDense(
          count,
          rows,
          cols,
          left.cols,
          matrices,
          index,
          weights,
          left.data,
          right.data,
          scratch,
          out.left.data,
          out.right.data,
        ),
      gradient: (on, { left, right }, y, loss, scratch, out, stats) =>
        on.gradientDense(
          count,
          rows,
          cols,
          left.cols,
          matrices,
          index,
          left.data,
          right.data,
          y,
          loss.code,
          loss.delta,
          scratch,
          out.left.data,
          out.right.data,
          stats,
        ),
    },
  );
}

/** Σ a², matrix after matrix, so that the sum of a restriction is a sum of the same terms. */
function sumOfSquares(a: Floats, size: number, index: Int32Array, kernels: Kernels): number {
  const window = new Float64Array(size);
  const square = new Float64Array(1);
  const count = index.length || a.length / size;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const at = (index.length ? index[k] : k) * size;
    window.set(a.subarray(at, at + size));
    kernels.gram(size, 1, window, square);
    sum += square[0];
  }
  return sum;
}

function everySymmetric(rows: number, cols: number, a: Floats): boolean {
  if (rows !== cols) return false;
  for (let at = 0; at < a.length; at += rows * rows)
    for (let i = 1; i < rows; i++) for (let j = 0; j < i; j++) if (a[at + i * rows + j] !== a[at + j * rows + i]) return false;
  return true;
}
