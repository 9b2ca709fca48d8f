import { expect, it } from "vitest";
import { heldOutStopping } from "../../src/experiments/held-out-stopping.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { Table } from "../../src/table/table.ts";
import { checkExhibits } from "./exhibits.ts";

it("held-out stopping holds as a toy, and catches a run that returns the end of its path", async () => {
  const outcome = await runExperiment(heldOutStopping, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(11);
  checkExhibits(outcome.exhibits);
  expect(outcome.exhibits.at(-2)?.text).toContain("between the 59 degrees of freedom and the PSD-only bar, 263");

  const cells = heldOutStopping.cells({ toy: true });
  const late = outcome.results.map(({ table }, i) => {
    const copy = new Table();
    for (const row of table) copy.append({ ...row, returned: row["error"] });
    return { cell: cells[i], table: copy };
  });
  expect(verdictOf(heldOutStopping.judge(late))).toBe("fails");
});
