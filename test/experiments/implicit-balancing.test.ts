import { beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/experiments/experiment.ts";
import { type BalancingCell, implicitBalancing } from "../../src/experiments/implicit-balancing.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { Table } from "../../src/table/table.ts";
import { checkExhibits } from "./exhibits.ts";

const kernels = openKernels();
let results: Result<BalancingCell>[];
let outcome: Awaited<ReturnType<typeof runExperiment<BalancingCell>>>;
beforeAll(async () => {
  outcome = await runExperiment(implicitBalancing, { kernels, toy: true });
  results = implicitBalancing.cells({ toy: true }).map((cell, i) => ({ cell, table: outcome.results[i].table }));
});

it("holds as a toy", () => {
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome.verdict).toBe("holds");
  expect(outcome.checks).toHaveLength(10);
});

it("shows the path with its phases, and where m stands", () => {
  checkExhibits(outcome.exhibits);
  const bands = outcome.exhibits.flatMap(({ plot }) => plot?.bands ?? []);
  expect(bands.map(({ label }) => label)).toEqual(["spectral", "escape", "refinement"]);
  expect(outcome.exhibits[0].text).toContain("between the degrees of freedom, 34, and least squares, 300");
});

describe("a broken law is caught", () => {
  const changed = (change: (row: Record<string, number>, cell: BalancingCell) => Record<string, number>) => {
    const tables = results.map(({ cell, table }) => {
      const out = new Table();
      for (const row of table) out.append({ ...row, ...change(row, cell) });
      return { cell, table: out };
    });
    const checks = implicitBalancing.judge(tables);
    return { verdict: verdictOf(checks), broken: checks.flatMap(({ holds }, i) => (holds ? [] : [i])) };
  };

  it("an imbalance without a floor in η, or one that is not O(α²)", () => {
    expect(changed(({ imbalance }, { stepSize }) => ({ imbalance: imbalance / stepSize })).broken).toContain(2);
    expect(changed(({ imbalance }) => ({ imbalance: imbalance + 0.01 })).broken).toContain(1);
  });

  it("an escape at twice the rate, or by the simple law where components come one after the other", () => {
    const fields = (row: Record<string, number>) => Object.entries(row).filter(([name]) => name.startsWith("field_"));
    const slow = changed((row) => ({
      sigmaR: row.sigmaR / 2,
      ...Object.fromEntries(fields(row).map(([name, sigma]) => [name, sigma / 2])),
    }));
    expect(slow.broken).toEqual(expect.arrayContaining([3, 4, 5, 6]));
    // All components in the field of the start: r = 3, κ = 4 is then escaped from much too soon.
    const together = changed((row, { r }) =>
      Object.fromEntries(
        fields(row).map(([name]) => {
          const [j, i] = name.split("_").slice(1).map(Number);
          return [name, row[`field_0_${Math.min(r, i + j)}`]];
        }),
      ),
    );
    expect(together.broken).toContain(6);
  });

  it("the squared error taken for the error", () => {
    expect(changed(({ error }, { sweep }) => ({ error: sweep === "start" ? error * error : error })).broken).toContain(7);
    expect(
      changed(({ error }, { sweep }) => ({ error: sweep === "ill-conditioned" ? Math.sqrt(error) : error })).broken,
    ).toContain(8);
  });

  it("a sweep without one of its cells is not judged", () => {
    const checks = implicitBalancing.judge(results.filter(({ cell }) => cell.startScale !== 1e-4));
    expect(checks.filter(({ measured }) => Number.isNaN(measured)).length).toBeGreaterThanOrEqual(6);
    expect(verdictOf(checks)).toBe("undecided");
  });
});
