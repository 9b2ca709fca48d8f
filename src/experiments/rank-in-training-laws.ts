import type { Result } from "./experiment.ts";
import type { RankCell } from "./rank-in-training.ts";
import type { Law } from "./verdict.ts";

type Ranked = Result<RankCell>;

export const value =
  (column: string) =>
  ({ table }: Ranked): number =>
    table.get(column, table.length - 1);

const part =
  (name: RankCell["part"], rest: Partial<RankCell> = {}) =>
  (cell: RankCell): boolean =>
    cell.part === name && Object.entries(rest).every(([key, one]) => cell[key] === one);

const block = (every: number, stepSize = 0.25) => part("blocks", { every, stepSize });

/** Where counts are predicted they are those of twelve measured seeds, within a quarter; no theory gives them. */
export function rankLaws(results: readonly Ranked[]): Law<RankCell>[] {
  const over = (measure: (one: Ranked) => number, other: (cell: RankCell) => boolean) => (one: Ranked) => {
    const found = results.find(({ cell }) => other(cell) && cell.seed === one.cell.seed);
    return found ? measure(one) / measure(found) : Number.NaN;
  };
  const truncations = (every: number, stepSize: number, low: number, high: number): Law<RankCell> => ({
    law: `τ = ${every}, η = ${stepSize}: truncations to an error of 10⁻⁶`,
    predicted: (low + high) / 2,
    range: [0.75 * low, 1.25 * high],
    of: block(every, stepSize),
    measure: (one) => (value("reached")(one) === 1 ? value("truncations")(one) : Number.NaN),
  });
  return [
    ...orderedLaws(over),
    truncations(1, 0.5, 103, 137),
    truncations(1, 0.25, 212, 263),
    truncations(2, 0.25, 166, 204),
    truncations(5, 0.25, 119, 149),
    truncations(20, 0.25, 105, 129),
    {
      law: "truncations at τ = 20 over those of alternating projections",
      predicted: 1,
      range: [0.85, 1.15],
      of: block(20),
      measure: over(value("truncations"), part("alternating")),
    },
    {
      law: "gradients at τ = 5 over those at τ = 1",
      predicted: 2.8,
      range: [2, 4],
      of: block(5),
      measure: over(value("gradients"), block(1)),
    },
    { law: "τ = 2, η = 0.5 > 2/‖𝒜*𝒜‖: diverges", predicted: 1, range: [1, 1], of: block(2, 0.5), measure: value("diverged") },
    {
      law: "rank that 98 % of the energy keeps, λ = 0.02",
      predicted: 2,
      range: [2, 2],
      of: part("energy"),
      measure: value("kept"),
    },
    { law: "relative error that it leaves", predicted: 0.1, range: [0.05, 0.2], of: part("energy"), measure: value("error") },
  ];
}

type Over = (measure: (one: Ranked) => number, other: (cell: RankCell) => boolean) => (one: Ranked) => number;

const orderedLaws = (over: Over): Law<RankCell>[] => [
  {
    law: "all of M seen: worst error of a prefix",
    predicted: 0,
    range: [0, 0.01],
    of: part("prefixes"),
    measure: value("prefix"),
  },
  { law: "largest cosine between two columns", predicted: 0, range: [0, 0.01], of: part("prefixes"), measure: value("cosine") },
  { law: "plain descent: worst error of a prefix", predicted: 1, range: [0.5, 2], of: part("plain"), measure: value("prefix") },
  {
    law: "error at m = 3200 over that at 400, m^(−1/2)",
    predicted: 8 ** -0.5,
    range: [8 ** -0.75, 8 ** -0.25],
    of: part("biased", { m: 3200 }),
    measure: over(value("error"), part("biased", { m: 400 })),
  },
  {
    law: "with the penalty: columns that are left, r = 2",
    predicted: 2,
    range: [2, 2],
    of: part("penalized"),
    measure: value("columns"),
  },
  {
    law: "relative error after descent on those",
    predicted: 0,
    range: [0, 1e-8],
    of: part("penalized"),
    measure: value("error"),
  },
];
