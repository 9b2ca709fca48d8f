import type { CrossCell } from "./cross-estimator.ts";
import type { Prediction, Result } from "./experiment.ts";
import type { Law } from "./verdict.ts";

type Crossed = Result<CrossCell>;

export const value =
  (column: string) =>
  ({ table }: Crossed): number =>
    table.get(column, table.length - 1);

export function crossLaws(): Law<CrossCell>[] {
  const law = (
    words: string,
    k: number,
    predicted: Prediction,
    range: readonly [number, number],
    column: string,
  ): Law<CrossCell> => ({ law: words, predicted, range, of: (cell) => cell.k === k, measure: value(column) });
  return [
    law("k = 4 = rank: error of the cross over ‖Q‖_max", 4, 0, [0, 1e-12], "exact"),
    law("k = 4: error of value iteration through crosses after 30 sweeps", 4, 0, [0, 1e-9], "error"),
    law("k = 4: largest error over the noise's deviation", 4, null, [3, 40], "amplification"),
    law("k = 4: the same over ‖Q‖_max/σₖ(Q[I, J])", 4, null, [0.4, 1.2], "share"),
    law("k = 3: error of the cross over ‖Q‖_max", 3, null, [0.05, 1], "exact"),
  ];
}
