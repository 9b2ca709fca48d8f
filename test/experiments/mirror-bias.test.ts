import { expect, it } from "vitest";
import { mirrorBias } from "../../src/experiments/mirror-bias.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

it("mirror-bias holds as a toy, and fails where one scale stands for another", async () => {
  const outcome = await runExperiment(mirrorBias, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(15);
  checkExhibits(outcome.exhibits);
  const cells = mirrorBias.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const swapped = results.map((one, i) => (i === 2 ? { ...one, table: results[0].table } : one));
  expect(verdictOf(mirrorBias.judge(swapped))).toBe("fails");
  const descent = results.map((one) =>
    one.cell.part === "few" ? { ...one, table: results.find(({ cell }) => cell.part === "descent")!.table } : one,
  );
  expect(verdictOf(mirrorBias.judge(descent))).toBe("fails");
  expect(verdictOf(mirrorBias.judge(results.slice(1)))).toBe("undecided");
});
