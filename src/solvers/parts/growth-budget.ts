import { norm } from "../../linalg/arithmetic.ts";
import { naturalLogarithm } from "../../linalg/elementary.ts";
import type { Factors } from "../../linalg/matrix.ts";
import type { Problem } from "../../problem/problem.ts";
import { type SubgradientOptions, travelOf } from "./geometric-schedule.ts";

/** √(2/π), the mean of |z| for a standard normal z. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

/** The median of |z| for a standard normal z. */
const MEDIAN_ABSOLUTE = 0.6744897501960817;

/**
 * What the signal must still travel, in logarithms, after it has reached its size: it is learned, not only begun. With κ = 1 M was found from 0.5 to 2.5 on
 * (n = 20, r = 1 and 2, α = 10⁻³ and 10⁻⁶): 3, which is always enough, would refuse what works.
 */
const MARGIN = 2;

/**
 * How far a schedule Σ s_t carries a small start, in logarithms of its size. Far from M the subgradient is D ≈ −√(2/π)(1 − p)·M/‖M‖_F with p the
 * share of outliers, so that r equal directions of M each grow by the factor 1 + s_t·√(2/π)(1 − p)/√r a step.
 * p is not known to a solver: 0 is taken, the most that any share allows. Nor is κ, for which 1 is. With κ = 3, r = 2 and α = 10⁻⁶ normalized steps had to go 9
 * further than κ = 1 says, 3 as geometric ones. Counted at the rate that σ_r has at first, σ_r/σ₁, 0 was enough: what is learned leaves D, and the rest speeds up.
 */
export const growthOf = (travel: number, signalRank: number): number => (travel * MEAN_ABSOLUTE) / Math.sqrt(signalRank);

/** The same for steps s_t/‖D‖₂: D/‖D‖₂ ≈ −M/‖M‖₂ whatever p, so that r equal directions each grow by 1 + s_t. */
export const normalizedGrowthOf = (travel: number): number => travel;

/** ln(√σ/α) + 2: what it must be, with α the size of the start's columns and σ a singular value of M. */
export function growthNeeded(problem: Problem, x0: Factors, signalRank: number): number {
  const sigma = sizeOfTruth(problem) / Math.sqrt(signalRank);
  return naturalLogarithm(Math.sqrt(sigma) / columnSize(x0)) + MARGIN;
}

/**
 * Throws RangeError where a schedule that travels Σ s_t ends before the start has grown to the size of the data, even without any outlier:
 * it would rest near zero and look converged.
 */
export function requireGrowth(problem: Problem, x0: Factors, options: SubgradientOptions): void {
  const { step, signalRank } = options;
  const travel = travelOf(options);
  const growth = step === "normalized" ? normalizedGrowthOf(travel) : growthOf(travel, signalRank);
  const needed = growthNeeded(problem, x0, signalRank);
  if (growth >= needed) return;
  throw new RangeError(
    `the steps add up to ${travel.toPrecision(3)}, which lets a signal of rank ${signalRank} grow by e^${growth.toPrecision(3)}; from this start it needs e^${needed.toPrecision(3)}: take a decay closer to 1, a larger first step or a larger start`,
  );
}

/** α: the root mean square of the columns' norms, over both factors. */
function columnSize({ left, right }: Factors): number {
  return norm(Float64Array.of(norm(left), norm(right))) / Math.sqrt(2 * left.cols);
}

/** ‖M‖_F from the median of |⟨A_i, M⟩|, which a few outliers hardly move; measurements that are zero are left out. */
export function sizeOfTruth({ measurements, operator }: Problem): number {
  const sizes = measurements
    .map(Math.abs)
    .filter((value) => value > 0)
    .sort();
  return (sizes[sizes.length >> 1] * Math.sqrt(operator.count / operator.scale)) / MEDIAN_ABSOLUTE;
}
