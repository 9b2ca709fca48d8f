import type { AlgebraKernels } from "../kernels/contract.ts";
import { type Computing, called, computed } from "./computing.ts";
import type { Matrix } from "./matrix.ts";
import { requireShape, shapeOf } from "./shape.ts";

export interface ProductOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
  readonly beta?: number;
}

/** out ← α·op(A)·op(B) + β·out; `out` must not overlap A or B. Defaults α = 1, β = 0. Throws RangeError where shapes do not fit. */
export const multiply = (kernels: AlgebraKernels, out: Matrix, a: Matrix, b: Matrix, options: ProductOptions = {}): void =>
  computed(kernels, productInto(out, a, b, options));

/** The same, in steps. */
export function* productInto(out: Matrix, a: Matrix, b: Matrix, options: ProductOptions = {}): Computing<void> {
  const { transA = false, transB = false, alpha = 1, beta = 0 } = options;
  const m = transA ? a.cols : a.rows;
  const k = transA ? a.rows : a.cols;
  const n = transB ? b.rows : b.cols;
  if (k !== (transB ? b.cols : b.rows)) {
    throw new RangeError(`cannot multiply ${shapeOf(a)}${transA ? "ᵀ" : ""} by ${shapeOf(b)}${transB ? "ᵀ" : ""}`);
  }
  requireShape("the product", out, m, n);
  yield* called(2 * m * n * k, (on) => on.gemm(transA, transB, m, n, k, alpha, a.data, b.data, beta, out.data));
}

/** out ← AᵀA + damping·I for A n×k, out k×k. Throws RangeError where shapes do not fit. */
export const gram = (kernels: AlgebraKernels, out: Matrix, a: Matrix, damping = 0): void =>
  computed(kernels, gramInto(out, a, damping));

/** The same, in steps. */
export function* gramInto(out: Matrix, a: Matrix, damping = 0): Computing<void> {
  requireShape(`the Gram matrix of a ${shapeOf(a)} matrix`, out, a.cols, a.cols);
  yield* called(a.rows * a.cols ** 2, (on) => on.gram(a.rows, a.cols, a.data, out.data));
  if (damping !== 0) for (let i = 0; i < a.cols; i++) out.data[i * (a.cols + 1)] += damping;
}

/**
 * B ← B·G⁻¹ for G k×k symmetric positive definite, B n×k; G becomes its Cholesky factor. Returns 0, or the order of the first
 * leading minor that is not positive (B untouched), or a negative code of the kernels. Throws RangeError where shapes do not fit.
 */
export const solveRight = (kernels: AlgebraKernels, g: Matrix, b: Matrix): number => computed(kernels, solvedRight(g, b));

/** The same, in steps. */
export function* solvedRight(g: Matrix, b: Matrix): Computing<number> {
  requireShape(`the matrix to solve with on the right of a ${shapeOf(b)} matrix`, g, b.cols, b.cols);
  return yield* called(2 * b.rows * b.cols ** 2, (on) => on.solveRight(b.rows, b.cols, g.data, b.data));
}
