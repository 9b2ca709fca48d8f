import type { Result } from "./experiment.ts";
import type { AdapterCell } from "./random-adapters.ts";
import type { Law } from "./verdict.ts";

type Adapted = Result<AdapterCell>;

export const value =
  (column: string) =>
  ({ table }: Adapted): number =>
    table.get(column, table.length - 1);

/** The share of n² dimensions that the parameters do not reach, were they spread evenly. */
export const evenShare = ({ n, bases, k }: Pick<AdapterCell, "n" | "bases" | "k">): number =>
  Math.sqrt(Math.max(0, 1 - (bases * (k + n - 1)) / n ** 2));

/** Ranges are those of twelve measured seeds, with room. */
export function adapterLaws(): Law<AdapterCell>[] {
  const where = (truth: AdapterCell["truth"], bases: number) => (cell: AdapterCell) =>
    cell.truth === truth && cell.bases === bases;
  const error = (truth: AdapterCell["truth"], bases: number, range: readonly [number, number]): Law<AdapterCell> => ({
    law: `${truth}, N = ${bases}: error that random bases leave`,
    predicted: { atMost: evenShare({ n: 20, k: 4, bases }) },
    range,
    of: where(truth, bases),
    measure: value("error"),
  });
  const lowRank = (truth: AdapterCell["truth"], predicted: number, range: readonly [number, number]): Law<AdapterCell> => ({
    law: `${truth}: error of rank 3, which has as many parameters`,
    predicted,
    range,
    of: where(truth, 5),
    measure: value("lowRank"),
  });
  return [
    error("rank 2", 5, [0.5, 0.9]),
    error("normal", 5, [0.65, 0.9]),
    error("orthogonal", 5, [0.7, 0.87]),
    error("rank 2", 10, [0.25, 0.6]),
    error("rank 2", 20, [0, 1e-10]),
    error("normal", 20, [0, 1e-10]),
    error("orthogonal", 20, [0, 1e-10]),
    lowRank("rank 2", 0, [0, 1e-10]),
    lowRank("orthogonal", Math.sqrt(17 / 20), [0.92, 0.925]),
    {
      law: "normal: that of random bases less that of rank 3",
      predicted: 0,
      range: [-0.08, 0.08],
      of: where("normal", 5),
      measure: (one) => value("error")(one) - value("lowRank")(one),
    },
  ];
}
