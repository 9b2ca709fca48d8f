/** One declared option of a solver or experiment: its default, what it means, and what is allowed. */
export interface Parameter<T extends number | string | boolean = number | string | boolean> {
  readonly default: T;
  readonly meaning: string;
  /** What is allowed, in words: "a number > 0". */
  readonly allowed: string;
  /** Reads a value given as itself or as text; undefined where it is not allowed. */
  readonly read: (given: unknown) => T | undefined;
}

export type Parameters = Readonly<Record<string, Parameter>>;
export type Values<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number, or text that is one in decimal notation; undefined otherwise. */
export function readNumber(given: unknown): number | undefined {
  const value = typeof given === "string" && DECIMAL.test(given.trim()) ? Number(given) : given;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function numeric(initial: number, meaning: string, allowed: string, accepts: (value: number) => boolean): Parameter<number> {
  const read = (given: unknown): number | undefined => {
    const value = readNumber(given);
    return value !== undefined && accepts(value) ? value : undefined;
  };
  return { default: initial, meaning, allowed, read };
}

// With the annotation, bundlers may leave out a solver that nobody uses, although its declaration calls these.
export const positive = /* @__NO_SIDE_EFFECTS__ */ (initial: number, meaning: string): Parameter<number> =>
  numeric(initial, meaning, "a number > 0", (v) => v > 0);

export const nonNegative = /* @__NO_SIDE_EFFECTS__ */ (initial: number, meaning: string): Parameter<number> =>
  numeric(initial, meaning, "a number ≥ 0", (v) => v >= 0);

export const count = /* @__NO_SIDE_EFFECTS__ */ (initial: number, meaning: string): Parameter<number> =>
  numeric(initial, meaning, "an integer ≥ 1", (v) => Number.isSafeInteger(v) && v >= 1);

export const share = /* @__NO_SIDE_EFFECTS__ */ (initial: number, meaning: string): Parameter<number> =>
  numeric(initial, meaning, "a number ≥ 0 and < 1", (v) => v >= 0 && v < 1);

export const integer = /* @__NO_SIDE_EFFECTS__ */ (initial: number, meaning: string): Parameter<number> =>
  numeric(initial, meaning, "an integer ≥ 0", (v) => Number.isSafeInteger(v) && v >= 0);

/** true or false, also as text; false unless told otherwise. */
/* @__NO_SIDE_EFFECTS__ */ export function flag(meaning: string): Parameter<boolean> {
  const read = (given: unknown): boolean | undefined => {
    if (given === true || given === "true") return true;
    return given === false || given === "false" ? false : undefined;
  };
  return { default: false, meaning, allowed: "true or false", read };
}

/** A positive number, or the word "auto". */
/* @__NO_SIDE_EFFECTS__ */ export function positiveOrAuto(meaning: string): Parameter<number | "auto"> {
  const number = positive(1, "");
  return {
    default: "auto",
    meaning,
    allowed: 'a number > 0, or "auto"',
    read: (given) => (given === "auto" ? "auto" : number.read(given)),
  };
}

/** One of a few words; the first is the default. */
/* @__NO_SIDE_EFFECTS__ */ export function oneOf<const W extends string>(
  words: readonly [W, ...W[]],
  meaning: string,
): Parameter<W> {
  const read = (given: unknown): W | undefined => words.find((word) => word === given);
  return { default: words[0], meaning, allowed: `one of ${words.join(", ")}`, read };
}
