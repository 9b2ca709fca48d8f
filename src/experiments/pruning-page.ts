import { psdOnlyBar } from "../theory/bars.ts";
import { shrunkenTrace } from "../theory/group-lasso.ts";
import { pointsOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { PruningCell } from "./pruning.ts";
import { final, last } from "./pruning-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<PruningCell>[];

const names = {
  n: "size n",
  r: "true rank r",
  k: "searched rank k",
  m: "measurements m",
  condition: "condition number κ",
  penalty: "λ",
  smoothing: "β",
  pruneAfter: "steps with the penalty",
  seed: "seeds",
} as const;

export function pruningPage(laws: readonly Law<PruningCell>[], results: Results): Exhibit[] {
  const of = (m: number) => results.filter(({ cell }) => cell.m === m && cell.condition < 2);
  const [many, few] = [of(200), of(80)];
  const lost = results.filter(({ cell }) => cell.condition > 2);
  return [
    many.length > 0 && {
      heading: "Which columns are left",
      text: `With the penalty all but r columns empty, at an error that the penalty makes; after ${many[0].cell.pruneAfter} steps what is short is put to zero and the rest descends without it. Plain descent from the same start finds M too, for m = 200 stands above the PSD-only bar, ${barOf(many[0].cell)}, but its columns are all alike: the penalty's gain here is the rank, not the error.`,
      plot: squares(many),
      table: ends(many),
      settings: settingsOf(results, names),
    },
    few.length > 0 && {
      heading: "Fewer measurements",
      text: `m = 80, above the 39 degrees of freedom of rank 2, below that bar and below the 155 of ten columns. All columns together fit y with another matrix; the penalty leaves two, and they can only fit it with M.`,
      plot: errors(few),
      table: ends(few),
    },
    lost.length > 0 && {
      heading: "A direction that is lost",
      text: "An eigenvalue below 3(λ/2)^(2/3) has no minimum but zero: its column is pruned with those that stand for nothing, and fine-tuning cannot bring it back.",
      table: ends(lost),
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds. Errors are relative, ‖X − M‖_F/‖M‖_F.",
      table: seedTable(laws, results),
    },
  ].filter((exhibit) => exhibit !== false);
}

const barOf = ({ n, r }: PruningCell): number => Math.ceil(psdOnlyBar(n, r));

const ends = (results: Results): NonNullable<Exhibit["table"]> => ({
  columns: ["seed", "method", "columns left", "error of the r longest", "error"],
  rows: results.map((one) => [one.cell.seed, one.cell.method, last(one, "kept"), last(one, "topError"), final(one)]),
});

/** ‖F‖_F² along the path of every seed with the penalty, and what the law says of it. */
function squares(results: Results): Plot {
  const pruned = results.filter(({ cell }) => cell.method === "pruning");
  const { cell } = pruned[0] ?? results[0];
  const level = shrunkenTrace([1, 1 / cell.condition], cell.penalty);
  const until = cell.pruneAfter - 1;
  const points = pruned.flatMap(({ table }) =>
    [...table].filter(({ iteration, square }) => iteration >= 200 && iteration <= until && !Number.isNaN(square)),
  );
  return {
    id: "penalized",
    alt: `‖F‖² with the penalty against the iteration: predicted ${level.toFixed(3)}, at the end ${points[points.length - 1]?.square.toFixed(3)}.`,
    series: [
      {
        label: "measured, every seed",
        x: points.map((row) => row.iteration),
        y: points.map((row) => row.square),
        kind: "measured",
      },
      { label: "Σ(σ − λ/√σ)", x: [200, until], y: [level, level], kind: "predicted" },
    ],
    xTitle: "iteration t",
    yTitle: "‖F‖²",
    xLog: false,
    yLog: false,
  };
}

/** Errors of the first seed. */
function errors(results: Results): Plot {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  return {
    id: "fewer",
    alt: `Relative error against the iteration at m = 80: ${first.map((one) => `${one.cell.method} ends at ${final(one).toPrecision(2)}`).join("; ")}.`,
    series: first.map(({ cell, table }) => pointsOf(cell.method === "plain" ? "plain descent" : cell.method, [table])),
    xTitle: "iteration t",
    yTitle: "‖X − M‖ / ‖M‖",
    xLog: false,
    yLog: true,
  };
}
