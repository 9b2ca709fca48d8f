import type { Cell, Check, Exhibit, Prediction, Result } from "./experiment.ts";

export type Verdict = "holds" | "fails" | "undecided";

/** A law as data: which cells speak of it, and the number that each of them gives. */
export interface Law<C extends Cell> {
  readonly law: string;
  readonly predicted: Prediction;
  /** Around the predicted number; a bound leaves room for it. */
  readonly range: readonly [low: number, high: number];
  readonly of: (cell: C) => boolean;
  /** NaN where it cannot be measured. */
  readonly measure: (result: Result<C>) => number;
}

/** Each law against the median of its cells. One cell that cannot be measured leaves the law undecided. */
export function judgeLaws<C extends Cell>(laws: readonly Law<C>[], results: readonly Result<C>[]): Check[] {
  return laws.map((law) => {
    const values = measuredBy(law, results).map(({ value }) => value);
    const measured = median(values);
    const [low, high] = law.range;
    const check = {
      law: law.law,
      predicted: law.predicted,
      measured,
      range: law.range,
      holds: low <= measured && measured <= high,
    };
    return values.length > 1 ? { ...check, spread: [Math.min(...values), Math.max(...values)] } : check;
  });
}

/** What every seed gave, a row a law. */
export function seedTable<C extends Cell>(laws: readonly Law<C>[], results: readonly Result<C>[]): NonNullable<Exhibit["table"]> {
  const seeds = [...new Set(results.map(({ cell }) => cell.seed))];
  const rows = laws.map((law) => {
    const measured = measuredBy(law, results);
    return [law.law, ...seeds.map((seed) => measured.find((one) => one.seed === seed)?.value ?? Number.NaN)];
  });
  return { columns: ["law", ...seeds.map((seed) => `seed ${seed}`)], rows };
}

/** A law that is broken decides; else a number that is missing leaves it open. */
export function verdictOf(checks: readonly Check[]): Verdict {
  if (checks.some(({ holds, measured }) => !holds && !Number.isNaN(measured))) return "fails";
  return checks.length > 0 && checks.every(({ holds }) => holds) ? "holds" : "undecided";
}

const measuredBy = <C extends Cell>({ of, measure }: Law<C>, results: readonly Result<C>[]) =>
  results.filter(({ cell }) => of(cell)).map((result) => ({ seed: result.cell.seed, value: measure(result) }));

/** NaN for none, and where one is NaN. */
export function median(values: readonly number[]): number {
  if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
