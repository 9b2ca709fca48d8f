import { leastSquaresSlope } from "./fits.ts";

export interface LinearTail {
  /** e_t ~ exp(−rate·t). */
  readonly rate: number;
  /** The iterations between which it was fitted. */
  readonly from: number;
  readonly to: number;
}

/** Errors below are rounding. */
const FLOOR = 1e-13;
/** The fit begins where e was last above so many times its end, */
const SPAN = 1e3;
/** takes at least this fall, */
const LEAST_SPAN = 10;
const FEWEST = 20;
/** and its two halves have the same slope but for this share. */
const STRAIGHT = 0.02;

/**
 * The last stretch of e over t, where it is a straight line in ln e; undefined where it is not one: sublinear tails, plateaus, runs
 * that ended before. Relative errors or residuals; rounding, below 1e-13, is left out.
 */
export function linearTail(t: ArrayLike<number>, e: ArrayLike<number>): LinearTail | undefined {
  const errors = Array.from(e);
  const rounding = errors.findIndex((value) => !(value > FLOOR));
  const end = rounding < 0 ? errors.length : rounding;
  const begin = errors.slice(0, end).findLastIndex((value) => value > SPAN * errors[end - 1]) + 1;
  if (end - begin < FEWEST || !(errors[begin] >= LEAST_SPAN * errors[end - 1])) return undefined;
  const rateOf = (from: number, to: number) =>
    -leastSquaresSlope(
      Array.from(t).slice(from, to),
      errors.slice(from, to).map((value) => Math.log(value)),
    );
  const middle = (begin + end) >> 1;
  const [rate, first, second] = [rateOf(begin, end), rateOf(begin, middle), rateOf(middle, end)];
  const straight = rate > 0 && Math.abs(first - second) <= STRAIGHT * rate;
  return straight ? { rate, from: t[begin], to: t[end - 1] } : undefined;
}
