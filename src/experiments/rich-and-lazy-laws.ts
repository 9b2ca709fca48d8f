import type { Result } from "./experiment.ts";
import type { LazyCell } from "./rich-and-lazy.ts";
import type { Law } from "./verdict.ts";

type Lazy = Result<LazyCell>;

export const value =
  (column: string) =>
  ({ table }: Lazy): number =>
    table.get(column, table.length - 1);

const random = (rank: number) => (cell: LazyCell) => cell.start === "random" && cell.rank === rank;

/** From a rank of five on the alignment saturates: that it goes on rising is not claimed. */
export function lazinessLaws(results: readonly Lazy[]): Law<LazyCell>[] {
  const rise = (from: number, to: number): Law<LazyCell> => ({
    law: `alignment at rank ${to} less that at rank ${from}`,
    predicted: 0.3,
    range: [0, 1],
    of: random(to),
    measure: (one) => {
      const other = results.find(({ cell }) => random(from)(cell) && cell.seed === one.cell.seed);
      return other ? value("alignment")(one) - value("alignment")(other) : Number.NaN;
    },
  });
  return [
    {
      law: "rank 1: alignment of the first and the last kernel",
      predicted: 0.2,
      range: [0, 0.6],
      of: random(1),
      measure: value("alignment"),
    },
    rise(1, 2),
    rise(2, 5),
    { law: "rank 20: alignment", predicted: 0.93, range: [0.85, 1], of: random(20), measure: value("alignment") },
    {
      law: "rank 2 aligned with M: alignment",
      predicted: 1,
      range: [0.99, 1 + 1e-12],
      of: (cell) => cell.start === "aligned",
      measure: value("alignment"),
    },
    {
      law: "rank 1: change of the factors over their size",
      predicted: 1,
      range: [0.75, 1.3],
      of: random(1),
      measure: value("change"),
    },
    {
      law: "rank 20: change of the factors over their size",
      predicted: 0.5,
      range: [0.4, 0.6],
      of: random(20),
      measure: value("change"),
    },
  ];
}
