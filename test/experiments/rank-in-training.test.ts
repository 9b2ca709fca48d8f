import { expect, it } from "vitest";
import { rankInTraining } from "../../src/experiments/rank-in-training.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

it("rank-in-training holds as a toy, and fails where plain descent stands for prefixes, or one block for another", async () => {
  const outcome = await runExperiment(rankInTraining, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(16);
  checkExhibits(outcome.exhibits);

  const cells = rankInTraining.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const judged = (from: number, to: number) =>
    verdictOf(rankInTraining.judge(results.map((one, i) => (i === from ? { ...one, table: results[to].table } : one))));
  expect(cells.slice(0, 2).map(({ part }) => part)).toEqual(["prefixes", "plain"]);
  expect(judged(0, 1)).toBe("fails");
  expect(judged(17, 14)).toBe("fails");
  expect(verdictOf(rankInTraining.judge(results.slice(1)))).toBe("undecided");
});
