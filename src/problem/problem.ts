import type { Kernels } from "../kernels/contract.ts";
import { norm } from "../linalg/arithmetic.ts";
import type { Factors, Matrix } from "../linalg/matrix.ts";
import { type FactorsLike, type MatrixLike, toFactors, toMatrix, toVector, type VectorLike } from "../linalg/matrix-like.ts";
import { requireOwnMemory } from "../linalg/own-memory.ts";
import { checkLoss, type Loss, squared } from "../losses/loss.ts";
import type { MeasurementOperator } from "../operators/operator.ts";

/** Recover M from y = 𝒜(M): what a solver is given. */
export interface Problem {
  readonly operator: MeasurementOperator;
  /** y, one number a measurement. */
  readonly measurements: Float64Array;
  readonly loss: Loss;
  /** M is symmetric (Hermitian) positive semidefinite and is sought as X = F·Fᵀ. */
  readonly symmetric: boolean;
  /** The true M, where it is known: its factors, or the matrix (of real embeddings where the field is complex). */
  readonly truth?: Factors | Matrix;
  /** Its operator's kernels. */
  readonly kernels: Kernels;
  /** ‖𝒜*(y)‖₂ once a run has computed it. */
  readonly dataNorm?: number;
}

export interface ProblemParts {
  readonly operator: MeasurementOperator;
  readonly measurements: VectorLike;
  readonly loss?: Loss;
  /** Default: true for complex (Hermitian) operators, else false. */
  readonly symmetric?: boolean;
  readonly truth?: FactorsLike | MatrixLike;
}

/**
 * Joins an operator and its measurements. `measurements` that are a Float64Array are neither copied nor written.
 * Throws RangeError where y has another length than 𝒜, holds NaN or an infinity (with its index) or is all zero, where `symmetric` does not
 * go with the operator, where the truth has other sizes, or for Huber's δ unless δ > 0; TypeError where y's buffer was transferred away, and for a loss of another kind.
 */
export function createProblem({
  operator,
  measurements: given,
  loss = squared,
  symmetric = operator.field === "complex",
  truth: known,
}: ProblemParts): Problem {
  const measurements = toVector(given, "the measurements");
  const truth = known && ("left" in known ? toFactors(known, "the truth") : toMatrix(known, "the truth"));
  checkMeasurements(operator, measurements);
  checkLoss(loss);
  if (symmetric && operator.rows !== operator.cols)
    throw new RangeError(`a symmetric problem is square; the operator takes ${operator.rows}×${operator.cols} matrices`);
  if (!symmetric && operator.field === "complex")
    throw new RangeError(`a ${operator.kind} problem is Hermitian positive semidefinite: symmetric cannot be false`);
  if (truth) checkTruth(operator, truth);
  return { operator, measurements, loss, symmetric, kernels: operator.kernels, ...(truth && { truth }) };
}

/** Beyond these the squares of residuals leave the range of double precision long before a run ends. */
const [LEAST, MOST] = [1e-130, 1e150];

function checkMeasurements(operator: MeasurementOperator, y: Float64Array): void {
  requireOwnMemory(y, "the measurements");
  if (y.length === 0 && y.buffer.byteLength === 0)
    throw new TypeError("the measurements are empty, or their buffer was transferred away");
  if (y.length !== operator.count)
    throw new RangeError(`there are ${y.length} measurements, but the operator takes ${operator.count}`);
  const bad = operator.kernels.firstNonFinite(y);
  if (bad >= 0) throw new RangeError(`measurement ${bad} is ${y[bad]}; every number must be finite`);
  const size = norm(y);
  if (size === 0) throw new RangeError("every measurement is zero, so the zero matrix fits and nothing can be recovered");
  if (size < LEAST || size > MOST)
    throw new RangeError(`the measurements have norm ${size.toPrecision(3)}; rescale them to between ${LEAST} and ${MOST}`);
}

function checkTruth({ rows, cols, kernels }: MeasurementOperator, truth: Factors | Matrix): void {
  const [n1, n2] = "left" in truth ? [truth.left.rows, truth.right.rows] : [truth.rows, truth.cols];
  if ("left" in truth && truth.left.cols !== truth.right.cols)
    throw new RangeError(`the factors of the truth have ${truth.left.cols} and ${truth.right.cols} columns`);
  if (n1 !== rows || n2 !== cols) throw new RangeError(`the truth is ${n1}×${n2}, the problem ${rows}×${cols}`);
  for (const { data } of "left" in truth ? [truth.left, truth.right] : [truth]) {
    const bad = kernels.firstNonFinite(data);
    if (bad >= 0) throw new RangeError(`number ${bad} of the truth is ${data[bad]}; every number must be finite`);
  }
}

/** The largest rank a factorization may have: min(n1, n2), or n where the field is complex. */
export const maximumRank = ({ operator }: Problem): number =>
  operator.field === "complex" ? operator.rows / 2 : Math.min(operator.rows, operator.cols);

/** Degrees of freedom of a rank-r matrix: r(n1 + n2 − r); nr − r(r − 1)/2 for symmetric; r(2n − r) for Hermitian. */
export function degreesOfFreedom({ operator: { rows, cols, field }, symmetric }: Problem, rank: number): number {
  if (field === "complex") return rank * (rows - rank);
  return symmetric ? rows * rank - (rank * (rank - 1)) / 2 : rank * (rows + cols - rank);
}
