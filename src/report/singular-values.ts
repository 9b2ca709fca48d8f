import type { Table } from "../table/table.ts";
import { ordered } from "./colour-map.ts";
import { line } from "./convergence.ts";
import type { Figure } from "./figure.ts";
import { lineChart } from "./line-chart.ts";

/** More lines than this would be one band. */
const MOST_LINES = 32;

/**
 * The singular values of the iterate along the way, from the columns sigma_1, sigma_2, … of a history (NaN in rows
 * where they were not taken). A small start shows here as values that rise one after the other.
 */
export function singularValues(
  history: Table,
  { id = "singular-values", points }: { id?: string; points?: number } = {},
): Figure {
  const names = history.names.filter((name) => /^sigma_\d+$/.test(name)).sort((a, b) => index(a) - index(b));
  const shown = names.slice(0, MOST_LINES);
  const colours = ordered(shown.length);
  const lines = shown.flatMap((name, i) =>
    line(history, name, `σ${subscript(index(name))}`).map((found) => ({ ...found, colour: colours[i] })),
  );
  const left = names.length - shown.length;
  return lineChart({
    id,
    alt: `The ${left > 0 ? `largest ${shown.length} of ${names.length} ` : ""}singular values of the iterate over the iterations`,
    lines,
    xTitle: "iteration",
    yTitle: "singular values of the iterate",
    yLog: true,
    legend: lines.length <= 12,
    note: lines.length > 12 ? `from ${lines[0].label} (violet) to ${lines[lines.length - 1].label} (ochre)` : undefined,
    points,
  });
}

const index = (name: string): number => Number(name.slice("sigma_".length));

const subscript = (n: number): string => Array.from(String(n), (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");
