/**
 * Checks of a caller's numbers: each throws RangeError at the first that is not allowed, with its name, what is allowed, and its value. `what`
 * is who asks, as the sentence begins: "the noise floor needs m > 0, got 0".
 */
type Check = (what: string, numbers: Readonly<Record<string, number>>) => void;

const check =
  (allowed: (name: string) => string, accepts: (value: number) => boolean): Check =>
  (what, numbers) => {
    for (const [name, value] of Object.entries(numbers))
      if (!accepts(value)) throw new RangeError(`${what} needs ${allowed(name)}, got ${value}`);
  };

export const requirePositive = check(
  (name) => `${name} > 0`,
  (value) => value > 0 && Number.isFinite(value),
);

export const requireNonNegative = check(
  (name) => `${name} ≥ 0`,
  (value) => value >= 0 && Number.isFinite(value),
);

/** From 0 to 1, both allowed. */
export const requireShare = check(
  (name) => `0 ≤ ${name} ≤ 1`,
  (value) => value >= 0 && value <= 1,
);

export const requireCount = check(
  (name) => `an integer ${name} ≥ 1`,
  (value) => Number.isSafeInteger(value) && value >= 1,
);
