import { expect, it } from "vitest";
import { robustSmallStart } from "../../src/experiments/robust-small-start.ts";
import { settingOf } from "../../src/experiments/robust-small-start-laws.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { signSubgradientScale } from "../../src/theory/absolute-loss.ts";
import { checkExhibits } from "./exhibits.ts";

it("robust-small-start holds as a toy, and fails where a large start stands for a small one", async () => {
  const outcome = await runExperiment(robustSmallStart, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(15);
  checkExhibits(outcome.exhibits);
  expect(outcome.exhibits[1].text).toContain("of 465 unknown numbers");

  const cells = robustSmallStart.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const named = (setting: string) => results.find(({ cell }) => settingOf(cell) === setting)!.table;
  for (const setting of ["few", "entries"]) {
    const swapped = results.map((one) => (settingOf(one.cell) === setting ? { ...one, table: named(`${setting}-large`) } : one));
    expect(verdictOf(robustSmallStart.judge(swapped))).toBe("fails");
  }
  const clean = results.map((one) => (settingOf(one.cell) === "sign-third" ? { ...one, table: named("third") } : one));
  expect(verdictOf(robustSmallStart.judge(clean))).not.toBe("holds");
  expect(verdictOf(robustSmallStart.judge(results.slice(1)))).toBe("undecided");
});

it("φ is that of clean measurements where errors are none or few, and falls with the distance under noise", () => {
  expect(signSubgradientScale(0, 10, 1)).toBeCloseTo(Math.sqrt(2 / Math.PI), 14);
  expect(signSubgradientScale(0.3, 0, 1)).toBeCloseTo(Math.sqrt(2 / Math.PI), 14);
  expect(signSubgradientScale(0.3, 1e9, 1)).toBeCloseTo(0.7 * Math.sqrt(2 / Math.PI), 8);
  expect(signSubgradientScale(1, 0.5, 0.1) / signSubgradientScale(1, 0.5, 1)).toBeLessThan(0.25);
  for (const p of [-0.1, 1.1, Number.NaN]) expect(() => signSubgradientScale(p, 1, 1)).toThrow(RangeError);
  expect(() => signSubgradientScale(0.1, -1, 1)).toThrow(RangeError);
});
