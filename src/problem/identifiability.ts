import { eigenOf } from "../linalg/decompositions.ts";
import { productSvdOf } from "../linalg/factored.ts";
import { complexBasis, embedding, imageOf } from "../linalg/hermitian.ts";
import { copyMatrix, type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { multiply, productInto } from "../linalg/product.ts";
import type { Ask, AskOf, MeasurementOperator } from "../operators/operator.ts";
import { asked, isBreakdown } from "./asking.ts";
import { degreesOfFreedom, type Problem } from "./problem.ts";

/** What the data determine near an estimate. */
export interface Identifiability {
  /** Numerical rank of the estimate: singular values above a thousandth of the first. */
  readonly rank: number;
  readonly degreesOfFreedom: number;
  /** σ_min of 𝒜 on the tangent space of the rank-r matrices at the estimate, in units of √τ; undefined where it was not computed. */
  readonly sigmaMin?: number;
  /** Why it was not computed. */
  readonly skipped?: string;
}

const LARGEST = 1000;
const RANK_CUT = 1e-3;

/**
 * σ_min of 𝒜 restricted to the tangent space T = {UBᵀ + CVᵀ}, from ‖𝒜(Z)‖² = Σ⟨P_T(A_i), Z⟩²: the Gram matrix of the projections P_T(A_i).
 * Their coordinates are not minimal; the dimensions too many are exact zeros of the spectrum and are skipped.
 */
export function* identifiability(problem: Problem, x: Factors): Generator<AskOf, Identifiability, void> {
  const { operator, kernels } = problem;
  const basis = yield* of(operator, leadingBasis(problem, x));
  if (!basis) return { rank: 0, degreesOfFreedom: 0, skipped: "the estimate is zero" };
  const { left, right } = basis;
  const rank = left.cols;
  const dof = degreesOfFreedom(problem, rank);
  const length = coordinateCount(problem, rank);
  const limit = kernels.name === "native" ? LARGEST : 300;
  if (dof > limit)
    return { rank, degreesOfFreedom: dof, skipped: `the tangent space has ${dof} dimensions, and it is computed up to ${limit}` };
  if (operator.count * length * length > 1e11)
    return { rank, degreesOfFreedom: dof, skipped: `${operator.count} measurements of ${dof} dimensions are too many` };

  const gram = zeros(length, length);
  const block = 256;
  const rows = zeros(length, block); // one column a measurement
  const out = { left: zeros(operator.rows, rank), right: zeros(operator.cols, rank) };
  for (let begin = 0; begin < operator.count; begin += block) {
    rows.data.fill(0);
    for (let i = begin; i < Math.min(begin + block, operator.count); i++) {
      yield {
        operator: operator.restrict(Int32Array.of(i)),
        ask: { verb: "pullback", weights: Float64Array.of(1), x: { left, right }, out },
      };
      rows.data.set(tangentCoordinates(problem, left, right, out), (i - begin) * length);
    }
    yield* of(operator, asked(productInto(gram, rows, rows, { transB: true, beta: 1 })));
  }
  const eigen = yield* of(operator, asked(eigenOf(gram)));
  if (isBreakdown(eigen)) return { rank, degreesOfFreedom: dof, skipped: eigen.reason };
  return { rank, degreesOfFreedom: dof, sigmaMin: Math.sqrt(Math.max(0, eigen.values[length - dof]) / operator.scale) };
}

/** Questions to one operator. */
function* of<T>(operator: MeasurementOperator, asking: Generator<Ask, T, void>): Generator<AskOf, T, void> {
  for (let next = asking.next(); ; next = asking.next()) {
    if (next.done) return next.value;
    yield { operator, ask: next.value };
  }
}

/** Orthonormal U, V of the estimate's leading singular vectors (for a complex field real images of U, orthonormal over ℂ). */
function* leadingBasis({ operator, symmetric }: Problem, x: Factors): Generator<Ask, Factors | undefined, void> {
  const complex = operator.field === "complex";
  const factor = complex ? embedding(x.left) : x.left;
  const svd = yield* asked(productSvdOf(complex ? { left: factor, right: factor } : x));
  if (!(svd.values[0] > 0)) return undefined;
  const kept = svd.values.filter((value) => value > RANK_CUT * svd.values[0]).length;
  const first = (a: Matrix, count: number): Matrix => matrix(a.rows, count, a.data.slice(0, a.rows * count));
  if (!complex) return { left: first(svd.left, kept), right: symmetric ? first(svd.left, kept) : first(svd.right, kept) };
  const image = imagePairs(svd.left, kept);
  return { left: image, right: image };
}

const imagePairs = (vectors: Matrix, kept: number): Matrix =>
  complexBasis(
    vectors,
    Array.from({ length: kept }, (_, j) => j),
    Math.ceil(kept / 2),
  ).image;

function coordinateCount({ operator: { rows, cols, field }, symmetric }: Problem, rank: number): number {
  if (!symmetric) return (rows + cols) * rank;
  return (rows + (field === "complex" ? 2 * rank : rank)) * rank;
}

/**
 * Coordinates of P_T(A) with their Euclidean norm: [A·V; (I − VVᵀ)Aᵀ·U], or, where M is symmetric,
 * [√2·(I − UU*)A·U; U*A·U] with A symmetrized.
 */
function tangentCoordinates(problem: Problem, u: Matrix, v: Matrix, { left, right }: Factors): Float64Array {
  if (!problem.symmetric) return Float64Array.from([...left.data, ...withoutSpan(problem, v, right).rest.data]);
  const mean = matrix(
    left.rows,
    left.cols,
    left.data.map((value, at) => 0.5 * (value + right.data[at])),
  );
  const { rest, inside } = withoutSpan(problem, u, mean);
  return Float64Array.from([...rest.data.map((value) => Math.SQRT2 * value), ...inside.data]);
}

/** (I − QQ*)B and Q*B, over ℂ by embeddings where the field is complex. */
function withoutSpan({ kernels, operator }: Problem, q: Matrix, b: Matrix): { rest: Matrix; inside: Matrix } {
  const complex = operator.field === "complex";
  const basis = complex ? embedding(q) : q;
  const rest = complex ? embedding(b) : copyMatrix(b);
  const inside = zeros(basis.cols, rest.cols);
  multiply(kernels, inside, basis, rest, { transA: true });
  multiply(kernels, rest, basis, inside, { alpha: -1, beta: 1 });
  return complex ? { rest: imageOf(rest), inside: imageOf(inside) } : { rest, inside };
}
