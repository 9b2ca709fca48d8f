import { expect, it } from "vitest";
import { gradientSubspaces } from "../../src/experiments/gradient-subspaces.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

it("gradient-subspaces holds as a toy, and fails where one rule stands for another", async () => {
  const outcome = await runExperiment(gradientSubspaces, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(16);
  checkExhibits(outcome.exhibits);

  const cells = gradientSubspaces.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const judged = (from: string, to: string) => {
    const other = results.find(({ cell }) => cell.rule === to && cell.m === 200)!.table;
    return verdictOf(
      gradientSubspaces.judge(
        results.map((one) => (one.cell.rule === from && one.cell.m === 200 ? { ...one, table: other } : one)),
      ),
    );
  };
  expect(judged("fira", "galore")).toBe("fails");
  expect(judged("galore", "adam")).toBe("fails");
  expect(judged("dct", "svd")).toBe("fails");
  expect(verdictOf(gradientSubspaces.judge(results.slice(1)))).toBe("undecided");
});
