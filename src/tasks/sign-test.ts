/** Two solvers, seed by seed, in a measure of which less is better. */
export interface Difference {
  /** first − second at each seed; 0 where both are infinite. */
  readonly values: readonly number[];
  /** Seeds at which the first has less, the second has less, and neither. */
  readonly less: number;
  readonly more: number;
  readonly ties: number;
  /** Of the two-sided sign test: how likely so uneven a count is where either may have less with equal chance. 1 where all are ties. */
  readonly p: number;
}

/**
 * What differs between two lists, one number a seed. A run without a result counts as infinite.
 *
 * Arbuthnott. An argument for divine providence. Phil. Trans. 27, 1710; ties are left out, as Dixon and Mood (1946) do.
 */
export function differenceOf(first: readonly number[], second: readonly number[]): Difference {
  if (first.length !== second.length)
    throw new RangeError(`a difference seed by seed needs as many of both, got ${first.length} and ${second.length}`);
  const values = first.map((value, i) => (Object.is(value, second[i]) ? 0 : value - second[i]));
  const less = values.filter((value) => value < 0).length;
  const more = values.filter((value) => value > 0).length;
  return { values, less, more, ties: values.length - less - more, p: signTest(less, more) };
}

/** min(1, 2·P(B ≤ min(less, more))) with B binomial of less + more fair throws. */
export function signTest(less: number, more: number): number {
  const throws = less + more;
  let chance = 0.5 ** throws;
  let sum = 0;
  for (let i = 0; i <= Math.min(less, more); i++) {
    sum += chance;
    chance *= (throws - i) / (i + 1);
  }
  return Math.min(1, 2 * sum);
}
