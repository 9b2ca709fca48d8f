import type { AlgebraKernels } from "../kernels/contract.ts";
import { type Breakdown, breakdownOf } from "./breakdown.ts";
import { type Computing, called, computed } from "./computing.ts";
import { copyMatrix, type Matrix, matrix, zeros } from "./matrix.ts";
import { shapeOf } from "./shape.ts";

export interface Qr {
  readonly q: Matrix;
  readonly r: Matrix;
}

/** A = Q·R for A n×k, n ≥ k: Q n×k orthonormal, R k×k upper triangular with diagonal ≥ 0. Throws RangeError for n < k. */
export const thinQr = (kernels: AlgebraKernels, a: Matrix): Qr | Breakdown => computed(kernels, qrOf(a));

/** The same, in steps. */
export function* qrOf(a: Matrix): Computing<Qr | Breakdown> {
  if (a.rows < a.cols) throw new RangeError(`a thin QR needs at least as many rows as columns, got ${shapeOf(a)}`);
  const q = copyMatrix(a);
  const r = zeros(a.cols, a.cols);
  const code = yield* called(4 * a.rows * a.cols ** 2, (on) => on.qr(a.rows, a.cols, q.data, r.data));
  return code === 0 ? { q, r } : breakdownOf("the QR decomposition", shapeOf(a), code);
}

/** A ← Q of its thin QR, for A n×k, n ≥ k. Throws RangeError for n < k. */
export function* orthonormalizing(a: Matrix): Computing<Breakdown | undefined> {
  if (a.rows < a.cols) throw new RangeError(`a thin QR needs at least as many rows as columns, got ${shapeOf(a)}`);
  const r = new Float64Array(a.cols * a.cols);
  const code = yield* called(4 * a.rows * a.cols ** 2, (on) => on.qr(a.rows, a.cols, a.data, r));
  return code === 0 ? undefined : breakdownOf("the QR decomposition", shapeOf(a), code);
}

export interface Svd {
  readonly u: Matrix;
  readonly s: Float64Array;
  readonly vt: Matrix;
}

/** A = U·diag(s)·Vᵀ for A m×n, p = min(m, n): U m×p, s descending ≥ 0, Vᵀ p×n. */
export const thinSvd = (kernels: AlgebraKernels, a: Matrix): Svd | Breakdown => computed(kernels, svdOf(a));

/** The same, in steps. */
export function* svdOf(a: Matrix): Computing<Svd | Breakdown> {
  const p = Math.min(a.rows, a.cols);
  const u = zeros(a.rows, p);
  const s = new Float64Array(p);
  const vt = zeros(p, a.cols);
  const copy = a.data.slice();
  const code = yield* called(20 * a.rows * a.cols * p, (on) => on.svd(a.rows, a.cols, copy, u.data, s, vt.data));
  return code === 0 ? { u, s, vt } : breakdownOf("the singular value decomposition", shapeOf(a), code);
}

export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** A = Z·diag(w)·Zᵀ for symmetric A (both triangles given): values w ascending, vectors Z. Throws RangeError unless A is square. */
export const symmetricEigen = (kernels: AlgebraKernels, a: Matrix): Eigen | Breakdown => computed(kernels, eigenOf(a));

/** The same, in steps. */
export function* eigenOf(a: Matrix): Computing<Eigen | Breakdown> {
  if (a.rows !== a.cols) throw new RangeError(`eigenvalues need a square matrix, got ${shapeOf(a)}`);
  const z = a.data.slice();
  const values = new Float64Array(a.rows);
  const code = yield* called(10 * a.rows ** 3, (on) => on.eigen(a.rows, z, values));
  return code === 0 ? { values, vectors: matrix(a.rows, a.rows, z) } : breakdownOf("the eigendecomposition", shapeOf(a), code);
}
