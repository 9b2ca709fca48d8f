import type { Table } from "../table/table.ts";
import type { Figure } from "./figure.ts";
import { type Line, lineChart } from "./line-chart.ts";

/** Columns of a history that measure distance, all relative, and what to call them. */
const RELATIVE = [
  ["relativeResidual", "relative residual"],
  ["relativeError", "relative error to the truth"],
  ["heldOutResidual", "relative residual on held-out data"],
] as const;

/**
 * Residual and, where known, error and held-out residual against the iteration, on a logarithmic y-axis. `chosen` marks
 * the iterate that was returned. The objective `value` is drawn only where no relative residual was recorded: for the
 * squared loss it says the same in other units.
 */
export function convergence(
  history: Table,
  { id = "convergence", chosen, points }: { id?: string; chosen?: number; points?: number } = {},
): Figure {
  const lines = RELATIVE.flatMap(([name, label]) => line(history, name, label));
  const shown = lines.length > 0 ? lines : line(history, "value", "objective");
  return lineChart({
    id,
    alt: describe(shown),
    lines: shown,
    xTitle: "iteration",
    yTitle: lines.length === 0 ? "objective" : history.has("relativeError") ? "relative residual and error" : "relative residual",
    yLog: true,
    points,
    mark: chosen === undefined ? undefined : { x: chosen, label: `chosen: iteration ${chosen}` },
  });
}

/** No line for a column that is missing or holds nothing. */
export function line(history: Table, name: string, label: string): Line[] {
  if (!history.has("iteration") || !history.has(name)) return [];
  const y = history.column(name);
  return y.some(Number.isFinite) ? [{ label, x: history.column("iteration"), y }] : [];
}

function describe(lines: readonly Line[]): string {
  const ends = lines.map(({ label, x, y }) => {
    const last = Array.from(y).findLastIndex(Number.isFinite);
    return `${label} ends at ${Number(y[last].toPrecision(3))} (iteration ${x[last]})`;
  });
  return `Convergence over the iterations${ends.length > 0 ? `: ${ends.join("; ")}.` : ""}`;
}
