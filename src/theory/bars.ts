import { requireCount, requireNonNegative } from "../parameters/checked-numbers.ts";
import { nuclearNormFraction, traceBar } from "./nuclear-norm-bar.ts";
import { leastSquaresBar, slowestLocalFactor } from "./sampling.ts";

/** What kind of matrix is sought. A complex one is n×n Hermitian PSD. */
export interface Sought {
  readonly rows: number;
  readonly cols: number;
  /** r, the rank of M. */
  readonly rank: number;
  /** M ⪰ 0 is sought as such. */
  readonly symmetric: boolean;
  readonly field?: "real" | "complex";
}

/** How many measurements it takes, as thresholds in m (not rounded). All but the first and the last are of Gaussian 𝒜. */
export interface Bars {
  /** d: below it no method can work. */
  readonly degreesOfFreedom: number;
  /** Above it minimizing the nuclear norm (the trace, for PSD matrices) finds M. */
  readonly nuclearNorm: number;
  /** Above it M is the only PSD matrix that fits, whatever finds one; undefined where M is not known to be PSD. */
  readonly psdOnly?: number;
  /** From here on M is the only matrix that fits. */
  readonly leastSquares: number;
}

/**
 * An experiment shows what an algorithm prefers only between d and the bar above which the data determine M by themselves.
 * Throws RangeError unless 1 ≤ r ≤ min(n1, n2), integers, and where a symmetric matrix is not square.
 */
export function sampleBars(sought: Sought): Bars {
  const { rows, cols, rank, symmetric, field = "real" } = sought;
  requireCount("the bars of a matrix", { rows, cols });
  const least = Math.min(rows, cols);
  if (!(Number.isInteger(rank) && rank >= 1 && rank <= least))
    throw new RangeError(`the rank of a ${rows}×${cols} matrix is an integer from 1 to ${least}, got ${rank}`);
  if (symmetric && rows !== cols) throw new RangeError(`a symmetric matrix is square, got ${rows}×${cols}`);
  if (!symmetric)
    return {
      degreesOfFreedom: rank * (rows + cols - rank),
      nuclearNorm: nuclearNormFraction(rank / least, least / Math.max(rows, cols)) * rows * cols,
      leastSquares: leastSquaresBar({ rows, cols, symmetric }),
    };
  const real = field === "real";
  return {
    degreesOfFreedom: real ? rows * rank - (rank * (rank - 1)) / 2 : rank * (2 * rows - rank),
    nuclearNorm: traceBar(rows, rank, field),
    psdOnly: psdOnlyBar(rows, rank, field),
    leastSquares: real ? leastSquaresBar({ rows, cols, symmetric }) : rows * rows,
  };
}

/**
 * (1 + 2ρ − ρ²)/2 of all dimensions, ρ = r/n: the statistical dimension of the PSD cone's tangent cone at a matrix of rank r. With n = 20, r = 2
 * it is 125: every PSD matrix that fits 137 symmetric Gaussian measurements is M, and at 112 many others fit.
 *
 * Amelunxen, Lotz, McCoy, Tropp. Living on the edge: phase transitions in convex programs with random data. Information and
 * Inference 3, 2014. Throws RangeError unless 1 ≤ r ≤ n, integers.
 */
export function psdOnlyBar(n: number, r: number, field: "real" | "complex" = "real"): number {
  requireCount("the bar of PSD matrices", { n, r });
  if (r > n) throw new RangeError(`the rank of an n×n matrix is at most n = ${n}, got ${r}`);
  const rho = r / n;
  const dimensions = field === "real" ? (n * (n + 1)) / 2 : n * n;
  return ((1 + 2 * rho - rho * rho) / 2) * dimensions;
}

/** The whole number of measurements that a bar stands for. Throws RangeError for a bar that is not a number ≥ 0. */
export function measurementsAt(bar: number): number {
  requireNonNegative("a number of measurements", { bar });
  return Math.ceil(bar - 1e-9);
}

/** q = (1 − √(d/m))²: by a factor between it and 1 sensing slows every local rate that full observation would give. 0 below d. Throws RangeError unless m > 0. */
export const blurFactor = (bars: Bars, count: number): number => slowestLocalFactor(bars.degreesOfFreedom, count);

/**
 * How many times d gradient descent took in full runs with Gaussian 𝒜 (n = 16, r = 2, κ = 1, eight seeds): at k = r it found M
 * in most of them at 1.6 d and in all at 2 d; with k = n and a start of α = 10⁻⁴ in all at 2.5 d, five at 2 d and none at 1.6 d.
 * From a start with α = 1 it failed everywhere below the bar at which every fit is M. Measured, not proved; κ > 1 takes more.
 */
export const DESCENT_BARS = { usually: 1.6, exactRank: 2, overparameterized: 2.5 } as const;
