import { beforeAll, describe, expect, it } from "vitest";
import { type BaselineCell, classicalBaselines } from "../../src/experiments/classical-baselines.ts";
import type { Result } from "../../src/experiments/experiment.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

describe("classical baselines", () => {
  let outcome: Outcome;
  let results: Result<BaselineCell>[];
  beforeAll(async () => {
    outcome = await runExperiment(classicalBaselines, { kernels: openKernels(), toy: true });
    const cells = classicalBaselines.cells({ toy: true });
    results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  }, 60_000);

  it("holds as a toy, with a line for every method", () => {
    expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
    expect(outcome.checks).toHaveLength(15);
    checkExhibits(outcome.exhibits);
  });

  it("catches one method in the place of another", () => {
    const of = (method: string) => results.find(({ cell }) => cell.method === method)!;
    for (const [given, taken] of [
      ["gd", "scaled-gd"],
      ["riemannian-cg", "riemannian-gd"],
      ["scaled-asd", "asd"],
      ["gnmr", "alternating-minimization"],
      ["fista", "gd"],
    ]) {
      const changed = results.map((one) => (one.cell.method === given ? { cell: one.cell, table: of(taken).table } : one));
      const failing = classicalBaselines.judge(changed).filter(({ holds }) => !holds);
      expect(failing.map(({ law }) => law)).toEqual([`${given}: steps to relative error 10⁻⁶`]);
    }
  });
});
