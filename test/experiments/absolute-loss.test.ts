import { beforeAll, describe, expect, it } from "vitest";
import { strictSaddle as probe } from "../../src/diagnostics/strict-saddle.ts";
import { l1SmallInit } from "../../src/experiments/l1-small-init.ts";
import { corrupted, wrongSigns } from "../../src/experiments/outliers.ts";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { strictSaddle } from "../../src/experiments/strict-saddle.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute } from "../../src/losses/loss.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import {
  outlierAdjointNorm,
  outlierSaddleBar,
  outlierSaddleCurvature,
  subgradientGrowth,
} from "../../src/theory/absolute-loss.ts";

const kernels = openKernels();

describe.each([
  ["strict-saddle", strictSaddle, 3],
  ["l1-small-init", l1SmallInit, 3],
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

  it("shows measured points and a prediction, and claims no figure of the paper", () => {
    const plots = outcome.exhibits.flatMap(({ plot }) => plot ?? []);
    expect(new Set(plots.flatMap(({ series }) => series.map(({ kind }) => kind)))).toEqual(new Set(["measured", "predicted"]));
    for (const { series } of plots) for (const { x, y } of series) expect([x.length > 2, y.length]).toEqual([true, x.length]);
    expect(JSON.stringify(outcome.exhibits)).not.toMatch(/reproduces|Figure \d|implicit regulari[sz]ation|generali[sz]es/i);
  });

  it("fails where one cell is taken for another", () => {
    const { results } = outcome;
    const turned = results.map(({ cell }, i) => ({ cell, table: results.at(i - 1)!.table }));
    expect(verdictOf(experiment.judge(turned as never))).toBe("fails");
  });
});

describe("from a small start below the least-squares bar", () => {
  it("a small start finds M and a large one fits another matrix", async () => {
    const cells = l1SmallInit.cells({ toy: true }).filter(({ part }) => part === "below");
    const errors = await Promise.all(
      cells.map(async (cell) => (await l1SmallInit.run(cell, { kernels })).get("error", cell.iterations)),
    );
    expect(cells.map(({ startScale }) => startScale)).toEqual([1e-4, 1]);
    expect(errors[0]).toBeLessThan(5e-3);
    expect(errors[1]).toBeGreaterThan(0.5);
  });
});

describe("the probe", () => {
  const [n, m, r] = [10, 160, 2];
  const operator = gaussianOperator({ rows: n, cols: n, count: m, seed: 3 }, kernels);
  const truth = syntheticTruth(operator, { rank: r, seed: 3 });
  const wrong = wrongSigns(m, 0.2, 3, true);
  const measurements = syntheticMeasurements(operator, truth).map((value, i) => value + 3 * wrong[i]);
  const problem = createProblem({ operator, measurements, truth, loss: absolute });

  /** (1/m)Σ|r_i| of raw matrices at the truth, padded with t·(P, Q). */
  function lossAt({ operator: { count } }: Problem, t: number, extra: number): number {
    const { direction } = probe(problem, wrong, extra);
    const beside = (a: Float64Array, b: Float64Array) => Float64Array.from([...a, ...b.map((value) => t * value)]);
    const k = r + direction.left.cols;
    const x = {
      left: matrix(n, k, beside(truth.left.data, direction.left.data)),
      right: matrix(n, k, beside(truth.right.data, direction.right.data)),
    };
    const out = new Float64Array(count);
    operator.measure(x, out);
    return out.reduce((sum, value, i) => sum + Math.abs(value - measurements[i]), 0) / Math.sqrt(count * operator.scale);
  }

  it.each([1, 3, 10, 50])("gives the curvature of the loss itself, %s extra columns", (extra) => {
    const { curvature, pull } = probe(problem, wrong, extra);
    const t = 0.05;
    expect((lossAt(problem, t, extra) - lossAt(problem, 0, extra)) / t ** 2).toBeCloseTo(curvature, 9);
    expect(pull).toBeGreaterThan(0);
  });

  it("pulls harder with every column, up to n of them", () => {
    const pulls = [1, 2, 5, 10, 11].map((extra) => probe(problem, wrong, extra).pull);
    expect(pulls[4]).toBe(pulls[3]);
    for (let i = 1; i < 4; i++) expect(pulls[i]).toBeGreaterThan(pulls[i - 1]);
    expect(Math.abs(pulls[3] / outlierAdjointNorm(n * n, 0.2, m) - 1)).toBeLessThan(0.15);
  });

  it("refuses what it cannot judge", () => {
    expect(() => probe(problem, new Float64Array(m), 1)).toThrow("no measurement is wrong");
    expect(() => probe(problem, wrong.slice(1), 1)).toThrow("there are 160 measurements and 159 signs");
    for (const extra of [0, 1.5]) expect(() => probe(problem, wrong, extra)).toThrow("k − r ≥ 1");
  });
});

describe("theory", () => {
  it("is zero at the bar, and as the prototype has it at m = 600 and 2000", () => {
    const at = (m: number) => outlierSaddleCurvature(0.2, outlierAdjointNorm(400, 0.2, m));
    expect(at(outlierSaddleBar(400, 0.2))).toBeCloseTo(0, 12);
    expect([at(600), at(2000)].map((value) => value.toFixed(3))).toEqual(["0.273", "0.438"]);
    expect(outlierSaddleBar(400, 0)).toBe(0);
    for (const p of [1, -0.1, Number.NaN]) expect(() => outlierSaddleBar(400, p)).toThrow(RangeError);
  });

  it("lets ρ = 0.995 grow a start of 10⁻² and not ρ = 0.99", () => {
    const needed = Math.log(100) + 2;
    expect(subgradientGrowth(0.1 / 0.005, 0.1, 2)).toBeGreaterThan(needed);
    expect(subgradientGrowth(0.1 / 0.01, 0.1, 2)).toBeLessThan(needed);
  });
});

it("wrong measurements are the share asked for, and the clean ones untouched", () => {
  const wrong = wrongSigns(4000, 0.1, 1);
  const count = wrong.filter((value) => value !== 0).length;
  expect(Math.abs(count - 400)).toBeLessThan(60);
  expect(Math.abs(wrong.reduce((sum, value) => sum + value, 0))).toBeLessThan(60);
  expect(wrongSigns(4000, 0.1, 1, true).findLastIndex((value) => value !== 0)).toBe(399);
  const y = new Float64Array(4000).fill(2);
  const changed = corrupted(y, wrong, { size: 10, seed: 1, kernels });
  expect(changed.filter((value) => value !== 2).length).toBe(count);
  const spread = Math.sqrt(changed.reduce((sum, value) => sum + (value - 2) ** 2, 0) / count) * Math.sqrt(4000);
  expect(Math.abs(spread - 10)).toBeLessThan(1.5);
});
