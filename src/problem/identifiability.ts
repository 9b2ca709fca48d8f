import { eigenOf } from "../linalg/decompositions.ts";
import { productSvdOf } from "../linalg/factored.ts";
import { complexBasis, embedding, imageOf } from "../linalg/hermitian.ts";
import { type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
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
const MOST_WORK = 1e11;
const RANK_CUT = 1e-3;
/** Measurements whose projections enter the Gram matrix at once. */
const BLOCK = 256;

/**
 * σ_min of 𝒜 restricted to the tangent space T = {UBᵀ + CVᵀ}, from ‖𝒜(Z)‖² = Σ⟨P_T(A_i), Z⟩²: the Gram matrix of the projections P_T(A_i).
 * Their coordinates are not minimal; the dimensions too many are exact zeros of the spectrum and are skipped.
 */
export function* identifiability(problem: Problem, x: Factors): Generator<AskOf, Identifiability, void> {
  const { operator } = problem;
  const basis = yield* of(operator, leadingBasis(problem, x));
  if (!basis) return { rank: 0, degreesOfFreedom: 0, skipped: "the estimate is zero" };
  const { left, right } = basis;
  const rank = left.cols;
  const dof = degreesOfFreedom(problem, rank);
  const length = coordinateCount(problem, rank);
  const limit = largest(problem);
  if (dof > limit)
    return { rank, degreesOfFreedom: dof, skipped: `the tangent space has ${dof} dimensions, and it is computed up to ${limit}` };
  const each = operator.restrict(Int32Array.of(0)).work(rank);
  if (operator.count * Math.max(length * length, each) > MOST_WORK)
    return { rank, degreesOfFreedom: dof, skipped: `${operator.count} measurements of ${dof} dimensions are too many` };

  const gram = zeros(length, length);
  const rows = zeros(length, BLOCK); // one column a measurement
  const out = { left: zeros(operator.rows, rank), right: zeros(operator.cols, rank) };
  for (let begin = 0; begin < operator.count; begin += BLOCK) {
    rows.data.fill(0);
    for (let i = begin; i < Math.min(begin + BLOCK, operator.count); i++) {
      yield {
        operator: operator.restrict(Int32Array.of(i)),
        ask: { verb: "pullback", weights: Float64Array.of(1), x: { left, right }, out },
      };
      tangentCoordinates(problem, left, right, out, rows.data.subarray((i - begin) * length));
    }
    yield* of(operator, asked(productInto(gram, rows, rows, { transB: true, beta: 1 })));
  }
  const eigen = yield* of(operator, asked(eigenOf(gram)));
  if (isBreakdown(eigen)) return { rank, degreesOfFreedom: dof, skipped: eigen.reason };
  return { rank, degreesOfFreedom: dof, sigmaMin: Math.sqrt(Math.max(0, eigen.values[length - dof]) / operator.scale) };
}

/** Bytes that the check takes at most beside the problem, for an estimate with k columns: those of the greatest rank that is not skipped. */
export function identifiabilityMemory(problem: Problem, k: number): number {
  const { rows, cols, count } = problem.operator;
  let rank = Math.min(k, largest(problem));
  const skipped = (): boolean =>
    degreesOfFreedom(problem, rank) > largest(problem) || count * coordinateCount(problem, rank) ** 2 > MOST_WORK;
  while (rank > 0 && skipped()) rank--;
  const length = rank > 0 ? coordinateCount(problem, rank) : 0;
  return 8 * (4 * (rows + cols) * k + length * (6 * length + BLOCK));
}

const largest = ({ kernels }: Problem): number => (kernels.name === "native" ? LARGEST : 300);

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
 * out ← coordinates of P_T(A) with their Euclidean norm: [A·V; (I − VVᵀ)Aᵀ·U], or, where M is symmetric,
 * [√2·(I − UU*)A·U; U*A·U] with A symmetrized. `left` = A·V and `right` = Aᵀ·U are written over.
 */
function tangentCoordinates(problem: Problem, u: Matrix, v: Matrix, { left, right }: Factors, out: Float64Array): void {
  if (!problem.symmetric) {
    out.set(left.data);
    out.set(withoutSpan(problem, v, right).rest.data, left.data.length);
    return;
  }
  for (let at = 0; at < left.data.length; at++) left.data[at] = 0.5 * (left.data[at] + right.data[at]);
  const { rest, inside } = withoutSpan(problem, u, left);
  for (let at = 0; at < rest.data.length; at++) out[at] = Math.SQRT2 * rest.data[at];
  out.set(inside.data, rest.data.length);
}

/** (I − QQ*)B, written over a real B, and Q*B; over ℂ by embeddings where the field is complex. */
function withoutSpan({ kernels, operator }: Problem, q: Matrix, b: Matrix): { rest: Matrix; inside: Matrix } {
  const complex = operator.field === "complex";
  const [basis, rest] = complex ? [embedding(q), embedding(b)] : [q, b];
  const inside = zeros(basis.cols, rest.cols);
  multiply(kernels, inside, basis, rest, { transA: true });
  multiply(kernels, rest, basis, inside, { alpha: -1, beta: 1 });
  return complex ? { rest: imageOf(rest), inside: imageOf(inside) } : { rest, inside };
}
