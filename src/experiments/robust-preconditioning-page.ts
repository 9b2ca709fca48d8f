import { leastSquaresBar } from "../theory/sampling.ts";
import { last } from "./asymmetric-instance.ts";
import { pointsOf, settingsOf } from "./curves.ts";
import { firstBelow } from "./error-path.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { RobustCell } from "./robust-preconditioning.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<RobustCell>[];

const names = {
  n1: "rows n₁",
  n2: "columns n₂",
  r: "true rank r",
  k: "searched rank k",
  m: "measurements m",
  condition: "condition number κ",
  share: "share of wrong measurements p",
  iterations: "most iterations",
  seed: "seeds",
} as const;

const NAMES: Readonly<Record<RobustCell["rule"], string>> = {
  plain: "λ = 0",
  geometric: "λ = 0, geometric steps",
  constant: "λ = 0.01",
  falling: "λ = 0.1(f − f*)",
  shrinking: "λ = 0.1(f − f*), shrinking",
  squared: "squared loss",
};

export function robustPage(laws: readonly Law<RobustCell>[], results: Results): Exhibit[] {
  const surplus = results.filter(({ cell }) => cell.k === 4 && cell.share === 0.1);
  if (surplus.length === 0) return [];
  const { n1, n2, r } = surplus[0].cell;
  const bar = leastSquaresBar({ rows: n1, cols: n2, symmetric: false });
  return [
    {
      heading: "More columns than the rank",
      text: `A tenth of y is off by up to ten times its largest number. With four columns for rank two, Polyak's step with a damping that falls with f − f*, or with none, is linear; a constant damping stops at an error of its own; geometric steps 0.5·0.93ᵗ, which need not know f*, end with the size of their last. The dashed line is 0.93ᵗ. m = 700 is just below the ${bar} at which least squares alone would determine M, were y right: this tests robustness and speed, not what descent prefers.`,
      plot: errors(surplus),
      settings: settingsOf(results, names),
    },
    {
      heading: "Iterations",
      text: `Medians would hide that p = 0.2 with k = 4 is not safe: some seeds are not there after 250 iterations, and no check judges it. The least-squares method on the same data never has an error below one. With k = r the method also recovers M from m = 350, half of the ${bar} and ${(350 / (r * (n1 + n2 - r))).toPrecision(2)} times the degrees of freedom.`,
      table: {
        columns: ["seed", "rule", "k", "m", "κ", "p", "iterations to 10⁻⁶", "error at the end"],
        rows: results.map(({ cell, table }) => [
          cell.seed,
          NAMES[cell.rule],
          cell.k,
          cell.m,
          cell.condition,
          cell.share,
          firstBelow(table, 1e-6),
          last(table, "error"),
        ]),
        caption: "Infinity: not within the iterations that were made",
      },
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds. Errors are relative, ‖LRᵀ − M‖_F/‖M‖_F.",
      table: seedTable(laws, results),
    },
  ];
}

/** Errors of the first seed, with the geometric step's own decay. */
function errors(results: Results): Plot {
  const ofSeed = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  // The geometric rule first, for the predicted line is its own and has the colour of the first.
  const first = ofSeed.toSorted((a, b) => Number(b.cell.rule === "geometric") - Number(a.cell.rule === "geometric"));
  const x = Array.from({ length: 41 }, (_, i) => (i * 250) / 40);
  return {
    id: "surplus",
    alt: `Relative error against the iteration: ${first.map(({ cell, table }) => `${NAMES[cell.rule]} ends at ${last(table, "error").toExponential(1)}`).join("; ")}.`,
    series: [
      ...first.map(({ cell, table }) => pointsOf(NAMES[cell.rule], [table])),
      { label: "0.93ᵗ", kind: "predicted", x, y: x.map((t) => 0.93 ** t) },
    ],
    xTitle: "iteration t",
    yTitle: "‖LRᵀ − M‖ / ‖M‖",
    xLog: false,
    yLog: true,
  };
}
