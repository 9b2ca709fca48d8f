import type { Prediction, Result } from "./experiment.ts";
import { FEW, MANY, type RuleCell } from "./training-rules.ts";
import type { RuleName } from "./training-rules-methods.ts";
import type { Law } from "./verdict.ts";

type Ruled = Result<RuleCell>;

export const final = ({ table }: Ruled): number => table.get("error", table.length - 1);
export const keptBy = ({ table }: Ruled): number => table.get("kept", table.length - 1);

/** Passes over the data until the relative error was first below 5 %; infinite where it never was. */
export function passesOf({ table }: Ruled): number {
  const at = table.column("error").findIndex((error) => error < 0.05);
  return at < 0 ? Number.POSITIVE_INFINITY : table.get("asks", at);
}

const found: readonly RuleName[] = [
  "trained rank pruning, rank 2",
  "sltrain, k = 4",
  "maestro, k = 6",
  "LoRA, k = 4",
  "factors, k = 20",
];

/** Ranges are those of six measured seeds, with room. */
export function ruleLaws(results: readonly Ruled[]): Law<RuleCell>[] {
  const at = (m: number, rule: RuleName) => (cell: RuleCell) => cell.m === m && cell.rule === rule;
  const error = (m: number, rule: RuleName, predicted: Prediction, range: readonly [number, number]): Law<RuleCell> => ({
    law: `m = ${m}, ${rule}: relative error`,
    predicted,
    range,
    of: at(m, rule),
    measure: final,
  });
  const ratio = (first: RuleName, second: RuleName, predicted: Prediction, range: readonly [number, number]): Law<RuleCell> => ({
    law: `m = ${MANY}, passes to 5 %: ${first} over ${second}`,
    predicted,
    range,
    of: at(MANY, first),
    measure: (one) => {
      const other = results.find(({ cell }) => at(MANY, second)(cell) && cell.seed === one.cell.seed);
      return other ? passesOf(one) / passesOf(other) : Number.NaN;
    },
  });
  return [
    ...found.map((rule) => error(FEW, rule, 0, [0, 0.05])),
    error(FEW, "galore, ρ = 1, no moments", null, [0.1, 0.35]),
    error(FEW, "galore, ρ = 2", null, [0.1, 0.6]),
    error(FEW, "cosines, ρ = 2", null, [0.6, 1.2]),
    error(FEW, "fira, ρ = 2", null, [0.6, 1.2]),
    error(FEW, "adam", null, [0.6, 1.2]),
    ratio("trained rank pruning, rank 2", "adam", null, [0, 0.5]),
    ratio("galore, ρ = 2", "adam", { atLeast: 1 }, [1.2, 5]),
    ratio("fira, ρ = 2", "galore, ρ = 2", { atMost: 1 }, [0.3, 0.95]),
  ];
}
