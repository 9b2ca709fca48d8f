import { beforeAll, expect, it } from "vitest";
import { type Outcome, runExperiment } from "../../src/experiments/run-experiment.ts";
import { samplesLinearInRank } from "../../src/experiments/samples-linear-in-rank.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { checkExhibits } from "./exhibits.ts";

let outcome: Outcome;
beforeAll(async () => {
  outcome = await runExperiment(samplesLinearInRank, { kernels: openKernels(), toy: true });
});

it("holds as a toy", () => {
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome.verdict).toBe("holds");
  expect(outcome.checks).toHaveLength(9);
});

it("says which runs stand above the PSD-only bar", () => {
  checkExhibits(outcome.exhibits);
  const rows = outcome.exhibits.flatMap(({ table }) => table?.rows ?? []);
  const above = rows.filter(([, , m, , psdOnly]) => Number(m) > Number(psdOnly)).map(([r, c]) => [r, c]);
  expect(above).toEqual([[4, 3]]);
  expect(outcome.exhibits[1].text).toContain("At r = 4 the runs at m = 3nr stand above the PSD-only bar");
});

it("a law that were quadratic is caught: measurements of one rank taken for another's", () => {
  const cells = samplesLinearInRank.cells({ toy: true });
  const results = cells.map((cell, i) => {
    const other = cells.findIndex(({ r, c }) => r === cell.r && c === (cell.c === 3 ? 1.25 : cell.c === 1.25 ? 3 : cell.c));
    return { cell, table: outcome.results[cell.r === 4 ? other : i].table };
  });
  const broken = samplesLinearInRank.judge(results).flatMap(({ holds }, i) => (holds ? [] : [i]));
  expect(broken).toEqual([6, 7]);
});

it("takes eight seeds of each setting, and 200 where eight cannot decide", () => {
  expect(samplesLinearInRank.cells({ toy: false })).toHaveLength(9 * 8 + 3 * 200);
  expect(samplesLinearInRank.cells({ toy: true })).toHaveLength(11 + 200);
  expect(outcome.exhibits[0].text).toMatch(/Of the first eight seeds at r = 1, \d recover/);
});
