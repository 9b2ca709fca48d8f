import { requireCount, requirePositive } from "../parameters/checked-numbers.ts";

/**
 * m from which least squares alone determines M, without regard to its rank: n1·n2, or n(n + 1)/2 for symmetric matrices. Above it
 * an experiment tests how fast an algorithm goes, and cannot show what its path prefers. Throws RangeError unless n1 and n2 are integers ≥ 1.
 */
export function leastSquaresBar({ rows, cols, symmetric }: { rows: number; cols: number; symmetric: boolean }): number {
  requireCount("the bar of least squares", { rows, cols });
  return symmetric ? (rows * (rows + 1)) / 2 : rows * cols;
}

/**
 * Least factor by which m Gaussian measurements, scaled to E 𝒜*𝒜 = I, slow a local rate down that full observation would give:
 * (1 − √(d/m))², the least eigenvalue of 𝒜*𝒜 on a tangent space of d dimensions after Marchenko and Pastur (Math. USSR-Sb. 1, 1967).
 * It takes the tangent space as independent of the A_i, as a heuristic. 0 where m ≤ d. Throws RangeError
 * unless d, m > 0.
 */
export function slowestLocalFactor(degreesOfFreedom: number, count: number): number {
  requirePositive("the factor of sensing", { degreesOfFreedom, count });
  return Math.max(0, 1 - Math.sqrt(degreesOfFreedom / count)) ** 2;
}
