import { expect, it } from "vitest";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { trainingRules } from "../../src/experiments/training-rules.ts";
import { keptBy } from "../../src/experiments/training-rules-laws.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

it("training-rules holds as a toy, and fails where one rule stands for another", async () => {
  const outcome = await runExperiment(trainingRules, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(13);
  checkExhibits(outcome.exhibits);
  const cells = trainingRules.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const at = (rule: string) => results.findIndex(({ cell }) => cell.m === 200 && cell.rule === rule);
  const swapped = results.with(at("LoRA, k = 4"), { ...results[at("LoRA, k = 4")], table: results[at("adam")].table });
  expect(verdictOf(trainingRules.judge(swapped))).toBe("fails");
  expect(verdictOf(trainingRules.judge(results.toSpliced(at("adam"), 1)))).toBe("undecided");
  // X and two moments; X, two columns of P, and two moments of two rows; two factors of four columns, and a twentieth of the entries.
  expect(["adam", "galore, ρ = 2", "fira, ρ = 2", "sltrain, k = 4"].map((rule) => keptBy(results[at(rule)]))).toEqual([
    1200, 520, 521, 180,
  ]);
});
