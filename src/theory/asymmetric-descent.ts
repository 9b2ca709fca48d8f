import { requireCount, requireNonNegative, requirePositive } from "../parameters/checked-numbers.ts";

/**
 * Gradient descent F ← F − ηEG, G ← G − ηEᵀF with E = FGᵀ − M observed whole, towards M of rank r with factors of k ≥ r columns:
 * how fast its last stretch is. Under sensing with E 𝒜*𝒜 = I a rate is multiplied by about q … 1, `slowestLocalFactor`.
 *
 * Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769,
 * which has linear convergence and its dependence on α². The exact rate follows from the linear part at the limit,
 * E ← E − η(F∞F∞ᵀE + EG∞G∞ᵀ), whose eigenvalues are σ_i(F∞)² + σ_j(G∞)².
 */

/** Values of σ² below this share of the greatest count as zero: their directions were never excited. */
const ZERO = 1e-8;

export interface LimitSpectra {
  /** n1 and n2. */
  readonly rows: number;
  readonly cols: number;
  /** Squared singular values of the converged factors, descending; what is missing up to n1 and n2 is zero. */
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
}

export interface TailSteps {
  /** η of the left factor, and of the right one where that differs. */
  readonly stepSize: number;
  readonly rightStepSize?: number;
  /** The factor that was exactly zero at the start: its columns never leave the range of M, and neither does E on its side. */
  readonly zeroAtStart?: "left" | "right";
}

/** What sets the rate: the term of one direction of E, with the indices (from 1) of its two singular values. */
export interface TailRate {
  /** −ln |1 − term| a step. */
  readonly rate: number;
  /** η_G·σ_i(F)² + η_F·σ_j(G)². */
  readonly term: number;
  readonly left: number;
  readonly right: number;
}

/**
 * ‖E_t‖_F ~ exp(−rate·t): the slowest |1 − term| over the positive terms η_G·σ_i(F∞)² + η_F·σ_j(G∞)², i ≤ n1 and j ≤ n2. For ηλ below 1
 * that is ηλ with λ the smallest positive σ_i(F∞)² + σ_j(G∞)². Each factor's square carries the *other* one's step, which is the factor
 * that moves. `rank` (r) is used where a factor was zero at the start. Throws RangeError for steps that are not positive, for spectra
 * that are not finite, where no term is positive, and where one is 2 or more: such a step is above the limit, and descent leaves the point.
 */
export function tailRate({ rows, cols, left, right }: LimitSpectra, steps: TailSteps, rank = Math.min(rows, cols)): TailRate {
  const { stepSize, rightStepSize = stepSize, zeroAtStart } = steps;
  requirePositive("the rate of the tail", { stepSize, rightStepSize });
  requireCount("the rate of the tail", { rows, cols, rank });
  for (const value of [...Array.from(left), ...Array.from(right)])
    requireNonNegative("the rate of the tail", { "squared singular values": value });
  const rowsExcited = zeroAtStart === "left" ? rank : rows;
  const colsExcited = zeroAtStart === "right" ? rank : cols;
  const greatest = rightStepSize * (left[0] ?? 0) + stepSize * (right[0] ?? 0);
  if (greatest >= 2)
    throw new RangeError(
      `the step is above its limit: η(σ₁(F)² + σ₁(G)²) is ${greatest.toPrecision(3)}, and descent is stable below 2`,
    );
  const least = ZERO * greatest;
  let slowest: TailRate | undefined;
  // Terms fall with either index, and equal ones beyond both spectra are zero: one index past the end stands for all.
  for (let i = 0; i < Math.min(rowsExcited, left.length + 1); i++)
    for (let j = 0; j < Math.min(colsExcited, right.length + 1); j++) {
      const term = rightStepSize * (left[i] ?? 0) + stepSize * (right[j] ?? 0);
      if (!(term > least)) continue;
      const rate = -Math.log(Math.abs(1 - term));
      if (!slowest || rate < slowest.rate) slowest = { rate, term, left: i + 1, right: j + 1 };
    }
  if (!slowest) throw new RangeError("no singular value of the factors is positive, so nothing converges");
  return slowest;
}

export interface UnevenStart {
  /** F₀ has N(0, α²/n1) entries, G₀ has N(0, c²α²/n2) with c = `ratio`. */
  readonly startScale: number;
  readonly ratio: number;
  readonly rows: number;
  readonly cols: number;
  /** k. */
  readonly columns: number;
}

/**
 * The α² law, before the run: λ ≈ α²((1 − √(k/n1))² − c²(1 + √(k/n2))²). FᵀF − GᵀG is nearly conserved, and on the null space of G∞ it is
 * F∞ᵀF∞. It is rough: where extreme singular values of random factors concentrate for large n, over all k directions where k − r count. Not positive, and so void, for
 * k/n ≥ ((1 − c)/(1 + c))², which is ¼ at c = ⅓ and 0 at c = 1. It holds for α ≤ `alphaSquaredRange`. Throws RangeError unless α > 0, c ≥ 0 and
 * the sizes are integers ≥ 1.
 */
export function unevenStartEigenvalue({ startScale, ratio, rows, cols, columns }: UnevenStart): number {
  if (!(startScale > 0 && ratio >= 0))
    throw new RangeError(`a start needs α > 0 and c ≥ 0, got α = ${startScale} and c = ${ratio}`);
  requireCount("the rate of a start", { rows, cols, columns });
  return startScale ** 2 * (Math.max(0, 1 - Math.sqrt(columns / rows)) ** 2 - (ratio * (1 + Math.sqrt(columns / cols))) ** 2);
}

/** Largest α for which the rate grows as α²: 0.8·√σ_r, measured. Beyond, σ_r(G∞)² sets it; it is best near 1.2·√σ₁ and then falls. Throws RangeError unless σ_r > 0. */
export function alphaSquaredRange(sigmaR: number): number {
  requirePositive("the range of the α² law", { sigmaR });
  return 0.8 * Math.sqrt(sigmaR);
}

/** Sharpness σ₁(F)² + σ₁(G)² of ½‖FGᵀ − M‖² where it vanishes; 2σ₁(M) at balanced factors. Throws RangeError for values below 0. */
export function sharpnessAt(sigmaLeft: number, sigmaRight: number): number {
  requireNonNegative("the sharpness", { sigmaLeft, sigmaRight });
  return sigmaLeft ** 2 + sigmaRight ** 2;
}

/** Descent is locally stable for η below 2/((1 + δ)·sharpness), δ the restricted isometry constant: 1/((1 + δ)σ₁) at balanced factors. Throws RangeError unless the sharpness is positive and δ ≥ 0. */
export function localStepLimit(sharpness: number, delta = 0): number {
  requirePositive("the limit of the step", { sharpness });
  requireNonNegative("the limit of the step", { delta });
  return 2 / ((1 + delta) * sharpness);
}
