import type { Floats, Kernels } from "../kernels/contract.ts";
import { denseRow } from "../kernels/dense-shape.ts";
import { requireMemory } from "../kernels/memory.ts";
import { openKernels } from "../kernels/open.ts";
import { type MatrixLike, toMatrix } from "../linalg/matrix-like.ts";
import { requireOwnMemory } from "../linalg/own-memory.ts";
import { overRows } from "./dense-rows.ts";
import { checkSize } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

/** Sensing matrices one by one, whatever they look like; they are copied to one array. */
export interface MatrixSensing {
  readonly matrices: readonly MatrixLike[];
}

/** The same in one array of the shape m×rows×cols, row-major as NumPy has it; not copied where it is of typed floats. */
export interface StackedSensing {
  readonly matrices: { readonly data: ArrayLike<number>; readonly shape: readonly number[] };
}

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
export function denseOperator(
  sensing: DenseSensing | MatrixSensing | StackedSensing,
  kernels: Kernels = openKernels(),
): MeasurementOperator {
  const { rows, cols, matrices } =
    "rows" in sensing ? sensing : "shape" in sensing.matrices ? stacked(sensing.matrices) : oneAfterTheOther(sensing.matrices);
  checkSize("rows", rows);
  checkSize("cols", cols);
  const size = rows * cols;
  checkLength(matrices, size, `${rows}·${cols} = ${size}`);
  const bad = kernels.firstNonFinite(matrices);
  if (bad >= 0) {
    const [i, at] = [Math.floor(bad / size), bad % size];
    throw new RangeError(`A_${i} is ${matrices[bad]} at (${Math.floor(at / cols)}, ${at % cols}); every number must be finite`);
  }
  return denseOf("dense", rows, cols, matrices, kernels);
}

/** Symmetric sensing matrices A_i by their upper triangles, row after row: ½n(n + 1) numbers each, float64 or float32; never copied. */
export interface SymmetricSensing {
  readonly size: number;
  readonly triangles: Floats;
}

/**
 * The same map as denseOperator of symmetric matrices, with half of the numbers to store and to read.
 * Throws RangeError for a length that is not a multiple of ½n(n + 1), and for NaN or an infinity.
 */
export function symmetricOperator({ size, triangles }: SymmetricSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  const row = denseRow(checkSize("size", size), size, true);
  checkLength(triangles, row, `½·${size}·${size + 1} = ${row}`);
  const bad = kernels.firstNonFinite(triangles);
  if (bad >= 0)
    throw new RangeError(
      `number ${bad % row} of the triangle of A_${Math.floor(bad / row)} is ${triangles[bad]}; every number must be finite`,
    );
  return packedOf("dense", size, triangles, kernels);
}

/** m×rows×cols numbers, in the order of sensing rows already. */
function stacked({ data, shape }: StackedSensing["matrices"]): DenseSensing {
  const [count, rows, cols] = shape;
  if (shape.length !== 3 || data.length !== count * rows * cols)
    throw new TypeError(
      `the sensing matrices have the shape ${Array.from(shape).join("×")} and ${data.length} numbers; they are m×n1×n2 numbers`,
    );
  const floats = data instanceof Float64Array || data instanceof Float32Array;
  return { rows, cols, matrices: floats ? data : Float64Array.from(data) };
}

/** Row-major, the order of sensing rows. */
function oneAfterTheOther(list: readonly MatrixLike[]): DenseSensing {
  if (!Array.isArray(list) || list.length === 0)
    throw new TypeError("without rows and cols the sensing matrices are an array of at least one matrix");
  const first = toMatrix(list[0], "A_0");
  const { rows, cols } = first;
  requireMemory(8 * list.length * rows * cols, "a copy of the sensing matrices", "give them as one array, with rows and cols");
  const out = new Float64Array(list.length * rows * cols);
  list.forEach((source: MatrixLike, i) => {
    const a = i === 0 ? first : toMatrix(source, `A_${i}`);
    if (a.rows !== rows || a.cols !== cols) throw new RangeError(`A_${i} is ${a.rows}×${a.cols}, and A_0 is ${rows}×${cols}`);
    for (let r = 0, at = i * rows * cols; r < rows; r++) for (let c = 0; c < cols; c++) out[at++] = a.data[r + c * rows];
  });
  return { rows, cols, matrices: out };
}

function checkLength(matrices: Floats, size: number, sizes: string): void {
  requireOwnMemory(matrices, "the sensing matrices");
  if (!(matrices instanceof Float64Array || matrices instanceof Float32Array))
    throw new TypeError("with rows and cols the sensing matrices are one Float64Array or Float32Array");
  if (matrices.length === 0 || matrices.length % size !== 0)
    throw new RangeError(`the sensing matrices have ${matrices.length} numbers, not a positive multiple of ${sizes}`);
}

/** The operator of whole matrices that are known to be finite. */
export function denseOf(kind: string, rows: number, cols: number, matrices: Floats, kernels: Kernels): MeasurementOperator {
  return overRows(
    {
      kind,
      rows,
      cols,
      count: matrices.length / (rows * cols),
      symmetric: everySymmetric(rows, cols, matrices),
      packed: false,
      entry: 1,
      matrices,
      index: new Int32Array(0),
      squares: (index) => sumOfSquares(matrices, rows * cols, index, kernels),
    },
    kernels,
  );
}

/** The operator of upper triangles that are known to be finite. */
export function packedOf(kind: string, size: number, triangles: Floats, kernels: Kernels): MeasurementOperator {
  const n = denseRow(size, size, true);
  return overRows(
    {
      kind,
      rows: size,
      cols: size,
      count: triangles.length / n,
      symmetric: true,
      packed: true,
      entry: 1,
      matrices: triangles,
      index: new Int32Array(0),
      // Entries above the diagonal count twice.
      squares: (index) => 2 * sumOfSquares(triangles, n, index, kernels) - squaresOfDiagonals(triangles, size, index),
    },
    kernels,
  );
}

/** Packs symmetric matrices into their upper triangles, in place: the first ½n(n + 1) of each n² numbers, at the beginning of the same array. */
export function packTriangles(size: number, matrices: Floats): Floats {
  let to = 0;
  for (let at = 0; at < matrices.length; at += size * size)
    for (let i = 0; i < size; i++) for (let j = i; j < size; j++) matrices[to++] = matrices[at + i * size + j];
  return matrices.subarray(0, to);
}

/** Σ a², row after row, so that the sum of a restriction is a sum of the same terms. */
function sumOfSquares(a: Floats, size: number, index: Int32Array, kernels: Kernels): number {
  const wider = new Float64Array(a instanceof Float32Array ? size : 0);
  const square = new Float64Array(1);
  const count = index.length || a.length / size;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const at = (index.length ? index[k] : k) * size;
    const row = a.subarray(at, at + size);
    if (row instanceof Float32Array) wider.set(row);
    kernels.gram(size, 1, row instanceof Float32Array ? wider : row, square);
    sum += square[0];
  }
  return sum;
}

function squaresOfDiagonals(a: Floats, size: number, index: Int32Array): number {
  const n = denseRow(size, size, true);
  const count = index.length || a.length / n;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    let at = (index.length ? index[k] : k) * n;
    for (let i = 0; i < size; at += size - i++) sum += a[at] * a[at];
  }
  return sum;
}

export function everySymmetric(rows: number, cols: number, a: Floats): boolean {
  if (rows !== cols) return false;
  for (let at = 0; at < a.length; at += rows * rows)
    for (let i = 1; i < rows; i++) for (let j = 0; j < i; j++) if (a[at + i * rows + j] !== a[at + j * rows + i]) return false;
  return true;
}
