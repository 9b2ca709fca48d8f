import { beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/experiments/experiment.ts";
import { nuclearNormTransition, type TransitionCell } from "../../src/experiments/nuclear-norm-transition.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

describe("the transition of least nuclear norm", () => {
  let outcome: Outcome;
  let results: Result<TransitionCell>[];
  beforeAll(async () => {
    outcome = await runExperiment(nuclearNormTransition, { kernels: openKernels(), toy: true });
    const cells = nuclearNormTransition.cells({ toy: true });
    results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  }, 60_000);

  it("holds as a toy, over ten seeds however few are asked for", () => {
    expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
    expect(outcome.checks.map(({ measured }) => measured)).toEqual([0, 1]);
    expect(results).toHaveLength(20);
    expect(nuclearNormTransition.cells({ toy: true, seeds: 3 })).toHaveLength(20);
    // .3511·n1·n2 is the published curve at β = 1, ρ = .1.
    expect([...new Set(results.map(({ cell }) => cell.m))]).toEqual([112, 169]);
    checkExhibits(outcome.exhibits);
  });

  it("fails where two draws of ten go the other way", () => {
    for (const share of [0.8, 1.2]) {
      const from = results.filter(({ cell }) => cell.share !== share);
      const changed = results.map((one) =>
        one.cell.share === share && one.cell.seed < 2 ? { cell: one.cell, table: from[one.cell.seed].table } : one,
      );
      const failing = nuclearNormTransition.judge(changed).filter(({ holds }) => !holds);
      expect(failing.map(({ law }) => law)).toEqual([`20×20, r = 2, ${share} of the curve: share of draws recovered`]);
    }
  });
});
