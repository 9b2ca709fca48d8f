import { columnsAmong, diagnostics } from "../diagnostics/registry.ts";
import type { Table } from "../table/table.ts";
import { ordered } from "./colour-map.ts";
import { line } from "./convergence.ts";
import type { Figure } from "./figure.ts";
import { lineChart } from "./line-chart.ts";
import type { Section } from "./page.ts";
import { palette } from "./theme.ts";

/** They have a figure of their own on every page. */
const DRAWN = new Set(["spectrum", "relative-error"]);

/** A figure for each diagnostic that was asked for by name, id record-NAME; names that this version does not know are left out. */
export function recordedSections(
  history: Table,
  names: readonly string[],
  { prefix = "", points }: { prefix?: string; points?: number } = {},
): Section[] {
  return [...new Set(names)]
    .filter((name) => Object.hasOwn(diagnostics, name) && !DRAWN.has(name))
    .map((name) => ({
      heading: name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " "),
      text: `Recorded along the way: ${diagnostics[name].about}.`,
      figure: recordedFigure(history, name, { id: `${prefix}record-${name}`, points }),
    }));
}

/** The columns of one diagnostic against the iteration, on a logarithmic y-axis where all of them are positive. */
function recordedFigure(history: Table, name: string, { id, points }: { id: string; points: number | undefined }): Figure {
  const lines = columnsAmong(diagnostics[name], history.names).flatMap((column) => line(history, column, column));
  const many = lines.length > palette.length;
  const colours = many ? ordered(lines.length) : undefined;
  return lineChart({
    id,
    alt: `${diagnostics[name].about} over the iterations`,
    lines: lines.map((found, i) => (colours ? { ...found, colour: colours[i] } : found)),
    xTitle: "iteration",
    yTitle: name.replaceAll("-", " "),
    yLog: lines.every(({ y }) => Array.from(y).every((value) => !Number.isFinite(value) || value > 0)),
    legend: !many,
    note: many ? `from ${lines[0].label} (violet) to ${lines[lines.length - 1].label} (ochre)` : undefined,
    points,
  });
}
