import type { Result } from "./experiment.ts";
import type { MirrorCell } from "./mirror-bias.ts";
import type { Law } from "./verdict.ts";

type Mirror = Result<MirrorCell>;

export const only =
  (column: string) =>
  ({ table }: Mirror): number =>
    table.get(column, 0);

const where =
  (part: MirrorCell["part"], given: Partial<MirrorCell> = {}) =>
  (cell: MirrorCell): boolean =>
    cell.part === part && Object.entries(given).every(([name, value]) => cell[name] === value);

const symbol = { entropy: "α", hypentropy: "β" } as const;

/** Thresholds of the error are those of the prototype's seeds, with room. */
const errors: readonly (readonly [part: "entropy" | "hypentropy", scale: number, low: number, high: number])[] = [
  ["entropy", 1e-1, 0.3, 10],
  ["entropy", 1e-3, 0, 0.15],
  ["entropy", 1e-6, 0, 0.05],
  ["hypentropy", 1e-1, 0.15, 10],
  ["hypentropy", 1e-3, 0, 0.15],
  ["hypentropy", 1e-6, 0, 0.04],
];

/** This one's number by that of the cell of the same seed that `of` names; NaN where it is missing. */
const against =
  (results: readonly Mirror[], of: (cell: MirrorCell) => boolean, column: string, by: (a: number, b: number) => number) =>
  (one: Mirror): number => {
    const other = results.find(({ cell }) => of(cell) && cell.seed === one.cell.seed);
    return other ? by(only(column)(one), only(column)(other)) : Number.NaN;
  };

const ratio = (a: number, b: number): number => a / b;

export const mirrorLaws = (results: readonly Mirror[]): Law<MirrorCell>[] => [
  ...errors.map(
    ([part, scale, low, high]): Law<MirrorCell> => ({
      law: `${part}, ${symbol[part]} = ${scale}·‖M‖_*: relative error`,
      predicted: low > 0 ? null : 0,
      range: [low, high],
      of: where(part, { scale }),
      measure: only("error"),
    }),
  ),
  ...(["entropy", "hypentropy"] as const).map(
    (part): Law<MirrorCell> => ({
      law: `${part}, ${symbol[part]} = 1e-6·‖M‖_*: the proved gap`,
      predicted: 0,
      range: [-0.005, 0.05],
      of: where(part, { scale: 1e-6 }),
      measure: only("gap"),
    }),
  ),
  {
    law: "m = nr, below the convex bar: trace of mirror descent / of descent on full-rank factors",
    predicted: { atMost: 1 },
    range: [0.8, 1 - 1e-6],
    of: where("few"),
    measure: against(results, where("descent"), "nuclear", ratio),
  },
  {
    law: "m = nr: effective rank of mirror descent − that of descent",
    predicted: { atLeast: 0 },
    range: [1e-6, 3],
    of: where("few"),
    measure: against(results, where("descent"), "effectiveRank", (a, b) => a - b),
  },
  ...[0, 2].flatMap((betaOverAlpha) =>
    [0.2, 0.1].map(
      (stepSize): Law<MirrorCell> => ({
        law: `${betaOverAlpha ? "hypentropy, β = 2α" : "entropy"}: deviation from descent at η = ${stepSize} / at half of it`,
        predicted: 2,
        range: [1.8, 2.2],
        of: where("path", { betaOverAlpha, stepSize }),
        measure: against(results, where("path", { betaOverAlpha, stepSize: stepSize / 2 }), "deviation", ratio),
      }),
    ),
  ),
  {
    law: "β = α instead: deviation / that of β = 2α, η = 0.05",
    predicted: null,
    range: [5, 1000],
    of: where("path", { betaOverAlpha: 1 }),
    measure: against(results, where("path", { betaOverAlpha: 2, stepSize: 0.05 }), "deviation", ratio),
  },
];
