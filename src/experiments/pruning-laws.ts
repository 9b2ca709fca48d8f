import { leastEigenvalueKept, shrunkenTrace } from "../theory/group-lasso.ts";
import type { Result } from "./experiment.ts";
import type { PruningCell } from "./pruning.ts";
import type { Law } from "./verdict.ts";

type Pruned = Result<PruningCell>;

const where =
  (method: PruningCell["method"], m: number, weak = false) =>
  (cell: PruningCell): boolean =>
    cell.method === method && cell.m === m && cell.condition > 2 === weak;

/** The column where the penalty ends, or the last one written. */
const before =
  (column: string) =>
  ({ cell, table }: Pruned): number =>
    table.get(column, cell.pruneAfter - 1);

export const final = ({ table }: Pruned): number => table.get("error", table.length - 1);

/** Of the last row in which it was recorded. */
export function last({ table }: Pruned, column: string): number {
  const at = table.column(column).findLastIndex((value) => !Number.isNaN(value));
  return at < 0 ? Number.NaN : table.get(column, at);
}

const [penalty, sigmas] = [0.025, [1, 0.6]];
const trace = shrunkenTrace(sigmas, penalty);

export const pruningLaws: readonly Law<PruningCell>[] = [
  { law: "columns that are left", predicted: 2, range: [2, 2], of: where("pruning", 200), measure: (one) => last(one, "kept") },
  {
    law: "‖F‖_F² with the penalty, Σ(σ − λ/√σ)",
    predicted: trace,
    range: [trace - 0.06, trace + 0.06],
    of: where("pruning", 200),
    measure: before("square"),
  },
  {
    law: "Σ‖fᵢ‖/‖F‖_* there: 1 where the columns are orthogonal, never less",
    predicted: 1,
    range: [1 - 1e-9, 1.05],
    of: where("pruning", 200),
    measure: before("overNuclear"),
  },
  {
    law: "relative error before fine-tuning",
    predicted: null,
    range: [0.01, 0.12],
    of: where("pruning", 200),
    measure: before("error"),
  },
  { law: "relative error after it", predicted: 0, range: [0, 1e-6], of: where("pruning", 200), measure: final },
  {
    law: "without the penalty: columns that are left",
    predicted: 10,
    range: [10, 10],
    of: where("plain", 200),
    measure: (one) => last(one, "kept"),
  },
  {
    law: "without it: relative error of the r longest columns",
    predicted: null,
    range: [0.25, 1],
    of: where("plain", 200),
    measure: (one) => last(one, "topError"),
  },
  {
    law: "m = 80, below the PSD-only bar: columns that are left",
    predicted: 2,
    range: [2, 2],
    of: where("pruning", 80),
    measure: (one) => last(one, "kept"),
  },
  { law: "m = 80: relative error after fine-tuning", predicted: 0, range: [0, 1e-6], of: where("pruning", 80), measure: final },
  // How far off a fit with all columns is no theory says: the threshold is that of our own measurement, 0.37 to 0.48, with room.
  {
    law: "m = 80, plain descent from the same start: relative error",
    predicted: null,
    range: [0.2, 1],
    of: where("plain", 80),
    measure: final,
  },
  {
    law: `σ₂ = 0.1, below ${leastEigenvalueKept(penalty).toFixed(2)}: columns that are left`,
    predicted: 1,
    range: [1, 1],
    of: where("pruning", 200, true),
    measure: (one) => last(one, "kept"),
  },
];
