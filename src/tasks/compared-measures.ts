import type { Compared, Comparison, Contender } from "./compare.ts";
import { type Difference, differenceOf } from "./sign-test.ts";

/** What solvers are judged by: the error where the truth is known, else the residual. Of both, less is better. */
export type Judged = "relativeError" | "relativeResidual";

export const judgedBy = ({ problem }: Comparison): Judged => (problem.truth ? "relativeError" : "relativeResidual");

/** Whether the run came to an end of its own with sound numbers. */
export const sound = ({ run }: Compared): boolean =>
  run !== undefined && run.status !== "diverged" && run.status !== "breakdown" && run.status !== "aborted";

/** At the end; infinite where there is no sound one. */
export function finalOf(result: Compared, judged: Judged): number {
  if (!result.run || !sound(result)) return Number.POSITIVE_INFINITY;
  const value = judged === "relativeError" ? result.relativeError : result.run.relativeResidual;
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

/** The least value that every sound run reached: what it cost each to come so far can be compared. NaN without sound runs. */
export function commonLevel({ results }: Comparison, judged: Judged): number {
  const reached = results.filter(sound).map(({ run }) => {
    const finite = run?.history.has(judged) ? Array.from(run.history.column(judged)).filter(Number.isFinite) : [];
    return finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  });
  return reached.length === 0 ? Number.NaN : Math.max(...reached);
}

/** Passes over the data, those of the start included, until the level was first seen; infinite where it never was. */
export function passesTo({ run }: Compared, judged: Judged, level: number): number {
  if (!run?.history.has(judged)) return Number.POSITIVE_INFINITY;
  const at = run.history.column(judged).findIndex((value) => value <= level);
  return at < 0 ? Number.POSITIVE_INFINITY : run.history.get("asks", at);
}

export interface PairDifference extends Difference {
  readonly first: Contender;
  readonly second: Contender;
  readonly measure: Judged | "passes";
}

/** Every pair of solvers that ran, seed by seed over the seeds that both have: in the end, and in passes to the common level. */
export function differencesOf(comparison: Comparison): PairDifference[] {
  const { results } = comparison;
  const contenders = comparison.contenders.filter((one) => results.some(({ contender, run }) => run && contender === one));
  const judged = judgedBy(comparison);
  const level = commonLevel(comparison, judged);
  const of = (contender: Contender) => results.filter((result) => result.contender === contender);
  return contenders.flatMap((first, i) =>
    contenders.slice(i + 1).flatMap((second): PairDifference[] => {
      const other = new Map(of(second).map((result) => [result.seed, result]));
      const both = of(first).flatMap((a) => {
        const b = other.get(a.seed);
        return b ? [[a, b] as const] : [];
      });
      const pairs = onlyReplicates(both);
      const by = (value: (result: Compared) => number): Difference =>
        differenceOf(
          pairs.map(([a]) => value(a)),
          pairs.map(([, b]) => value(b)),
        );
      return [
        { first, second, measure: judged, ...by((result) => finalOf(result, judged)) },
        { first, second, measure: "passes", ...by((result) => passesTo(result, judged, level)) },
      ];
    }),
  );
}

type Pair = readonly [Compared, Compared];

/** Where neither run depends on the seed, more seeds are the same observation again. */
function onlyReplicates(pairs: readonly Pair[]): readonly Pair[] {
  const constant = (side: 0 | 1): boolean => {
    const last = (result: Compared) => result.run?.history.get("value", result.run.iterations);
    return pairs.every((pair) => Object.is(last(pair[side]), last(pairs[0][side])));
  };
  return constant(0) && constant(1) ? pairs.slice(0, 1) : pairs;
}
