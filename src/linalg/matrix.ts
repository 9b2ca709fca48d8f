/** A dense matrix, column-major: entry (i, j) is data[i + j * rows]. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** X = left · rightᵀ. */
export interface Factors {
  readonly left: Matrix;
  readonly right: Matrix;
}

/** A matrix over `data`, which must have rows·cols numbers. Throws RangeError otherwise. */
export function matrix(rows: number, cols: number, data: Float64Array = new Float64Array(rows * cols)): Matrix {
  if (data.length !== rows * cols)
    throw new RangeError(`a ${rows}×${cols} matrix needs ${rows * cols} numbers, got ${data.length}`);
  return { rows, cols, data };
}

export const zeros = (rows: number, cols: number): Matrix => matrix(rows, cols);

export function identity(n: number): Matrix {
  const out = zeros(n, n);
  for (let i = 0; i < n; i++) out.data[i * (n + 1)] = 1;
  return out;
}

export const copyMatrix = (a: Matrix): Matrix => matrix(a.rows, a.cols, a.data.slice());

/** A copy in which a factor shared by both sides stays shared. */
export function copyFactors({ left, right }: Factors): Factors {
  const copy = copyMatrix(left);
  return { left: copy, right: right === left ? copy : copyMatrix(right) };
}
