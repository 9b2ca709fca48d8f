import { beforeAll, expect, it } from "vitest";
import { initializationScale } from "../../src/experiments/initialization-scale.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

let outcome: Outcome;
beforeAll(async () => {
  outcome = await runExperiment(initializationScale, { kernels: openKernels(), toy: true });
});

it("holds as a toy", () => {
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome.verdict).toBe("holds");
  expect(outcome.checks).toHaveLength(7);
});

it("every claim stands between the degrees of freedom and its bar, and the page says where", () => {
  checkExhibits(outcome.exhibits);
  const standing = outcome.exhibits.find(({ heading }) => heading === "Where each stands")?.table?.rows ?? [];
  expect(standing.map((row) => row.slice(1))).toEqual([
    [150, 34, expect.any(Number), "–", 300],
    [80, 20, expect.any(Number), 116, 210],
    [100, 39, expect.any(Number), 125, 210],
    [140, 20, expect.any(Number), 116, 210],
  ]);
  expect(outcome.exhibits[0].text).toContain("The runs at m = 140 stand above the PSD-only bar");
});

it("exchanged starts are caught", () => {
  const cells = initializationScale.cells({ toy: true });
  const results = cells.map((cell, i) => {
    const other = cells.findIndex(
      ({ form, m, startScale }) => form === cell.form && m === cell.m && startScale === (cell.startScale === 1 ? 1e-4 : 1),
    );
    return { cell, table: outcome.results[cell.startScale === 1 || cell.startScale === 1e-4 ? other : i].table };
  });
  const broken = initializationScale.judge(results).flatMap(({ holds }, i) => (holds ? [] : [i]));
  expect(broken).toEqual(expect.arrayContaining([0, 1, 3, 4, 5, 6]));
});
