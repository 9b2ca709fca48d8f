import { beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/experiments/experiment.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { type SpectralCell, spectralPhases } from "../../src/experiments/spectral-phases.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { Table } from "../../src/table/table.ts";
import { checkExhibits } from "./exhibits.ts";

const kernels = openKernels();
let outcome: Awaited<ReturnType<typeof runExperiment<SpectralCell>>>;
let results: Result<SpectralCell>[];
beforeAll(async () => {
  outcome = await runExperiment(spectralPhases, { kernels, toy: true });
  results = spectralPhases.cells({ toy: true }).map((cell, i) => ({ cell, table: outcome.results[i].table }));
});

it("holds as a toy", () => {
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome.verdict).toBe("holds");
  expect(outcome.checks).toHaveLength(5);
});

it("says that it stands above the PSD-only bar, and shades three phases", () => {
  checkExhibits(outcome.exhibits);
  expect(outcome.exhibits[0].text).toContain("above the PSD-only bar, 125");
  expect(outcome.exhibits[0].plot?.bands).toHaveLength(3);
});

describe("a broken law is caught", () => {
  const broken = (change: (row: Record<string, number>) => Record<string, number>) => {
    const changed = results.map(({ cell, table }) => {
      const out = new Table();
      for (const row of table) out.append({ ...row, ...change(row) });
      return { cell, table: out };
    });
    return spectralPhases.judge(changed).flatMap(({ holds }, i) => (holds ? [] : [i]));
  };

  it("the eigenvectors of S and of M exchanged", () =>
    expect(broken(({ sineToData, sineToTruth }) => ({ sineToData: sineToTruth, sineToTruth: sineToData }))).toEqual([2, 3]));

  it("half the growth, and an error that stays", () => {
    expect(broken(({ dataSigma }) => ({ dataSigma: dataSigma / 2 }))).toEqual([1]);
    expect(broken(({ relativeError, iteration }) => ({ relativeError: iteration > 1600 ? 0.5 : relativeError }))).toEqual([4]);
  });

  it("a step size that the linear model does not have", async () => {
    const cell = spectralPhases.cells({ toy: true }).find(({ startScale, place }) => place === "above" && startScale === 1e-4);
    if (!cell) throw new Error("no such cell");
    const table = await spectralPhases.run({ ...cell, startScale: 1e-4, iterations: 20 }, { kernels });
    expect(table.get("linearMisfit", 20)).toBeLessThan(1e-5);
    const larger = await spectralPhases.run({ ...cell, stepSize: 0.3, iterations: 20 }, { kernels });
    expect(larger.get("linearMisfit", 20)).toBeGreaterThan(10 * table.get("linearMisfit", 20));
  });
});
