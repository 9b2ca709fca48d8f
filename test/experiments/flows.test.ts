import { beforeAll, describe, expect, it } from "vitest";
import { gradientFlowClosedForm } from "../../src/experiments/gradient-flow-closed-form.ts";
import { perturbedFlow } from "../../src/experiments/perturbed-flow.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";

const kernels = openKernels();

describe.each([
  ["perturbed-flow", perturbedFlow, 4],
  ["gradient-flow-closed-form", gradientFlowClosedForm, 4],
] as const)("%s, as a toy", (name, experiment, checks) => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await runExperiment(experiment as never, { kernels, toy: true });
  });

  it("holds", () => {
    expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(outcome).toMatchObject({ experiment: name, verdict: "holds" });
    expect(outcome.checks).toHaveLength(checks);
  });

  it("shows what was measured, and claims no figure of a paper", () => {
    const plots = outcome.exhibits.flatMap(({ plot }) => plot ?? []);
    expect(plots.some(({ series }) => series.some(({ kind }) => kind === "predicted"))).toBe(true);
    for (const { series } of plots)
      for (const { x, y } of series) expect([x.length > 20, Array.from(y).every(Number.isFinite)]).toEqual([true, true]);
    expect(JSON.stringify(outcome.exhibits)).not.toMatch(/reproduces|Figure \d|implicit regulari[sz]ation|generali[sz]es/i);
  });

  it("decides nothing where a flow ended early", () => {
    const short = outcome.results.map(({ cell, table }) => ({ cell, table: table.prefix(table.length - 1) }));
    const judged = experiment.judge(short as never);
    expect(judged.every(({ measured }) => Number.isNaN(measured))).toBe(true);
    expect(verdictOf(judged)).toBe("undecided");
  });
});

it("a perturbed flow without its perturbation, and one with it for one without, break the law", async () => {
  const cells = perturbedFlow.cells({ toy: true });
  const results = await Promise.all(
    cells.map(async (cell) => {
      const other = { ...cell, xi: cell.perturbation === "none" ? 0.05 : 0 };
      return { cell, table: await perturbedFlow.run(other, { kernels }) };
    }),
  );
  expect(perturbedFlow.judge(results).map(({ holds }) => holds)).toEqual([false, false, false, false]);
});
