import { beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/experiments/experiment.ts";
import { type ModifiedCell, modifiedStep } from "../../src/experiments/modified-step.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";

let outcome: Outcome;
let results: Result<ModifiedCell>[];
beforeAll(async () => {
  outcome = await runExperiment(modifiedStep, { kernels: openKernels(), toy: true });
  const cells = modifiedStep.cells({ toy: true });
  results = outcome.results.map(({ cell, table }) => ({ cell: cells.find(({ name }) => name === cell.name)!, table }));
});

describe("as a toy", () => {
  it("holds", () => {
    expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
    expect(outcome.checks).toHaveLength(19);
  });

  it("draws measured points and the predicted slope for every start, and claims no figure", () => {
    const plots = outcome.exhibits.flatMap(({ plot }) => plot ?? []);
    expect(plots.map(({ id }) => id)).toEqual(["flat", "lift", "below", "practical"]);
    for (const { series } of plots) expect(series.filter(({ kind, x }) => kind === "predicted" && x.length > 10)).toHaveLength(3);
    expect(JSON.stringify(outcome.exhibits)).not.toMatch(/reproduces|Figure \d|implicit regulari[sz]ation|generali[sz]es/i);
  });
});

it("plain descent in place of the changed step is caught", () => {
  const plain = results.find(({ cell }) => cell.method === "plain")!.table;
  const broken = results.map(({ cell, table }) => ({ cell, table: cell.part === "practical" ? plain : table }));
  const checks = modifiedStep.judge(broken);
  expect(checks.filter(({ law }) => law.startsWith("from y alone")).some(({ holds }) => holds)).toBe(false);
});

it("rates that grow with the start are caught, and missing starts decide nothing", () => {
  const one = results.find(({ cell }) => cell.part === "rates" && cell.condition === 2 && cell.startScale === 0.4)!.table;
  const other = results.find(({ cell }) => cell.part === "below" && cell.startScale === 0.4)!.table;
  const mixed = results.map(({ cell, table }) => ({
    cell,
    table: cell.part === "rates" ? (cell.startScale === 0.4 ? other : cell.startScale === 0.1 ? one : table) : table,
  }));
  expect(verdictOf(modifiedStep.judge(mixed))).toBe("fails");
  const missing = modifiedStep.judge(results.filter(({ cell }) => cell.startScale !== 0.1));
  expect(missing[0]).toMatchObject({ measured: Number.NaN, holds: false });
});
