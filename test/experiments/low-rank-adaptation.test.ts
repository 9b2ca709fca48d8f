import { expect, it } from "vitest";
import { lowRankAdaptation } from "../../src/experiments/low-rank-adaptation.ts";
import { eckartYoung } from "../../src/experiments/low-rank-adaptation-laws.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

it("low-rank-adaptation holds as a toy, and fails where one setting stands for another", async () => {
  const outcome = await runExperiment(lowRankAdaptation, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(5);
  checkExhibits(outcome.exhibits);
  const cells = lowRankAdaptation.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const at = (name: string) => results.findIndex(({ cell }) => cell.name === `${name}-seed0`);
  // The general law in place of the special one, and the path of one step size in place of another's.
  const general = results.map(({ cell, table }) => ({ cell, table: Object.create(table, { get: { value: generally(table) } }) }));
  expect(lowRankAdaptation.judge(general)[0].holds).toBe(false);
  const swapped = results.with(at("random"), { ...results[at("random")], table: results[at("few-columns")].table });
  expect(verdictOf(lowRankAdaptation.judge(swapped))).not.toBe("holds");
  expect(verdictOf(lowRankAdaptation.judge(results.slice(1)))).toBe("holds");
  expect(verdictOf(lowRankAdaptation.judge(results.toSpliced(at("uneven"), 1)))).toBe("undecided");
});

const generally = (table: { get(name: string, row: number): number }) => (name: string, row: number) =>
  table.get(name === "special" ? "general" : name, row);

it("the Eckart–Young error is of the singular values that are left", () => {
  expect(eckartYoung({ r: 5, k: 3, condition: 5 })).toBeCloseTo(Math.hypot(0.4, 0.2), 14);
  expect(eckartYoung({ r: 2, k: 4, condition: 1 })).toBe(0);
});
