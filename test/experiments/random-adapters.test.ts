import { expect, it } from "vitest";
import { randomAdapters } from "../../src/experiments/random-adapters.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

it("random-adapters holds as a toy, and fails where one number of bases stands for another", async () => {
  const outcome = await runExperiment(randomAdapters, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(10);
  checkExhibits(outcome.exhibits);
  const cells = randomAdapters.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const swapped = results.map((one, i) => (i === 0 ? { ...one, table: results[6].table } : one));
  expect(verdictOf(randomAdapters.judge(swapped))).toBe("fails");
  expect(verdictOf(randomAdapters.judge(results.slice(1)))).toBe("undecided");
});
