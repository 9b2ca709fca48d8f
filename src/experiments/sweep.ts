import { Table } from "../table/table.ts";
import type { Cell, Result } from "./experiment.ts";

/** The cells of one seed that differ in one parameter, side by side: a row each, as one result that laws can measure. */
export interface SweepCell extends Cell {
  readonly sweep: string;
  /** How many cells it should have. */
  readonly size: number;
}

/**
 * One result for every sweep and seed. `row` gives the numbers of a cell, `sweep` the name of what it belongs to (nothing: it is left out)
 * and `size` how many cells belong to a whole one.
 */
export function sweepsOf<C extends Cell>(
  results: readonly Result<C>[],
  {
    sweep,
    size,
    row,
  }: {
    sweep: (cell: C) => string | undefined;
    size: (sweep: string) => number;
    row: (result: Result<C>) => Record<string, number>;
  },
): Result<SweepCell>[] {
  const found = new Map<string, Result<SweepCell>>();
  for (const result of results) {
    const name = sweep(result.cell);
    if (name === undefined) continue;
    const { seed } = result.cell;
    const key = `${name}-seed${seed}`;
    let one = found.get(key);
    if (!one) found.set(key, (one = { cell: { name: key, seed, sweep: name, size: size(name) }, table: new Table() }));
    one.table.append(row(result));
  }
  return [...found.values()];
}

/** Least-squares slope of y over x in a whole sweep of at least three cells, for x within [from, to]; NaN where a cell is missing or a number is not finite. */
export function slopeOf(
  { cell, table }: Result<SweepCell>,
  x: (row: Record<string, number>) => number,
  y: (row: Record<string, number>) => number,
  within: (row: Record<string, number>) => boolean = () => true,
): number {
  if (table.length !== cell.size) return Number.NaN;
  const points = [...table].filter(within).map((row) => [x(row), y(row)] as const);
  if (points.length < 3) return Number.NaN;
  const meanX = points.reduce((sum, [at]) => sum + at, 0) / points.length;
  const meanY = points.reduce((sum, [, value]) => sum + value, 0) / points.length;
  const xy = points.reduce((sum, [at, value]) => sum + (at - meanX) * (value - meanY), 0);
  const xx = points.reduce((sum, [at]) => sum + (at - meanX) ** 2, 0);
  return Number.isFinite(xy) ? xy / xx : Number.NaN;
}
