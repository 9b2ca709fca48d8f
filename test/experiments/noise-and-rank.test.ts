import { beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/experiments/experiment.ts";
import { type NoiseCell, noiseAndRank } from "../../src/experiments/noise-and-rank.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

let outcome: Awaited<ReturnType<typeof runExperiment<NoiseCell>>>;
let results: Result<NoiseCell>[];
beforeAll(async () => {
  outcome = await runExperiment(noiseAndRank, { kernels: openKernels(), toy: true });
  results = noiseAndRank.cells({ toy: true }).map((cell, i) => ({ cell, table: outcome.results[i].table }));
});

it("holds as a toy", () => {
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome.verdict).toBe("holds");
  expect(outcome.checks).toHaveLength(9);
});

it("says that it stands above least squares, and shows where held-out data stop", () => {
  checkExhibits(outcome.exhibits);
  expect(outcome.exhibits[0].text).toContain("m = 400 stands above least squares, 210");
  const bands = outcome.exhibits.flatMap(({ plot }) => plot?.bands ?? []);
  expect(bands.map(({ label }) => label)).toEqual(["learns M", "fits noise"]);
});

describe("a broken law is caught", () => {
  const broken = (changed: readonly Result<NoiseCell>[]) =>
    noiseAndRank.judge(changed).flatMap(({ holds }, i) => (holds ? [] : [i]));

  it("the noise levels exchanged", () => {
    const exchanged = results.map(({ cell, table }) => ({
      cell: cell.part === "floor" ? { ...cell, noise: 0.12 - cell.noise } : cell,
      table,
    }));
    expect(broken(exchanged)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("k left out of the floor, and a last iterate taken for the held-out one", () => {
    const ranks = results.map((result) => (result.cell.k === 8 ? { ...result, cell: { ...result.cell, k: 2 } } : result));
    expect(broken(ranks).length).toBeGreaterThan(0);
    const early = results
      .filter(({ cell }) => cell.part === "held-out")
      .map(({ cell, table }) => ({ cell: { ...cell, iterations: 60 }, table }));
    expect(broken([...results.filter(({ cell }) => cell.part === "floor"), ...early])).toEqual([8]);
  });

  it("a level that is missing is not judged", () => {
    const checks = noiseAndRank.judge(results.filter(({ cell }) => cell.noise !== 0.02));
    expect(checks.filter(({ measured }) => Number.isNaN(measured))).toHaveLength(8);
  });
});
