import type { Result } from "./experiment.ts";
import type { SparseCell } from "./sparse-plus-low-rank.ts";
import type { Law } from "./verdict.ts";

export const last =
  (column: string) =>
  ({ table }: Result<SparseCell>): number =>
    table.get(column, table.length - 1);

const where =
  (added: SparseCell["added"], support: SparseCell["support"], k: number) =>
  (cell: SparseCell): boolean =>
    cell.added === added && cell.support === support && cell.k === k;

const error = (
  law: string,
  of: (cell: SparseCell) => boolean,
  predicted: number,
  range: readonly [number, number],
): Law<SparseCell> => ({ law: `${law}: relative error`, predicted, range, of, measure: last("error") });

/** Thresholds of wrong supports are those of twelve measured seeds, with room: no theory says how far off they end. */
export const sparseLaws: readonly Law<SparseCell>[] = [
  error("entries added, Ω where they are", where("entries", "matched", 4), 0, [0, 0.01]),
  error("entries added, Ω elsewhere", where("entries", "other", 4), 0.6, [0.3, 1]),
  error("entries added, low rank alone", where("entries", "none", 4), 0.6, [0.3, 1]),
  error("nothing added, with Ω", where("nothing", "other", 4), 0, [0, 0.01]),
  error("nothing added, without", where("nothing", "none", 4), 0, [0, 0.01]),
  error("two columns added, k = 2, Ω of random columns", where("columns", "other", 2), 0.6, [0.3, 1]),
  error("two columns added, k = 2, low rank alone", where("columns", "none", 2), 0.6, [0.3, 1]),
  error("two columns added, k = 4, low rank alone", where("columns", "none", 4), 0, [0, 1e-8]),
  {
    law: "of two columns, found among the largest of 𝒜*(y): mean of 24 draws",
    predicted: 1.5,
    range: [1.2, 2],
    of: where("columns", "found", 2),
    measure: last("largest"),
  },
  {
    law: "found by the residual of its SVD (LOST) over that",
    predicted: 0.6,
    range: [0, 0.9],
    of: where("columns", "found", 2),
    measure: (one) => last("residual")(one) / last("largest")(one),
  },
];
