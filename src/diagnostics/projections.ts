import type { AlgebraKernels } from "../kernels/contract.ts";
import { thinSvd } from "../linalg/decompositions.ts";
import { copyMatrix, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";

/** AᵀB. */
export function transposedTimes(kernels: AlgebraKernels, a: Matrix, b: Matrix): Matrix {
  const out = zeros(a.cols, b.cols);
  multiply(kernels, out, a, b, { transA: true });
  return out;
}

/** (I − QQᵀ)B for Q with orthonormal columns, projected twice: what is left is orthogonal to Q even where it is tiny beside B. */
export function outsideOf(kernels: AlgebraKernels, q: Matrix, b: Matrix): Matrix {
  const rest = copyMatrix(b);
  for (let pass = 0; pass < 2; pass++) multiply(kernels, rest, q, transposedTimes(kernels, q, rest), { alpha: -1, beta: 1 });
  return rest;
}

/** The singular values of A, descending; all NaN where A is not finite. */
export function singularValues(kernels: AlgebraKernels, a: Matrix): Float64Array {
  const svd = thinSvd(kernels, a);
  return "reason" in svd ? new Float64Array(Math.min(a.rows, a.cols)).fill(Number.NaN) : svd.s;
}

/** ‖A‖₂; 0 for a matrix without entries, NaN where A is not finite. */
export const spectralNorm = (kernels: AlgebraKernels, a: Matrix): number =>
  a.data.length === 0 ? 0 : singularValues(kernels, a)[0];

/** The left singular vectors of A's `count` greatest singular values, n×count. Throws RangeError for more than A has; NaN where A is not finite. */
export function leadingLeft(kernels: AlgebraKernels, a: Matrix, count: number): Matrix {
  if (!(count >= 1 && count <= Math.min(a.rows, a.cols)))
    throw new RangeError(`a ${a.rows}×${a.cols} matrix has ${Math.min(a.rows, a.cols)} singular vectors, not ${count}`);
  const svd = thinSvd(kernels, a);
  if ("reason" in svd) return matrix(a.rows, count, new Float64Array(a.rows * count).fill(Number.NaN));
  return matrix(a.rows, count, svd.u.data.slice(0, a.rows * count));
}
