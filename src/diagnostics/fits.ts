/** Fewer points than these are not fitted. */
const FEWEST = 10;

/**
 * Slope of the least-squares line through (x, y). NaN for fewer than 10 points, for a number that is not finite, and where
 * all x are one. Throws RangeError for different lengths.
 */
export function leastSquaresSlope(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const count = x.length;
  if (y.length !== count) throw new RangeError(`a line goes through pairs; there are ${count} x and ${y.length} y`);
  if (count < FEWEST) return Number.NaN;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, xy] = [0, 0];
  for (let i = 0; i < count; i++) {
    xx += (x[i] - meanX) ** 2;
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  return xx > 0 && Number.isFinite(xy) ? xy / xx : Number.NaN;
}

/**
 * Linear convergence e_t ~ exp(−rate·t): minus the slope of ln e over t, after e was last above `high` and until it first falls
 * below `low`. NaN where e never falls below `low` after that, and for fewer than 10 points between.
 */
export function linearRate(t: ArrayLike<number>, e: ArrayLike<number>, { high, low }: { high: number; low: number }): number {
  if (!(high > low && low > 0)) throw new RangeError(`a window of errors needs high > low > 0, got ${high} and ${low}`);
  const errors = Array.from(e);
  const begin = errors.findLastIndex((value) => value > high) + 1;
  const end = errors.findIndex((value, i) => i >= begin && value < low);
  if (end < 0) return Number.NaN;
  return -leastSquaresSlope(
    Array.from(t).slice(begin, end),
    errors.slice(begin, end).map((value) => Math.log(value)),
  );
}

/** Power law v ~ t^p: p, the slope of ln v over ln t for `from` ≤ t ≤ `to`. NaN for fewer than 10 points and where v is not positive. */
export function powerLaw(t: ArrayLike<number>, v: ArrayLike<number>, window: FitWindow): number {
  const { x, y } = within(t, v, window);
  return leastSquaresSlope(
    x.map((value) => Math.log(value)),
    y.map((value) => Math.log(value)),
  );
}

/** Straight line v ~ c·t: c, the slope of v over t for `from` ≤ t ≤ `to`. NaN for fewer than 10 points. */
export function growthRate(t: ArrayLike<number>, v: ArrayLike<number>, window: FitWindow): number {
  const { x, y } = within(t, v, window);
  return leastSquaresSlope(x, y);
}

export interface ConvergenceRegime {
  readonly kind: "linear" | "power law" | "unknown";
  /** −(slope of ln e over t) and the slope of ln e over ln t, on the last 80 % of the points. */
  readonly rate: number;
  readonly power: number;
  /** Root mean square distance of ln e from either line. */
  readonly linearMisfit: number;
  readonly powerMisfit: number;
}

/**
 * Which of e ~ exp(−rate·t) and e ~ t^power the last 80 % of a path resemble: the line that ln e is closer to. "unknown" for fewer than 10
 * points, where e or t is not positive there, where e does not fall, and where both lines fit equally well.
 */
export function convergenceRegime(t: ArrayLike<number>, e: ArrayLike<number>): ConvergenceRegime {
  const begin = Math.floor(0.2 * t.length);
  const times = Array.from(t).slice(begin);
  const y = Array.from(e, (value) => Math.log(value)).slice(begin);
  const logs = times.map((value) => Math.log(value));
  const [rate, power] = [-leastSquaresSlope(times, y), leastSquaresSlope(logs, y)];
  const [linearMisfit, powerMisfit] = [misfit(times, y, -rate), misfit(logs, y, power)];
  const known = rate > 0 && power < 0 && linearMisfit !== powerMisfit;
  const kind = known ? (linearMisfit < powerMisfit ? "linear" : "power law") : "unknown";
  return { kind, rate, power, linearMisfit, powerMisfit };
}

/** Root mean square distance of y from the line of that slope through the means. */
function misfit(x: readonly number[], y: readonly number[], slope: number): number {
  const [meanX, meanY] = [mean(x), mean(y)];
  return Math.sqrt(mean(x.map((value, i) => (y[i] - meanY - slope * (value - meanX)) ** 2)));
}

export interface FitWindow {
  readonly from: number;
  readonly to: number;
}

/** The points with `from` ≤ t ≤ `to`; none where t ends before `to`, for a fit on part of a window is another fit. Throws RangeError unless from ≤ to. */
function within(t: ArrayLike<number>, v: ArrayLike<number>, { from, to }: FitWindow): { x: number[]; y: number[] } {
  if (t.length !== v.length) throw new RangeError(`there are ${t.length} times and ${v.length} values`);
  if (!(from <= to)) throw new RangeError(`a window needs from ≤ to, got ${from} and ${to}`);
  if (!(t[t.length - 1] >= to)) return { x: [], y: [] };
  const at = Array.from(t, (value, i) => (value >= from && value <= to ? i : -1)).filter((i) => i >= 0);
  return { x: at.map((i) => t[i]), y: at.map((i) => v[i]) };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
