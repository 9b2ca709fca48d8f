import type { AlgebraKernels } from "../kernels/contract.ts";
import { norm } from "../linalg/arithmetic.ts";
import { symmetricEigen } from "../linalg/decompositions.ts";
import { type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { gram } from "../linalg/product.ts";
import { type Diagnostic, sparsely } from "../solve/snapshot.ts";

/** Δ = FᵀF − GᵀG (k×k) of X = F·Gᵀ. O(nk²). */
export const imbalanceOf = (kernels: AlgebraKernels, { left, right }: Factors): Matrix =>
  difference(gramOf(kernels, left), gramOf(kernels, right), 1);

/** The eigenvalues of Δ, ascending; NaN where a factor is not finite. ‖Δ‖₂ is the greatest magnitude among them. */
export function imbalanceEigenvalues(kernels: AlgebraKernels, x: Factors): Float64Array {
  const eigen = symmetricEigen(kernels, imbalanceOf(kernels, x));
  return "reason" in eigen ? new Float64Array(x.left.cols).fill(Number.NaN) : eigen.values;
}

/** ‖Δ‖₂. */
export function imbalanceNorm(kernels: AlgebraKernels, x: Factors): number {
  const values = imbalanceEigenvalues(kernels, x);
  return Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
}

/**
 * What one step of gradient descent (one step size for both factors, simultaneous updates) adds to Δ, exactly:
 *
 *     Δ₊ − Δ = η²((∇_F)ᵀ∇_F − (∇_G)ᵀ∇_G) = η²(GᵀEᵀEG − FᵀEEᵀF),   E = 𝒜*(r)
 *
 * There is no term of first order: under gradient flow Δ is conserved.
 */
export const imbalanceChange = (kernels: AlgebraKernels, gradient: Factors, stepSize: number): Matrix =>
  difference(gramOf(kernels, gradient.left), gramOf(kernels, gradient.right), stepSize * stepSize);

/** ‖(Δ₊ − Δ) − change‖_F / ‖FᵀF‖_F: how far a step is from that recursion; rounding for gradient descent. `gradient` was taken at `before`. */
export function imbalanceDefect(
  kernels: AlgebraKernels,
  { before, gradient, after }: { before: Factors; gradient: Factors; after: Factors },
  stepSize: number,
): number {
  const moved = difference(imbalanceOf(kernels, after), imbalanceOf(kernels, before), 1);
  const defect = difference(moved, imbalanceChange(kernels, gradient, stepSize), 1);
  return norm(defect) / norm(gramOf(kernels, before.left));
}

/**
 * Z = [F; G]/√2 and Z̃ = [F; −G]/√2, both (n1 + n2)×k: in these variables the asymmetric problem is a symmetric one, and Δ = 2ZᵀZ̃.
 *
 * Soltanolkotabi, Stöger, Xie. Implicit balancing and regularization: generalization and convergence guarantees for overparameterized
 * asymmetric matrix sensing. COLT 2023, arXiv:2303.14244.
 */
export const dilation = ({ left, right }: Factors): { z: Matrix; reflected: Matrix } => ({
  z: stacked(left, right, 1),
  reflected: stacked(left, right, -1),
});

/** The column imbalance, ‖FᵀF − GᵀG‖₂. */
export const imbalance = (due = sparsely): Diagnostic => ({
  due,
  columns: ({ problem, state }) => ({ imbalance: imbalanceNorm(problem.kernels, state.x) }),
});

function gramOf(kernels: AlgebraKernels, a: Matrix): Matrix {
  const out = zeros(a.cols, a.cols);
  gram(kernels, out, a);
  return out;
}

const difference = (a: Matrix, b: Matrix, scale: number): Matrix =>
  matrix(
    a.rows,
    a.cols,
    a.data.map((value, at) => scale * (value - b.data[at])),
  );

function stacked(f: Matrix, g: Matrix, sign: number): Matrix {
  const rows = f.rows + g.rows;
  const out = zeros(rows, f.cols);
  for (let j = 0; j < f.cols; j++) {
    for (let i = 0; i < f.rows; i++) out.data[i + j * rows] = f.data[i + j * f.rows] * Math.SQRT1_2;
    for (let i = 0; i < g.rows; i++) out.data[f.rows + i + j * rows] = sign * g.data[i + j * g.rows] * Math.SQRT1_2;
  }
  return out;
}
