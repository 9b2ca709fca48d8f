import type { Prediction, Result } from "./experiment.ts";
import type { RobustCell } from "./robust-small-start.ts";
import type { Law } from "./verdict.ts";

type Robust = Result<RobustCell>;

export const settingOf = ({ name }: RobustCell): string => name.replace(/-seed\d+$/, "");

const of =
  (setting: string) =>
  (cell: RobustCell): boolean =>
    settingOf(cell) === setting;

/** After all iterations; NaN for a run that did not come so far. */
export const finalError = ({ cell, table }: Robust): number =>
  table.length > cell.iterations ? table.get("error", cell.iterations) : Number.NaN;

const leastError = ({ table }: Robust): number => Math.min(...table.column("error").filter((value) => !Number.isNaN(value)));

const error = (law: string, setting: string, range: readonly [number, number], predicted: Prediction = 0): Law<RobustCell> => ({
  law: `${law}: relative error`,
  predicted,
  range,
  of: of(setting),
  measure: finalError,
});

const sign = (law: string, setting: string): Law<RobustCell> => ({
  law: `Sign-RIP, ${law}: φ measured less φ predicted`,
  predicted: 0,
  range: [-0.02, 0.02],
  of: of(setting),
  measure: ({ table }) => table.get("scale", 0) - table.get("predicted", 0),
});

/** What no theory says, how far off a large start ends, has a threshold of ours: 2.2 and more, 3 and more, 0.4 and more were measured. */
export const robustLaws: readonly Law<RobustCell>[] = [
  error("no errors, steps that follow the loss, α = 10⁻³", "clean-large", [0, 2e-3]),
  error("no errors, steps that follow the loss, α = 10⁻⁶", "clean-small", [0, 5e-6]),
  error("p = 0.1, α = 10⁻⁶", "tenth", [0, 1e-3]),
  error("p = 0.3, α = 10⁻⁶", "third", [0, 3e-2]),
  error("p = 0.3, α = 0.1", "third-large", [0.3, 10], null),
  {
    law: "p = 0.3, ρ = 0.97: 1 where the schedule is refused",
    predicted: 1,
    range: [1, 1],
    of: of("third-short"),
    measure: ({ table }) => (table.has("refused") ? table.get("refused", 0) : 0),
  },
  {
    law: "p = 0.3, squared loss: least relative error of the path",
    predicted: null,
    range: [0.5, 1.5],
    of: of("third-squared"),
    measure: leastError,
  },
  error("noise σ = 0.3 in every measurement", "dense", [0, 0.3], null),
  error("m = 160, p = 0.1, α = 10⁻⁶", "few", [0, 1e-2]),
  error("m = 160, p = 0.1, α = 1", "few-large", [0.3, 10], null),
  error("500 entries, p = 0.1, α = 10⁻⁶", "entries", [0, 1e-3]),
  error("500 entries, p = 0.1, α = 1", "entries-large", [0.2, 10], null),
  sign("no errors", "sign-clean"),
  sign("p = 0.3", "sign-third"),
  sign("noise σ = 0.5", "sign-dense"),
];
