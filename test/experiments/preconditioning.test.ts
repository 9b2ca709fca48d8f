import { beforeAll, describe, expect, it } from "vitest";
import { alternatingPreconditioning } from "../../src/experiments/alternating-preconditioning.ts";
import { dampedPreconditioning } from "../../src/experiments/damped-preconditioning.ts";
import type { Cell, Experiment, Result } from "../../src/experiments/experiment.ts";
import { preconditioningUnderNoise } from "../../src/experiments/preconditioning-under-noise.ts";
import { robustPreconditioning } from "../../src/experiments/robust-preconditioning.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { Table } from "../../src/table/table.ts";
import { checkExhibits } from "./exhibits.ts";

interface Toy<C extends Cell> {
  readonly outcome: Outcome;
  readonly results: Result<C>[];
}

async function toyOf<C extends Cell>(experiment: Experiment<C>): Promise<Toy<C>> {
  const outcome = await runExperiment(experiment, { kernels: openKernels(), toy: true });
  const cells = experiment.cells({ toy: true });
  return { outcome, results: outcome.results.map(({ table }, i) => ({ cell: cells[i], table })) };
}

/** The results with the runs of one method given to another. */
const exchanged = <C extends Cell>(results: readonly Result<C>[], given: (cell: C) => boolean, taken: (cell: C) => boolean) =>
  results.map((one) => (given(one.cell) ? { cell: one.cell, table: results.find(({ cell }) => taken(cell))!.table } : one));

function holds({ outcome }: Toy<never> | Toy<Cell>, checks: number): void {
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(checks);
  checkExhibits(outcome.exhibits);
}

describe("damped preconditioning", () => {
  let toy: Toy<ReturnType<typeof dampedPreconditioning.cells>[number]>;
  beforeAll(async () => {
    toy = await toyOf(dampedPreconditioning);
  });

  it("holds as a toy, and says above which bar it stands", () => {
    holds(toy, 32);
    expect(toy.outcome.exhibits[0].text).toContain("m = 250 stands above the PSD-only bar, 174");
    expect(JSON.stringify(toy.outcome.exhibits)).not.toMatch(/implicit regulari[sz]ation|generali[sz]es/i);
  });

  it("catches plain descent in place of hybrid, and a constant damping in place of one that falls", () => {
    const plain = exchanged(
      toy.results,
      ({ part, method, condition }) => part === "escape" && method === "hybrid" && condition === 100,
      ({ part, method, condition }) => part === "escape" && method === "plain" && condition === 100,
    );
    const fixed = exchanged(
      toy.results,
      ({ part, method, condition }) => part === "escape" && method === "residual" && condition === 100,
      ({ part, method, condition }) => part === "escape" && method === "fixed" && condition === 100,
    );
    for (const changed of [plain, fixed]) expect(verdictOf(dampedPreconditioning.judge(changed))).toBe("fails");
  });

  it("leaves the spread over κ open where one is missing", () => {
    const missing = toy.results.filter(({ cell }) => !(cell.part === "rate" && cell.condition === 10));
    const spreads = dampedPreconditioning.judge(missing).filter(({ law }) => law.includes("most / fewest"));
    expect(spreads.map(({ measured }) => measured)).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("alternating preconditioning", () => {
  let toy: Toy<ReturnType<typeof alternatingPreconditioning.cells>[number]>;
  beforeAll(async () => {
    toy = await toyOf(alternatingPreconditioning);
  });

  it("holds as a toy, and shows a run that converged to a wrong matrix with its warning", () => {
    holds(toy, 18);
    const rows = toy.outcome.exhibits.find(({ heading }) => heading === "Converged is not recovered")!.table!.rows;
    const wrong = rows.filter(([, k, m]) => k === 4 && m === 180);
    expect(wrong).toHaveLength(2);
    for (const [, , , , residual, error, warnings] of wrong) {
      expect(residual).toBeLessThan(1e-3);
      expect(error).toBeGreaterThan(0.3);
      expect(warnings).toBe(1);
    }
  });

  it("catches a warning that is not given, and plain descent in place of alternating", () => {
    const silent = toy.results.map(({ cell, table }) => {
      const copy = new Table();
      for (const row of table) copy.append({ ...row, warned: 0 });
      return { cell, table: copy };
    });
    const plain = exchanged(
      toy.results,
      ({ part, method }) => part === "surplus" && method === "apgd",
      ({ part, method }) => part === "surplus" && method === "plain",
    );
    for (const changed of [silent, plain]) expect(verdictOf(alternatingPreconditioning.judge(changed))).toBe("fails");
  });
});

describe("preconditioning under noise", () => {
  let toy: Toy<ReturnType<typeof preconditioningUnderNoise.cells>[number]>;
  beforeAll(async () => {
    toy = await toyOf(preconditioningUnderNoise);
  });

  it("holds as a toy, without a word on what plain descent ends with", () => {
    holds(toy, 6);
    expect(toy.outcome.checks.some(({ law }) => law.includes("plain descent after 400"))).toBe(false);
  });

  it("catches the rules exchanged", () => {
    const swapped = toy.results.map(({ cell, table }) => {
      const method = cell.method === "noisy" ? "residual" : cell.method === "residual" ? "noisy" : cell.method;
      return { cell: { ...cell, method } as typeof cell, table };
    });
    expect(verdictOf(preconditioningUnderNoise.judge(swapped))).toBe("fails");
  });
});

describe("robust preconditioning", () => {
  let toy: Toy<ReturnType<typeof robustPreconditioning.cells>[number]>;
  beforeAll(async () => {
    toy = await toyOf(robustPreconditioning);
  });

  it("holds as a toy", () => holds(toy, 9));

  it("catches the squared loss and a constant damping", () => {
    for (const rule of ["squared", "constant"]) {
      const changed = exchanged(
        toy.results,
        (cell) => cell.rule === "falling",
        (cell) => cell.rule === rule,
      );
      expect(verdictOf(robustPreconditioning.judge(changed))).toBe("fails");
    }
  });
});
