import { type Factors, type Matrix, matrix } from "./matrix.ts";
import { requireOwnMemory } from "./own-memory.ts";

/** A number, or nothing where an entry is missing; it is then NaN. */
export type Entry = number | null | undefined;

/**
 * Numbers with a shape, as ndarray of scijs (`stride`) and of stdlib (`strides`) have them, or as a typed array with its shape: without
 * strides the order is "row-major", NumPy's, unless said.
 */
export interface ShapedNumbers {
  readonly data: ArrayLike<number> & { get?(at: number): number };
  readonly shape: ArrayLike<number>;
  readonly stride?: ArrayLike<number>;
  readonly strides?: ArrayLike<number>;
  readonly offset?: number;
  readonly order?: string;
}

/** What ml-matrix and others offer. */
export interface MatrixByEntry {
  readonly rows: number;
  readonly columns: number;
  get(row: number, column: number): number;
}

/** Ours, with its numbers in any array: as JSON leaves it. */
export interface MatrixInArray {
  readonly rows: number;
  readonly cols: number;
  readonly data: ArrayLike<Entry>;
}

/** Whatever looks like a matrix: ours, rows in an array, numbers with a shape, or a matrix that is asked by entry. */
export type MatrixLike = Matrix | MatrixInArray | ArrayLike<ArrayLike<Entry>> | ShapedNumbers | MatrixByEntry;

export interface FactorsLike {
  readonly left: MatrixLike;
  readonly right: MatrixLike;
}

/** The same of both factors; one and the same stays that. */
export function toFactors(source: FactorsLike, what = "the factors"): Factors {
  const left = toMatrix(source.left, `the left one of ${what}`);
  const right = source.right === source.left ? left : toMatrix(source.right, `the right one of ${what}`);
  return { left, right };
}

/**
 * The matrix that `source` looks like. Not copied where it is a Matrix, or a Float64Array in column-major order without gaps; copied in every
 * other case, to column-major order. Missing entries become NaN.
 * Throws TypeError for what looks like no matrix, holds something else than numbers (with its place), or lies in shared memory; RangeError
 * for a shape that does not go with the data, and for rows of different lengths.
 */
export function toMatrix(source: MatrixLike, what = "the matrix"): Matrix {
  if (typeof source !== "object" || source === null) throw new TypeError(`${what} is no matrix: ${String(source)}`);
  if ("shape" in source) return ofShape(source, what);
  if ("columns" in source && typeof source.get === "function")
    return filled(source.rows, source.columns, (i, j) => source.get(i, j), what);
  if ("cols" in source) return checked(source, what);
  if ("length" in source && !ArrayBuffer.isView(source)) return ofRows(source, what);
  throw new TypeError(
    `${what} is no matrix: give rows in an array, { data, shape }, or { rows, cols, data } in column-major order`,
  );
}

function checked(source: Matrix | MatrixInArray, what: string): Matrix {
  const { rows, cols, data } = source;
  requireOwnMemory(data, `the numbers of ${what}`);
  if (typeof data !== "object" || data === null || typeof data.length !== "number")
    throw new TypeError(`the data of ${what} must be an array of numbers, column after column`);
  if (data.length !== rows * cols) throw new RangeError(`${what} is ${rows}×${cols}, and its data has ${data.length} numbers`);
  return data instanceof Float64Array ? (source as Matrix) : filled(rows, cols, (i, j) => data[i + j * rows], what);
}

function ofRows(rows: ArrayLike<ArrayLike<Entry>>, what: string): Matrix {
  const cols = rows[0]?.length;
  for (let i = 0; i < rows.length; i++)
    if (rows[i]?.length !== cols)
      throw new RangeError(`row ${i} of ${what} has ${rows[i]?.length} entries, and row 0 has ${cols}`);
  if (cols === undefined) throw new RangeError(`${what} has no rows`);
  return filled(rows.length, cols, (i, j) => rows[i][j], what);
}

function ofShape(source: ShapedNumbers, what: string): Matrix {
  const { data, shape, offset = 0 } = source;
  requireOwnMemory(data, `the numbers of ${what}`);
  if (typeof data !== "object" || data === null) throw new TypeError(`the data of ${what} must be an array of numbers`);
  const [rows, cols] = [shape[0], shape[1]];
  if (shape.length !== 2 || ![rows, cols].every((n) => Number.isSafeInteger(n) && n >= 0))
    throw new RangeError(`the shape of ${what} is ${Array.from(shape).join("×")}; a matrix has two dimensions`);
  const columnMajor = source.order === "column-major" || source.order === "F";
  const [down, right] = Array.from(source.strides ?? source.stride ?? (columnMajor ? [1, rows] : [cols, 1]));
  if (rows * cols > 0) {
    const corners = [0, (rows - 1) * down, (cols - 1) * right, (rows - 1) * down + (cols - 1) * right].map((at) => at + offset);
    if (!corners.every((at) => Number.isSafeInteger(at) && at >= 0 && at < data.length))
      throw new RangeError(
        `${what} is ${rows}×${cols} with strides ${down} and ${right}, and its data has ${data.length} numbers`,
      );
  }
  if (data instanceof Float64Array && down === 1 && right === rows)
    return matrix(rows, cols, data.subarray(offset, offset + rows * cols));
  // What ndarray calls a generic store is asked.
  const entry = (at: number): unknown => (typeof data.get === "function" ? data.get(at) : data[at]);
  return filled(rows, cols, (i, j) => entry(offset + i * down + j * right), what);
}

/** A new matrix of rows×cols entries. */
function filled(rows: number, cols: number, entry: (i: number, j: number) => unknown, what: string): Matrix {
  const out = matrix(rows, cols);
  for (let j = 0, at = 0; j < cols; j++)
    for (let i = 0; i < rows; i++, at++) {
      const value = entry(i, j) ?? Number.NaN;
      if (typeof value !== "number")
        throw new TypeError(`entry (${i}, ${j}) of ${what} is ${String(value)}, a ${typeof value} and no number`);
      out.data[at] = value;
    }
  return out;
}

/** Numbers in a row: any typed array of numbers, a plain array, or one dimension of an ndarray. */
export type VectorLike = ArrayLike<number> | ShapedNumbers;

/** As a Float64Array: itself where it is one, else a copy. Throws as toMatrix does. */
export function toVector(source: VectorLike, what: string): Float64Array {
  if (source instanceof Float64Array) return source;
  if (typeof source !== "object" || source === null) throw new TypeError(`${what} are no array of numbers: ${String(source)}`);
  if ("shape" in source) {
    const length = source.shape[0];
    if (source.shape.length !== 1)
      throw new RangeError(`${what} have the shape ${Array.from(source.shape).join("×")}; one dimension is expected`);
    const step = (source.strides ?? source.stride ?? [1])[0];
    return toMatrix({ data: source.data, shape: [length, 1], strides: [step, length], offset: source.offset ?? 0 }, what).data;
  }
  return toMatrix({ data: source, shape: [source.length, 1], order: "column-major" }, what).data;
}
