import type { Computing } from "../../linalg/computing.ts";
import { qrOf, svdOf } from "../../linalg/decompositions.ts";
import { embedding, imageOf } from "../../linalg/hermitian.ts";
import { copyMatrix, type Matrix, zeros } from "../../linalg/matrix.ts";
import { gramInto, productInto, solvedRight } from "../../linalg/product.ts";
import { type Breakdown, isBreakdown } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";

type Place = Pick<Problem, "operator">;

/** Singular values of a factor below this share of the greatest are zero to a pseudo-inverse. */
const CUT = 1e-13;

/** B·(F*F + λI)⁻¹ for F and B n×k by Cholesky, through real embeddings where the field is complex; or the flaw of the Gram matrix. */
export function* gramSolve({ operator }: Place, factor: Matrix, damping: number, b: Matrix): Computing<Matrix | number> {
  const complex = operator.field === "complex";
  const [f, d] = complex ? [embedding(factor), embedding(b)] : [factor, copyMatrix(b)];
  const g = zeros(f.cols, f.cols);
  yield* gramInto(g, f, damping);
  const flaw = yield* solvedRight(g, d);
  return flaw || (complex ? imageOf(d) : d);
}

/** The same; where the Gram matrix has no Cholesky factor, λ being far below it, the solution of least norm. */
export function* gramSolveOrLeast(place: Place, factor: Matrix, damping: number, b: Matrix): Computing<Matrix | Breakdown> {
  const solved = yield* gramSolve(place, factor, damping, b);
  if (typeof solved !== "number") return solved;
  if (place.operator.field === "real") return yield* leastNormSolve(factor, damping, b);
  const least = yield* leastNormSolve(embedding(factor), damping, embedding(b));
  return isBreakdown(least) ? least : imageOf(least);
}

/**
 * B·(FᵀF)⁻¹ for real F = Q·T as (B·T⁻¹)·T⁻ᵀ, without the normal equations; where T is singular to 13 digits the solution of least
 * norm. Where the columns of F are orthogonal, each column of B is only divided and nothing is lost, however different their norms.
 */
export function* qrSolve(factor: Matrix, b: Matrix): Computing<Matrix | Breakdown> {
  const parts = yield* qrOf(factor);
  if (isBreakdown(parts)) return parts;
  const diagonal = Array.from({ length: factor.cols }, (_, j) => parts.r.data[j * (factor.cols + 1)]);
  if (!(Math.min(...diagonal) >= CUT * Math.max(...diagonal))) return yield* leastNormSolve(factor, 0, b);
  const out = copyMatrix(b);
  divideByTriangle(out, parts.r);
  divideByTransposed(out, parts.r);
  return out;
}

/** B·(FᵀF + λI)^† with F = U·diag(s)·Vᵀ: B·V·diag(1/(s² + λ))·Vᵀ over the singular values above the cut. */
function* leastNormSolve(factor: Matrix, damping: number, b: Matrix): Computing<Matrix | Breakdown> {
  const svd = yield* svdOf(factor);
  if (isBreakdown(svd)) return svd;
  const turned = zeros(b.rows, b.cols);
  yield* productInto(turned, b, svd.vt, { transB: true });
  for (let q = 0; q < b.cols; q++) {
    const weight = svd.s[q] > CUT * svd.s[0] ? 1 / (svd.s[q] ** 2 + damping) : 0;
    for (let i = 0; i < b.rows; i++) turned.data[q * b.rows + i] *= weight;
  }
  const out = zeros(b.rows, b.cols);
  yield* productInto(out, turned, svd.vt);
  return out;
}

/** B ← B·T⁻¹, T upper triangular. */
function divideByTriangle({ rows, cols, data }: Matrix, t: Matrix): void {
  for (let j = 0; j < cols; j++) {
    for (let q = 0; q < j; q++) for (let i = 0; i < rows; i++) data[j * rows + i] -= data[q * rows + i] * t.data[j * cols + q];
    for (let i = 0; i < rows; i++) data[j * rows + i] /= t.data[j * (cols + 1)];
  }
}

/** B ← B·T⁻ᵀ, T upper triangular. */
function divideByTransposed({ rows, cols, data }: Matrix, t: Matrix): void {
  for (let j = cols - 1; j >= 0; j--) {
    for (let q = j + 1; q < cols; q++)
      for (let i = 0; i < rows; i++) data[j * rows + i] -= data[q * rows + i] * t.data[q * cols + j];
    for (let i = 0; i < rows; i++) data[j * rows + i] /= t.data[j * (cols + 1)];
  }
}
