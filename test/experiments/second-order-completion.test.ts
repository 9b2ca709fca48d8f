import { beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/experiments/experiment.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { type CompletionCell, secondOrderCompletion } from "../../src/experiments/second-order-completion.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

describe("second-order completion", () => {
  let outcome: Outcome;
  let results: Result<CompletionCell>[];
  beforeAll(async () => {
    outcome = await runExperiment(secondOrderCompletion, { kernels: openKernels(), toy: true });
    const cells = secondOrderCompletion.cells({ toy: true });
    results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  }, 60_000);

  it("holds as a toy", () => {
    expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
    expect(outcome.checks).toHaveLength(6);
    checkExhibits(outcome.exhibits);
  });

  it("catches a first-order run in place of a second-order one, and the other way round", () => {
    for (const [given, taken] of [
      ["gnmr", "riemannian-cg"],
      ["matrix-irls", "riemannian-cg"],
      ["riemannian-cg", "matrix-irls"],
    ]) {
      const of = (method: string) => results.find(({ cell }) => cell.method === method && cell.condition === 1e5)!;
      const changed = results.map((one) =>
        one.cell.method === given && one.cell.condition === 1e5 ? { cell: one.cell, table: of(taken).table } : one,
      );
      expect(verdictOf(secondOrderCompletion.judge(changed))).toBe("fails");
    }
  });
});
