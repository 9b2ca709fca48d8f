import { settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { SparseCell } from "./sparse-plus-low-rank.ts";
import { last } from "./sparse-plus-low-rank-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<SparseCell>[];

const names = {
  n: "size n",
  r: "rank r of the low-rank part",
  k: "searched rank k",
  m: "measurements m",
  size: "deviation of what is added",
  iterations: "most iterations",
  seed: "seeds",
} as const;

export function sparsePage(laws: readonly Law<SparseCell>[], results: Results): Exhibit[] {
  const columns = results.filter(({ cell }) => cell.added === "columns" && cell.support !== "found");
  const others = results.filter(({ cell }) => cell.added !== "columns");
  return [
    others.length > 0 && {
      heading: "Entries on a support that is known, and that is not",
      text: "The data determine a matrix of low rank and twenty further entries only if it is known where these are. A support that is not needed costs nothing here, for m is above the degrees of freedom of both.",
      plot: errors("entries", others),
      table: ends(others),
      settings: settingsOf(results, names),
    },
    columns.length > 0 && {
      heading: "Columns",
      text: "Two dense columns are of rank two, so that four columns of the factors find M on every seed, and no support is needed. With k = 2 the choice of the columns decides. The residual of the SVD of 𝒜*(y) looks away from those that are wanted, for the singular vectors have taken them up already; the columns of 𝒜*(y) itself are the better guide.",
      plot: errors("columns", columns),
      table: ends(columns),
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds. Errors are relative, ‖X − M‖_F/‖M‖_F.",
      table: seedTable(laws, results),
    },
  ].filter((exhibit) => exhibit !== false);
}

const ends = (results: Results): NonNullable<Exhibit["table"]> => ({
  columns: ["seed", "added", "support", "k", "iterations", "columns found", "relative error"],
  rows: results.map((one) => {
    const { seed, added, support, k } = one.cell;
    return [seed, added, support, k, last("iterations")(one), last("hits")(one), last("error")(one)];
  }),
});

/** The error of every seed: a series a support. */
function errors(id: string, results: Results): Plot {
  const kinds = [...new Set(results.map(({ cell }) => `${cell.added}: ${cell.support}, k = ${cell.k}`))];
  const of = (kind: string) => results.filter(({ cell }) => `${cell.added}: ${cell.support}, k = ${cell.k}` === kind);
  return {
    id,
    alt: `Relative errors: ${kinds
      .map(
        (kind) =>
          `${kind} ${of(kind)
            .map((one) => last("error")(one).toPrecision(2))
            .join(", ")}`,
      )
      .join("; ")}.`,
    series: kinds.map((kind) => ({
      label: kind,
      x: of(kind).map(({ cell }) => cell.seed),
      y: of(kind).map((one) => Math.max(last("error")(one), 1e-16)),
      kind: "measured" as const,
    })),
    xTitle: "seed",
    yTitle: "‖X − M‖ / ‖M‖",
    xLog: false,
    yLog: true,
  };
}
