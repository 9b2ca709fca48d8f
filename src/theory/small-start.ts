import { requireNonNegative, requirePositive } from "../parameters/checked-numbers.ts";

/**
 * Gradient descent from a small random start of scale α: how long it takes, and what error it keeps. S = 𝒜*(y) with singular values
 * s₁ ≥ s₂ ≥ … is the field at the start, and a direction of value s grows by the factor 1 + ηs a step.
 */

/** g(s) = ln(1 + ηs), the growth of a direction in one step. Throws RangeError unless η and s are positive. */
export function directionGrowth(stepSize: number, sigma: number): number {
  if (!(stepSize > 0 && sigma > 0)) throw new RangeError(`a direction grows for ηs > 0, got η = ${stepSize} and s = ${sigma}`);
  return Math.log1p(stepSize * sigma);
}

/**
 * κ = 1: dT/d ln(1/α) = 1/g(s_r), with T the first iteration at which the error is half of its first: the r signal directions grow together
 * from α to 1. For κ > 1 it is too small; see `sequentialEscapeGrowth`. Throws RangeError unless η and s_r are positive.
 *
 * Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning. NeurIPS 2021, arXiv:2106.15013.
 */
export const escapeGrowth = (stepSize: number, sigmaR: number): number => 1 / directionGrowth(stepSize, sigmaR);

/**
 * Any κ and r: dT/d ln(1/α) = Σ_j T_j, the components being learned one after the other. `fields[j]` holds the singular values, descending, of
 * 𝒜*(y − 𝒜(Z_j)), with Z_j the best fit of rank j (Z₀ = 0): the field once j components are there. The next one goes what is left of its
 * way (on a logarithmic scale) at the greatest of them, while every later one goes on at its own:
 *
 *     T_j = (1 − p_{j+1}) / g(fields[j]₁)        p_i ← p_i + T_j g(fields[j]_{i−j}),  i > j
 *
 * For r = 2 that is 1/g(s₁) + (1 − g(s₂)/g(s₁))/g(s₁′); with equal s it is the law of κ = 1. Throws RangeError unless fields[j] has r − j
 * positive values, r ≥ 1 the number of fields.
 */
export function sequentialEscapeGrowth(stepSize: number, fields: readonly ArrayLike<number>[]): number {
  const rank = fields.length;
  if (rank === 0) throw new RangeError("the time of escape needs the field of at least one component, got none");
  const way = new Float64Array(rank);
  let time = 0;
  fields.forEach((field, j) => {
    if (field.length < rank - j)
      throw new RangeError(`after ${j} of ${rank} components ${rank - j} singular values are needed, got ${field.length}`);
    const taken = Math.max(0, 1 - way[j]) / directionGrowth(stepSize, field[0]);
    time += taken;
    for (let i = j; i < rank; i++) way[i] += taken * directionGrowth(stepSize, field[i - j]);
  });
  return time;
}

/**
 * The error that is left goes as α^p with p = 2(1 − s_{r+1}/s_r): while the signal takes ln(1/α)/g(s_r) steps, noise directions grow at s_{r+1}. It is
 * an equality for κ = 1; for κ > 1 p is larger, and this is a lower bound. With all of M observed it is 2.
 * Throws RangeError unless 0 ≤ s_{r+1} and 0 < s_r.
 */
export function startScaleExponent(sigmaR: number, sigmaNext: number): number {
  requirePositive("the exponent of the start", { sigmaR });
  requireNonNegative("the exponent of the start", { sigmaNext });
  return 2 * (1 - sigmaNext / sigmaR);
}
