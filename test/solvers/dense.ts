/** Matrices as rows of numbers, for definitions that are written down twice. */
import type { Factors, Matrix } from "../../src/linalg/matrix.ts";
import { answered } from "../../src/problem/answered.ts";
import type { Problem } from "../../src/problem/problem.ts";
import { adjointMatrix } from "../../src/problem/whole-matrices.ts";

export type Rows = number[][];

export const rowsOf = ({ rows, cols, data }: Matrix): Rows =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => data[i + j * rows]));

export const transposed = (a: Rows): Rows => a[0].map((_, j) => a.map((row) => row[j]));

export const times = (a: Rows, b: Rows): Rows =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, q) => sum + value * b[q][j], 0)));

/** A + s·B. */
export const plus = (a: Rows, s: number, b: Rows): Rows => a.map((row, i) => row.map((value, j) => value + s * b[i][j]));

/** A⁻¹ by Gauss and Jordan, with pivots. */
export function inverse(a: Rows): Rows {
  const n = a.length;
  const w = a.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    const pivot = w.findIndex((row, i) => i >= c && Math.abs(row[c]) === Math.max(...w.slice(c).map((r) => Math.abs(r[c]))));
    [w[c], w[pivot]] = [w[pivot], w[c]];
    w[c] = w[c].map((value) => value / w[c][c]);
    for (let i = 0; i < n; i++) if (i !== c) w[i] = w[i].map((value, j) => value - w[i][c] * w[c][j]);
  }
  return w.map((row) => row.slice(n));
}

/** AᵀA + λI. */
export const gramOf = (a: Rows, damping = 0): Rows =>
  times(transposed(a), a).map((row, i) => row.map((value, j) => value + (i === j ? damping : 0)));

/** ‖A − B‖_F / ‖B‖_F. */
export function relativeGap(a: Rows, b: Rows): number {
  const size = (rows: Rows) => Math.hypot(...rows.flat());
  return size(plus(a, -1, b)) / size(b);
}

/** L·Rᵀ. */
export const productOf = ({ left, right }: Factors): Rows => times(rowsOf(left), transposed(rowsOf(right)));

/** 𝒜*(w) and r = 𝒜(LRᵀ) − y, from the operator's own measure and pullback. */
export const adjointOf = (problem: Problem, weights: Float64Array): Rows =>
  rowsOf(answered(problem.operator, adjointMatrix(problem, weights)));

export function residualOf({ operator, measurements }: Problem, x: Factors): Float64Array {
  const out = new Float64Array(operator.count);
  operator.measure(x, out);
  return out.map((value, i) => value - measurements[i]);
}
