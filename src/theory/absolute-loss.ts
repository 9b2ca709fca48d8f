import { requireCount, requireNonNegative, requirePositive, requireShare } from "../parameters/checked-numbers.ts";

/**
 * Σ|⟨A_i, FGᵀ⟩ − y_i| with a share p of wrong measurements, m Gaussian A_i, and k > r columns: what the truth, padded with columns of zeros, is.
 * All values are of (1/m)Σ|…| with raw A_i, entries N(0, 1).
 *
 * Ma, Fattahi. Global convergence of sub-gradient method for robust matrix recovery: small initialization, noisy measurements, and
 * over-parameterization. JMLR 24, 2023, arXiv:2202.08788.
 */

/** √(2/π), the mean of |z| for a standard normal z. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

/**
 * ‖S‖_F, S = (1/m)Σ ±A_i over the p·m wrong measurements, whose signs do not depend on A_i: √(n1·n2·p/m), `entries` being n1·n2. Throws RangeError
 * unless entries, m > 0 and 0 ≤ p ≤ 1.
 */
export function outlierAdjointNorm(entries: number, p: number, m: number): number {
  requirePositive("the norm of the wrong measurements", { entries, m });
  requireShare("the norm of the wrong measurements", { p });
  return Math.sqrt((entries * p) / m);
}

/**
 * d f/d(t²) along t·(P, Q) in the extra columns with PQᵀ = W, ‖W‖_F = 1: the clean measurements resist with (1 − p)√(2/π), the wrong ones pull
 * with ⟨S, W⟩, at most ‖S_{k−r}‖_F, the norm of the best rank-(k − r) approximation of S. For k − r ≥ n that is `outlierAdjointNorm`.
 * Throws RangeError unless 0 ≤ p ≤ 1 and the pull is at least 0.
 */
export function outlierSaddleCurvature(p: number, pull: number): number {
  requireShare("the curvature at the truth", { p });
  requireNonNegative("the curvature at the truth", { pull });
  return (1 - p) * MEAN_ABSOLUTE - pull;
}

/** m = p·n1·n2·(π/2)/(1 − p)², `entries` being n1·n2: with fewer measurements, and k − r ≥ n, the truth is a strict saddle and no local minimum. Throws RangeError unless 0 ≤ p < 1. */
export function outlierSaddleBar(entries: number, p: number): number {
  if (!(p >= 0 && p < 1)) throw new RangeError(`the share of wrong measurements is in [0, 1), got ${p}`);
  requirePositive("the bar of the saddle", { entries });
  return (p * entries * (Math.PI / 2)) / (1 - p) ** 2;
}

/**
 * How far the subgradient method with steps s_t carries a start, in logarithms of its size: Σ s_t·√(2/π)(1 − p)/√r, for r equal singular
 * values. A start of scale α needs ln(1/α) + 2 where σ = 1. `travel` is Σ s_t. Throws RangeError unless it is at least 0, 0 ≤ p ≤ 1 and r ≥ 1.
 */
export function subgradientGrowth(travel: number, p: number, r: number): number {
  requireNonNegative("the growth of a start", { travel });
  requireShare("the growth of a start", { p });
  requireCount("the growth of a start", { r });
  return (travel * (1 - p) * MEAN_ABSOLUTE) / Math.sqrt(r);
}

/**
 * φ of E D = φ·Δ/‖Δ‖_F, D = (1/m)Σ sign(⟨A_i, Δ⟩ − ν_i)A_i, where a share p of the errors ν_i is N(0, τ²) and the others zero:
 * √(2/π)(1 − p + p‖Δ‖/√(‖Δ‖² + τ²)), by Stein's identity. With p = 1 it is that of dense noise. `deviation` is τ, `distance`
 * ‖Δ‖_F. Throws RangeError unless 0 ≤ p ≤ 1, τ ≥ 0 and ‖Δ‖_F > 0.
 */
export function signSubgradientScale(p: number, deviation: number, distance: number): number {
  if (!(p >= 0 && p <= 1 && deviation >= 0))
    throw new RangeError(`a share in [0, 1] and a deviation ≥ 0, got ${p} and ${deviation}`);
  requirePositive("the scale of the signs", { distance });
  return MEAN_ABSOLUTE * (1 - p + (p * distance) / Math.sqrt(distance ** 2 + deviation ** 2));
}
