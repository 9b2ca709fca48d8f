import { expect } from "vitest";
import type { Exhibit } from "../../src/experiments/experiment.ts";
import { law } from "../../src/report/law.ts";

/** What every page keeps to: numbers that can be drawn, figures of their own name, a table that is whole, and no claim to a paper's figure. */
export function checkExhibits(exhibits: readonly Exhibit[]): void {
  const plots = exhibits.flatMap(({ plot }) => plot ?? []);
  expect(plots.length).toBeGreaterThan(0);
  expect(new Set(plots.map(({ id }) => id)).size).toBe(plots.length);
  for (const plot of plots) {
    expect(plot.series.length).toBeGreaterThan(0);
    for (const { label, x, y } of plot.series) {
      expect(x.length, `${plot.id}: ${label}`).toBe(y.length);
      expect(x.length, `${plot.id}: ${label}`).toBeGreaterThan(0);
      for (const values of [x, y]) expect(Array.from(values).every(Number.isFinite), `${plot.id}: ${label}`).toBe(true);
    }
    expect(law(plot).spec.layer).toBeDefined();
  }
  for (const { table } of exhibits) for (const row of table?.rows ?? []) expect(row).toHaveLength(table?.columns.length ?? 0);
  expect(exhibits.some(({ table }) => table)).toBe(true);
  expect(JSON.stringify(exhibits)).not.toMatch(/reproduces|Figure \d/i);
}
