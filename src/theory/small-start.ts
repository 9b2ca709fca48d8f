/**
 * Gradient descent from a small random start of scale α: how long it takes, and what error it keeps. S = 𝒜*(y) with singular values
 * s₁ ≥ s₂ ≥ … is the field at the start, and a direction of value s grows by the factor 1 + ηs a step.
 */

/** g(s) = ln(1 + ηs), the growth of a direction in one step. Throws RangeError unless ηs > 0. */
export function directionGrowth(stepSize: number, sigma: number): number {
  if (!(stepSize * sigma > 0)) throw new RangeError(`a direction grows for ηs > 0, got η = ${stepSize} and s = ${sigma}`);
  return Math.log1p(stepSize * sigma);
}

/**
 * κ = 1: dT/d ln(1/α) = 1/g(s_r), with T the first iteration at which the error is half of its first: the r signal directions grow together
 * from α to 1. For κ > 1 it is too small; see `sequentialEscapeGrowth`.
 *
 * Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning. NeurIPS 2021, arXiv:2106.15013.
 */
export const escapeGrowth = (stepSize: number, sigmaR: number): number => 1 / directionGrowth(stepSize, sigmaR);

/**
 * r = 2, any κ: dT/d ln(1/α) = 1/g(s₁) + (1 − g(s₂)/g(s₁)) / g(s₁′). By the time 1/g(s₁) that the first component takes, the second has gone
 * g(s₂)/g(s₁) of its way (on a logarithmic scale); the rest it goes in the field that is left, of norm s₁′ = ‖𝒜*(y − 𝒜(Z₁))‖₂ with Z₁ the best
 * fit of rank 1. With s₁ = s₂ it is the law of κ = 1.
 */
export function sequentialEscapeGrowth(stepSize: number, data: { first: number; second: number; left: number }): number {
  const [first, second, left] = [data.first, data.second, data.left].map((sigma) => directionGrowth(stepSize, sigma));
  return 1 / first + (1 - second / first) / left;
}

/**
 * The error that is left goes as α^p with p = 2(1 − s_{r+1}/s_r): while the signal takes ln(1/α)/g(s_r) steps, noise directions grow at s_{r+1}. It is
 * an equality for κ = 1; for κ > 1 p is larger, and this is a lower bound. With all of M observed it is 2.
 */
export const startExponent = (sigmaR: number, sigmaNext: number): number => 2 * (1 - sigmaNext / sigmaR);
