/**
 * X = L·Rᵀ from its factors, n1×k and n2×k, without forming X where k is small: with L = Q_L·C_L and R = Q_R·C_R,
 * X = Q_L·(C_L·C_Rᵀ)·Q_Rᵀ, and norms and singular values are those of the small core C_L·C_Rᵀ.
 * A factor with at least as many columns as rows is its own core.
 */
import type { AlgebraKernels } from "../kernels/contract.ts";
import { norm } from "./arithmetic.ts";
import { beside } from "./columns.ts";
import { type Computing, computed } from "./computing.ts";
import { qrOf, svdOf } from "./decompositions.ts";
import { copyMatrix, type Factors, type Matrix, matrix, zeros } from "./matrix.ts";
import { multiply, productInto } from "./product.ts";
import { requireShape, shapeOf } from "./shape.ts";

/** A factor as basis·core; no basis means the identity. */
interface Split {
  readonly basis?: Matrix;
  readonly core: Matrix;
}

function* split(factor: Matrix): Computing<Split | undefined> {
  if (factor.cols >= factor.rows) return { core: factor };
  const parts = yield* qrOf(factor);
  return "reason" in parts ? undefined : { basis: parts.q, core: parts.r };
}

interface Cores {
  readonly left: Split;
  readonly right: Split;
  readonly core: Matrix;
}

/** The core of L·Rᵀ, or nothing where a factor is not finite. Throws RangeError where the factors do not fit together. */
function* coresOf(x: Factors): Computing<Cores | undefined> {
  if (x.left.cols !== x.right.cols) {
    throw new RangeError(`factors need equally many columns, got ${shapeOf(x.left)} and ${shapeOf(x.right)}`);
  }
  const left = yield* split(x.left);
  const right = x.right === x.left ? left : yield* split(x.right);
  if (!left || !right) return undefined;
  const core = zeros(left.core.rows, right.core.rows);
  yield* productInto(core, left.core, right.core, { transB: true });
  return { left, right, core };
}

export interface ProductSvd {
  readonly left: Matrix;
  readonly values: Float64Array;
  readonly right: Matrix;
}

/**
 * L·Rᵀ = left·diag(values)·rightᵀ, thin: p = min(k, n1, n2) values, descending; left n1×p and right n2×p orthonormal.
 * All NaN where a factor is not finite. Throws RangeError where the factors do not fit together.
 */
export const productSvd = (kernels: AlgebraKernels, x: Factors): ProductSvd => computed(kernels, productSvdOf(x));

/** The same, in steps. */
export function* productSvdOf(x: Factors): Computing<ProductSvd> {
  const cores = yield* coresOf(x);
  const parts = cores && (yield* svdOf(cores.core));
  const p = Math.min(x.left.cols, x.left.rows, x.right.rows);
  if (!cores || !parts || "reason" in parts) {
    const nan = (length: number) => new Float64Array(length).fill(Number.NaN);
    const [n1, n2] = [x.left.rows, x.right.rows];
    return { left: matrix(n1, p, nan(n1 * p)), values: nan(p), right: matrix(n2, p, nan(n2 * p)) };
  }
  const right = yield* lift(cores.right, parts.vt, true);
  return { left: yield* lift(cores.left, parts.u, false), values: parts.s, right };
}

/** basis·op(vectors). */
function* lift({ basis, core }: Split, vectors: Matrix, transB: boolean): Computing<Matrix> {
  const cols = transB ? vectors.rows : vectors.cols;
  const out = zeros(basis ? basis.rows : core.rows, cols);
  if (basis) yield* productInto(out, basis, vectors, { transB });
  else if (!transB) return vectors;
  else for (let j = 0; j < cols; j++) for (let i = 0; i < out.rows; i++) out.data[i + j * out.rows] = vectors.data[j + i * cols];
  return out;
}

/** ‖L·Rᵀ‖_F; NaN where a factor is not finite. Throws RangeError where the factors do not fit together. */
export function productNorm(kernels: AlgebraKernels, x: Factors): number {
  const cores = computed(kernels, coresOf(x));
  return cores ? norm(cores.core) : Number.NaN;
}

/**
 * ‖L·Rᵀ − M‖_F, to about 1e-15·‖M‖_F. Against a factored M it is the norm of [L, −L_M]·[R, R_M]ᵀ, never n1×n2.
 * NaN where something is not finite. Throws RangeError where shapes differ.
 */
export function distance(kernels: AlgebraKernels, x: Factors, m: Factors | Matrix): number {
  if ("data" in m) {
    requireShape("the matrix compared with", m, x.left.rows, x.right.rows);
    const difference = copyMatrix(m);
    multiply(kernels, difference, x.left, x.right, { transB: true, beta: -1 });
    return norm(difference);
  }
  const left = beside(x.left, m.left, -1);
  return productNorm(kernels, { left, right: beside(x.right, m.right) });
}
