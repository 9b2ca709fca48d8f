/** One thing that must hold of the numbers on this machine. */
export interface Check {
  /** Whose numbers: "native", "portable", or "both" where two are compared. */
  readonly of: string;
  readonly name: string;
  /** What was found: a ratio, or a word. */
  readonly found: number | string;
  readonly allowed: string;
  readonly good: boolean;
}

/** A check of a number that is at most `most`; NaN is not. */
export const atMost = (of: string, name: string, found: number, most: number): Check => ({
  of,
  name,
  found,
  allowed: `at most ${most}`,
  good: found <= most,
});

export const equal = (of: string, name: string, good: boolean): Check => ({
  of,
  name,
  found: good ? "equal" : "different",
  allowed: "equal",
  good,
});
