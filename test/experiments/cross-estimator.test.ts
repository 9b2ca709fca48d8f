import { expect, it } from "vitest";
import { crossEstimator } from "../../src/experiments/cross-estimator.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

it("cross-estimator holds as a toy, and fails where one rank stands for another", async () => {
  const outcome = await runExperiment(crossEstimator, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(5);
  checkExhibits(outcome.exhibits);
  const cells = crossEstimator.cells({ toy: true });
  const [four, three] = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  expect(verdictOf(crossEstimator.judge([{ ...four, table: three.table }, three]))).toBe("fails");
  expect(verdictOf(crossEstimator.judge([four]))).toBe("undecided");
  // 30 sweeps that contract by γ at least: far below what the start has, and no faster than rounding allows.
  const errors = four.table.column("error");
  for (let sweep = 1; sweep < 20; sweep++) expect(errors[sweep]).toBeLessThan(errors[0] * 0.55 ** sweep);
  expect(four.table.get("asked", 29)).toBe(6 * 50 + 6 * 60 - 36);
});
