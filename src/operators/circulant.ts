import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import type { CirculantBy } from "../kernels/structured-contract.ts";
import { normals } from "../random/normals.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { kernelCalls } from "./kernel-calls.ts";
import { kernelOperator } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";
import { drawRows, type TransformRows, type TransformSensing } from "./transform-rows.ts";

interface CirculantRows extends TransformRows {
  /** As the kernels take them. */
  readonly eigenvalues: Float64Array;
  /** √(N/m) of the m rows that were drawn. */
  readonly factor: number;
  /** ‖A_i‖_F² of every row in `row`. */
  readonly squares: Float64Array;
}

/**
 * Partial random circulant: 𝒜(X) = √(N/m)·R·C·D·vec(X), with D random signs, C a random orthogonal circulant matrix over vec(X) (row-major,
 * zeros up to N, the least power of two ≥ 4 that holds n1·n2 numbers), its eigenvalues uniform on the unit circle in conjugate pairs, and R m
 * of its N rows, each set equally likely: E 𝒜*𝒜 = I. That is convolution with a random code, sampled.
 *
 * All measurements together cost O(N log N) by the fast Fourier transform; the operator stores N numbers, a question takes 24·N bytes of work.
 * Throws RangeError for bad sizes or m > N; NotEnoughMemory where the work does not fit.
 *
 * Rauhut, Romberg, Tropp. Restricted isometries for partial random circulant matrices. Appl. Comput. Harmon. Anal. 32, 2012.
 */
export function circulantOperator(sensing: TransformSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  // The eigenvalues, the roots of unity, the work, and once the lengths of all rows.
  const drawn = drawRows(sensing, 4, 8);
  const { size, row } = drawn;
  const eigenvalues = new Float64Array(size);
  normals(kernels, sensing.seed, streamAt(STREAM.operator, 2), 0, 1, eigenvalues);
  toUnitCircle(eigenvalues);
  const factor = Math.sqrt(size / row.length);
  const lengths = windowSquares(firstColumn(drawn, eigenvalues, kernels), sensing.rows * sensing.cols);
  const squares = Float64Array.from(row, (i) => (size / row.length) * lengths[i]);
  return over({ ...drawn, eigenvalues, factor, squares }, kernels);
}

/** Eigenvalues 0 and N/2 are real, ±1; the others pairs of normal numbers by their length. */
function toUnitCircle(e: Float64Array): void {
  e[0] = e[0] < 0 ? -1 : 1;
  e[1] = e[1] < 0 ? -1 : 1;
  for (let at = 2; at < e.length; at += 2) {
    const length = Math.sqrt(e[at] * e[at] + e[at + 1] * e[at + 1]);
    e[at] /= length;
    e[at + 1] /= length;
  }
}

/** Column 0 of C, but for the sign of entry 0: what all rows measure of X = e_0·e_0ᵀ. */
function firstColumn({ rows, cols, size, signs }: TransformRows, eigenvalues: Float64Array, kernels: Kernels): Float64Array {
  const [left, right, out] = [new Float64Array(rows), new Float64Array(cols), new Float64Array(size)];
  left[0] = 1;
  right[0] = 1;
  const every = new Int32Array(size);
  for (let i = 0; i < size; i++) every[i] = i;
  const scratch = new Float64Array(4 * size);
  kernels.measureCirculant(size, rows, cols, size, every, signs, eigenvalues, 1, 1, left, right, scratch, out);
  return out;
}

/** c_i ← Σ c_t² over the `width` numbers that end at i, going round: the squared length of row i of C, cut to `width` columns. */
function windowSquares(c: Float64Array, width: number): Float64Array {
  const before = new Float64Array(c.length + 1);
  for (let t = 0; t < c.length; t++) before[t + 1] = before[t] + c[t] * c[t];
  const total = before[c.length];
  for (let i = 0; i < c.length; i++) {
    const wraps = i + 1 < width;
    c[i] = before[i + 1] - before[wraps ? 0 : i + 1 - width] + (wraps ? total - before[i + 1 + c.length - width] : 0);
  }
  return c;
}

function over(transform: CirculantRows, kernels: Kernels): MeasurementOperator {
  const { rows, cols, size, row, signs, eigenvalues, factor, squares } = transform;
  const count = row.length;
  const by: CirculantBy = [count, rows, cols, size, row, signs, eigenvalues, factor];
  return kernelOperator(
    {
      kind: "circulant",
      rows,
      cols,
      count,
      field: "real",
      symmetric: false,
      kernels,
      scale: squares.reduce((a, b) => a + b, 0) / (rows * cols),
      restrict: (keep) =>
        over({ ...transform, row: keep.map((i) => row[i]), squares: Float64Array.from(keep, (i) => squares[i]) }, kernels),
      work: (k) => 12 * size * Math.log2(size) + 6 * rows * cols * k,
    },
    {
      made: {},
      kept: { "rows and signs": row.byteLength + signs.byteLength, eigenvalues: eigenvalues.byteLength },
      scratch: 3 * size + count,
      ...kernelCalls(by, (on) => ({
        measure: on.measureCirculant,
        pullback: on.pullbackCirculant,
        gradient: on.gradientCirculant,
      })),
    },
  );
}
