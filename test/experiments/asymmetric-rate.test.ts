import { beforeAll, describe, expect, it } from "vitest";
import { asymmetricRate } from "../../src/experiments/asymmetric-rate.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { Table } from "../../src/table/table.ts";

let outcome: Outcome;
beforeAll(async () => {
  outcome = await runExperiment(asymmetricRate, { kernels: openKernels(), toy: true });
});

describe("as a toy", () => {
  it("holds", () => {
    expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
    expect(outcome.checks).toHaveLength(14);
  });

  it("shows measured points and predicted lines, says where m stands, and claims no figure", () => {
    const plots = outcome.exhibits.flatMap(({ plot }) => plot ?? []);
    expect(plots.map(({ id }) => id)).toEqual(["observed", "sensed", "below", "semidefinite"]);
    for (const { series } of plots.slice(0, 3))
      for (const kind of ["measured", "predicted"] as const) {
        const drawn = series.filter((one) => one.kind === kind);
        expect(drawn.length).toBeGreaterThan(1);
        for (const { x, y } of drawn)
          expect([x.length > 20, Array.from(y).every((value) => value > 0 && value < 10)]).toEqual([true, true]);
      }
    const text = outcome.exhibits.map((exhibit) => exhibit.text).join(" ");
    expect(text).toMatch(/above the least-squares bar[\s\S]*below the least-squares bar|less than n²/);
    expect(JSON.stringify(outcome.exhibits)).not.toMatch(/reproduces|Figure \d|implicit regulari[sz]ation|generali[sz]es/i);
  });
});

describe("a broken law is caught", () => {
  const judged = (change: (row: Record<string, number>) => Record<string, number>) =>
    asymmetricRate.judge(
      outcome.results.map(({ cell, table }) => {
        const out = new Table();
        for (const row of table) out.append(change(row));
        return { cell: asymmetricRate.cells({ toy: true }).find(({ name }) => name === cell.name)!, table: out };
      }),
    );

  it("the squared error taken for the error doubles every rate", () => {
    const checks = judged((row) => ({ ...row, error: row.error ** 2 }));
    expect(verdictOf(checks)).toBe("fails");
    // As fits from 10⁻⁹ to 10⁻¹² of the square lie higher on the path, they are not twice as steep to the last digit.
    for (const check of checks.slice(0, 3)) expect(check.measured).toBeGreaterThan(1.5);
  });

  it("a predicted rate that is off by a twentieth", () => {
    expect(
      judged((row) => ({ ...row, tailRate: row.tailRate / 1.05 }))
        .slice(0, 4)
        .map(({ holds }) => holds),
    ).toEqual([false, false, false, false]);
  });

  it("runs that ended early decide nothing", () => {
    const checks = judged((row) => (row.error < 1e-4 ? { ...row, error: Number.NaN } : row));
    expect(checks.slice(0, 7).every(({ measured }) => Number.isNaN(measured))).toBe(true);
  });
});
