import { beforeAll, describe, expect, it } from "vitest";
import { factorSpectraOf } from "../../src/diagnostics/factor-spectra.ts";
import { everyEntry } from "../../src/experiments/asymmetric-instance.ts";
import { asymmetricRate } from "../../src/experiments/asymmetric-rate.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { sensedTailRate } from "../../src/experiments/sensed-tail.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { beside } from "../../src/linalg/columns.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { Table } from "../../src/table/table.ts";
import { tailRate } from "../../src/theory/asymmetric-descent.ts";

let outcome: Outcome;
beforeAll(async () => {
  outcome = await runExperiment(asymmetricRate, { kernels: openKernels(), toy: true });
});

describe("as a toy", () => {
  it("holds", () => {
    expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
    expect(outcome.checks).toHaveLength(15);
  });

  it("shows measured points and predicted lines, says where m stands, and claims no figure", () => {
    const plots = outcome.exhibits.flatMap(({ plot }) => plot ?? []);
    expect(plots.map(({ id }) => id)).toEqual(["observed", "sensed", "rates", "below", "semidefinite"]);
    for (const { series } of plots.filter(({ id }) => ["observed", "sensed", "below"].includes(id)))
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

it("draws the rate against the start, with the square and the maximum", () => {
  const rates = outcome.exhibits.find(({ plot }) => plot?.id === "rates")!.plot!;
  const [measured, exact, square] = rates.series;
  expect(Array.from(measured.x)).toEqual([0.2, 0.4, 0.8, 1.2, 1.6, 2.4]);
  expect(Math.log(square.y[1] / square.y[0]) / Math.log(square.x[1] / square.x[0])).toBeCloseTo(2, 9);
  for (const [i, y] of Array.from(measured.y).entries()) expect(Math.abs(y / exact.y[i] - 1)).toBeLessThan(0.15);
  expect(measured.y[5]).toBeLessThan(measured.y[3]);
});

it("the curvature at the end gives the law of full observation where all is observed", () => {
  const kernels = openKernels();
  const operator = everyEntry(6, kernels);
  const truth = syntheticTruth(operator, { rank: 2, condition: 3, seed: 1 });
  const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
  // A third column that is in F alone: the smallest positive σ_i(F)² + σ_j(G)² is 0.3².
  const column = matrix(6, 1, new Float64Array(6).fill(0.3 / Math.sqrt(6)));
  const x = { left: beside(truth.left, column), right: beside(truth.right, matrix(6, 1)) };
  const spectrum = factorSpectraOf(kernels, x);
  const squares = (values: Float64Array) => values.map((value) => value ** 2);
  const { rate } = tailRate(
    { rows: 6, cols: 6, left: squares(spectrum.left), right: squares(spectrum.right) },
    { stepSize: 0.2 },
  );
  expect(sensedTailRate(problem, x, 0.2) / rate).toBeCloseTo(1, 9);
  expect(sensedTailRate(problem, x, 2)).toBeNaN();
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
