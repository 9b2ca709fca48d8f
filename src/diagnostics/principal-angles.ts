import type { AlgebraKernels } from "../kernels/contract.ts";
import type { Matrix } from "../linalg/matrix.ts";
import { outsideOf, singularValues, spectralNorm, transposedTimes } from "./projections.ts";

/**
 * sin θ_max of the subspaces of U and Q (orthonormal columns, equally many), as ‖(I − QQᵀ)U‖₂: accurate for small angles, where
 * the arc cosine of a singular value near 1 has lost half of its digits.
 */
export const largestSine = (kernels: AlgebraKernels, u: Matrix, q: Matrix): number => {
  checkDimensions(u, q);
  return spectralNorm(kernels, outsideOf(kernels, q, u));
};

/**
 * All principal angles of the two subspaces in [0, π/2], descending: atan2 of the sines (singular values of (I − QQᵀ)U) and of the
 * cosines (of QᵀU), which is accurate at both ends.
 *
 * Björck, Golub. Numerical methods for computing angles between linear subspaces. Math. Comp. 27, 1973.
 */
export function principalAngles(kernels: AlgebraKernels, u: Matrix, q: Matrix): Float64Array {
  checkDimensions(u, q);
  const sines = singularValues(kernels, outsideOf(kernels, q, u));
  const cosines = singularValues(kernels, transposedTimes(kernels, q, u)).reverse();
  return sines.map((sine, i) => Math.atan2(sine, cosines[i]));
}

function checkDimensions(u: Matrix, q: Matrix): void {
  if (u.rows !== q.rows || u.cols !== q.cols)
    throw new RangeError(`angles are between bases of one shape, got ${u.rows}×${u.cols} and ${q.rows}×${q.cols}`);
}
