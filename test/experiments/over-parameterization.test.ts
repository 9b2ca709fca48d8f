import { describe, expect, it } from "vitest";
import { degreeOfOverparameterization } from "../../src/experiments/degree-of-overparameterization.ts";
import type { Cell, Experiment, Result } from "../../src/experiments/experiment.ts";
import { rateAgainstImbalance } from "../../src/experiments/rate-against-imbalance.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { stepSizeMap } from "../../src/experiments/step-size-map.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { Table } from "../../src/table/table.ts";

const kernels = openKernels();

/** The toy's verdict and plots, and its results by their own cells. */
async function toy<C extends Cell>(experiment: Experiment<C>) {
  const outcome = await runExperiment(experiment, { kernels, toy: true });
  const cells = experiment.cells({ toy: true });
  const results: Result<C>[] = outcome.results.map(({ cell, table }) => ({
    cell: cells.find(({ name }) => name === cell.name)!,
    table,
  }));
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome.verdict).toBe("holds");
  expect(JSON.stringify(outcome.exhibits)).not.toMatch(/reproduces|Figure \d|implicit regulari[sz]ation|generali[sz]es/i);
  const plots = outcome.exhibits.flatMap(({ plot }) => plot ?? []);
  for (const { series } of plots) expect(series.some(({ kind, x }) => kind === "measured" && x.length > 0)).toBe(true);
  return { outcome, results, plots };
}

const changed = (table: Table, change: (row: Record<string, number>) => Record<string, number>): Table => {
  const out = new Table();
  for (const row of table) out.append(change(row));
  return out;
};

describe("rate against imbalance", () => {
  it("holds from c = 0 to 1, and the plot has the law and the start's promise", async () => {
    const { outcome, results, plots } = await toy(rateAgainstImbalance);
    expect(outcome.checks).toHaveLength(9);
    const [{ series }] = plots;
    expect(series.map(({ label }) => label)).toEqual(["measured", "from the final factors", "estimated from the start"]);
    expect([series[0].x.length, series[1].x.length]).toEqual([9, 9]);
    // What the start lets expect is of the right size, where it is positive.
    for (const [i, c] of Array.from(series[2].x).entries()) {
      const at = Array.from(series[0].x).indexOf(c);
      expect(series[0].y[at] / series[2].y[i]).toBeGreaterThan(0.5);
    }
    // Surplus columns that never moved do not slow descent down.
    expect(series[0].y[0]).toBeGreaterThan(2 * series[0].y[1]);

    const off = results.map(({ cell, table }) => ({
      cell,
      table: changed(table, (row) => ({ ...row, tailRate: 1.1 * row.tailRate })),
    }));
    expect(verdictOf(rateAgainstImbalance.judge(off))).toBe("fails");
  });
});

describe("degree of over-parameterization", () => {
  it("holds, and shows rate, error and time against k", async () => {
    const { outcome, results, plots } = await toy(degreeOfOverparameterization);
    expect(outcome.checks).toHaveLength(7);
    expect(plots.map(({ id }) => id)).toEqual(["rates", "errors"]);
    const times = outcome.exhibits.find(({ heading }) => heading === "Time")!.table!;
    expect(times.columns).toHaveLength(7);
    expect(times.rows.map(([k]) => k)).toEqual([2, 3, 4, 8, 20]);
    const errors = plots[1].series;
    // Surplus columns cost plain descent much; after the changed step nothing, until they open more directions than m.
    const [slow, changedStep] = errors.map(({ y }) => Array.from(y));
    expect([slow[1] > 1e-4, changedStep[1] < 1e-9, changedStep[4] > slow[4]]).toEqual([true, true, true]);

    // Nothing is predicted of the absolute loss: it stands there, as far as its steps carry it at k = r.
    expect(errors.map(({ label }) => label)).toEqual(["plain descent", "modified", "absolute loss"]);
    expect(Array.from(errors[2].x)).toEqual([2, 3, 4, 8, 20]);
    expect(errors[2].y[0]).toBeLessThan(1e-6);

    const plain = results.find(({ cell }) => cell.method === "plain" && cell.k === 5)!.table;
    const broken = results.map(({ cell, table }) => ({
      cell,
      table: cell.method === "modified" && cell.k === 20 ? plain : table,
    }));
    expect(degreeOfOverparameterization.judge(broken)[4]).toMatchObject({ holds: false });
  });
});

describe("step-size map", () => {
  it("holds, and tells orbits from blow-up", async () => {
    const { outcome, results, plots } = await toy(stepSizeMap);
    expect(outcome.checks).toHaveLength(5);
    expect(plots[0].series.at(-1)).toMatchObject({ label: "η = 2/λ_max(∇²f(M))", kind: "predicted" });
    const counts = outcome.exhibits[1].table!;
    expect(counts.rows.map(([c, two]) => [c, two])).toEqual([
      [0.5, "8 / 0 / 0"],
      [0.75, "1 / 0 / 0"],
      [1, "0 / 1 / 0"],
      [1.5, "0 / 0 / 1"],
      [2, "0 / 0 / 1"],
    ]);
    const turned = (change: (row: Record<string, number>) => Record<string, number>) =>
      results.map(({ cell, table }) => ({ cell, table: changed(table, change) }));
    const calm = turned((row) => ({ ...row, outcome: 0 }));
    expect(stepSizeMap.judge(calm).map(({ holds }) => holds)).toEqual([true, true, false, false, true]);
    // A limit of 1/‖𝒜*(y)‖₂, or that of M observed whole, has runs on the wrong side.
    const rough = turned((row) => ({ ...row, limit: row.dataNorm }));
    expect(verdictOf(stepSizeMap.judge(rough))).toBe("fails");
    expect(verdictOf(stepSizeMap.judge([]))).toBe("undecided");
  });
});
