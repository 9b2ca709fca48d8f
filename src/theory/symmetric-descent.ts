import { requireCount, requireNonNegative, requirePositive } from "../parameters/checked-numbers.ts";

/**
 * Gradient descent F ← F − η(FFᵀ − M)F towards M = U·Σ·Uᵀ ⪰ 0 of rank r with an n×k factor, from a start with k columns in
 * general position: where the error goes when all of M is observed.
 *
 * Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769.
 */

/**
 * k = r: ‖FFᵀ − M‖_F ~ exp(−rate·t) with rate = −ln(1 − ησ_r) a step. In the eigenbasis of M the block U⊥ᵀF, of first order in the
 * error, is multiplied by I − ηΣ; the block of UUᵀ shrinks twice as fast. So it is ησ_r and not 2ησ_r.
 * Throws RangeError unless 0 < ησ_r < 1.
 */
export function exactRankRate(stepSize: number, sigmaR: number): number {
  const product = stepSize * sigmaR;
  if (!(stepSize > 0 && product > 0 && product < 1))
    throw new RangeError(`the rate is known for 0 < ησ_r < 1, got η = ${stepSize} and σ_r = ${sigmaR}`);
  return -Math.log1p(-product);
}

/**
 * k > r, once the signal is learned: Z = U⊥ᵀF moves by Z ← Z − ηZZᵀZ, each of its singular values for itself by z ← z − ηz³, and
 * z² = 1 / (1/z₀² + 2ηt) up to a relative O(ln t / t). `startSquare` is z₀², `iteration` t. Throws RangeError unless z₀², η > 0 and t ≥ 0.
 */
export function excessSquare(startSquare: number, stepSize: number, iteration: number): number {
  requirePositive("the excess of a factor", { startSquare, stepSize });
  requireNonNegative("the excess of a factor", { iteration });
  return 1 / (1 / startSquare + 2 * stepSize * iteration);
}

export interface Overparameterized {
  /** n, the rows of the factor. */
  readonly n: number;
  /** r, the rank of M. */
  readonly r: number;
  /** k > r, the columns of the factor. */
  readonly k: number;
  readonly stepSize: number;
}

/**
 * k > r: 1/‖FFᵀ − M‖_F grows by 2η/√(min(k, n) − r) a step: every one of the min(k, n) − r values of `excessSquare` tends to 1/(2ηt).
 * Throws RangeError unless r < min(k, n), integers ≥ 1, and η > 0.
 */
export function inverseErrorGrowth({ n, r, k, stepSize }: Overparameterized): number {
  requireCount("the law of k > r", { n, r, k });
  requirePositive("the law of k > r", { stepSize });
  const excess = Math.min(k, n) - r;
  if (!(excess > 0)) throw new RangeError(`the law is one of k > r, got k = ${k}, n = ${n}, r = ${r}`);
  return (2 * stepSize) / Math.sqrt(excess);
}

/**
 * k > r: ‖FFᵀ − M‖_F → √(min(k, n) − r) / (2ηt), whatever the start, once t ≫ 1/(ηα²). Before that it rests near α².
 * Finite m makes the constant larger: the excess columns feel only their part orthogonal to the tangent space of M.
 * Throws RangeError as `inverseErrorGrowth` does, and unless t > 0.
 */
export function overparameterizedError(law: Overparameterized, iteration: number): number {
  requirePositive("the error of k > r", { iteration });
  return 1 / (inverseErrorGrowth(law) * iteration);
}

/** Exponent of the *squared* error, ‖FFᵀ − M‖_F² ~ t⁻² for k > r; the error itself has half of it. */
export const SQUARED_ERROR_EXPONENT = -2;
