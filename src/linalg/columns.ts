import { type Factors, type Matrix, matrix, zeros } from "./matrix.ts";
import { shapeOf } from "./shape.ts";

/** A·diag(scales). Throws RangeError unless there is one scale a column. */
export function scaledColumns(a: Matrix, scales: ArrayLike<number>): Matrix {
  if (scales.length !== a.cols) throw new RangeError(`a ${shapeOf(a)} matrix takes ${a.cols} scales, got ${scales.length}`);
  const out = zeros(a.rows, a.cols);
  for (let j = 0; j < a.cols; j++) for (let at = j * a.rows; at < (j + 1) * a.rows; at++) out.data[at] = a.data[at] * scales[j];
  return out;
}

/** The columns from `begin` up to `end`, copied. */
export const columnsOf = (a: Matrix, begin: number, end: number): Matrix =>
  matrix(a.rows, end - begin, a.data.slice(begin * a.rows, end * a.rows));

/** Whether column q is zero in both factors. */
export const isZeroColumn = ({ left, right }: Factors, q: number): boolean =>
  [left, right].every(({ rows, data }) => data.subarray(q * rows, (q + 1) * rows).every((value) => value === 0));

/** The same L·Rᵀ of fewer columns: without those that are zero in both factors, unless all are. */
export function withoutZeros(x: Factors): Factors {
  const kept = Array.from({ length: x.left.cols }, (_, q) => q).filter((q) => !isZeroColumn(x, q));
  if (kept.length === 0 || kept.length === x.left.cols) return x;
  const of = ({ rows, data }: Matrix): Matrix => {
    const out = zeros(rows, kept.length);
    for (const [to, q] of kept.entries()) out.data.set(data.subarray(q * rows, (q + 1) * rows), to * rows);
    return out;
  };
  const left = of(x.left);
  return { left, right: x.right === x.left ? left : of(x.right) };
}

/** [A, s·B]. Throws RangeError unless both have as many rows. */
export function beside(a: Matrix, b: Matrix, s = 1): Matrix {
  if (a.rows !== b.rows) throw new RangeError(`matrices of different height side by side: ${shapeOf(a)} and ${shapeOf(b)}`);
  const out = zeros(a.rows, a.cols + b.cols);
  out.data.set(a.data);
  for (let i = 0; i < b.data.length; i++) out.data[a.data.length + i] = s * b.data[i];
  return out;
}

/** The first `count` rows as columns; all of them unless said. */
export function transposed(a: Matrix, count = a.rows): Matrix {
  const out = zeros(a.cols, count);
  for (let j = 0; j < a.cols; j++) for (let i = 0; i < count; i++) out.data[i * a.cols + j] = a.data[j * a.rows + i];
  return out;
}

/** ½(A + Aᵀ), for A square. */
export function symmetrized(a: Matrix): Matrix {
  const out = zeros(a.rows, a.cols);
  for (let j = 0; j < a.cols; j++)
    for (let i = 0; i < a.rows; i++) out.data[j * a.rows + i] = 0.5 * (a.data[j * a.rows + i] + a.data[i * a.rows + j]);
  return out;
}
