import { expect, it } from "vitest";
import { pruning } from "../../src/experiments/pruning.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { leastEigenvalueKept, shrunkenTrace } from "../../src/theory/group-lasso.ts";
import { checkExhibits } from "./exhibits.ts";

it("pruning holds as a toy, and fails where plain descent stands in its place", async () => {
  const outcome = await runExperiment(pruning, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(11);
  checkExhibits(outcome.exhibits);
  expect(outcome.exhibits[0].text).toContain("above the PSD-only bar, 125");

  const cells = pruning.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const plain = results.find(({ cell }) => cell.method === "plain" && cell.m === 80)!.table;
  const swapped = results.map((one) => (one.cell.m === 80 ? { ...one, table: plain } : one));
  expect(verdictOf(pruning.judge(swapped))).toBe("fails");
  expect(verdictOf(pruning.judge(results.slice(1)))).toBe("undecided");
});

it("the shrunken eigenvalue is where ¼(s − σ)² + λ√s is least, and below a bar that is zero", () => {
  const penalty = 0.02;
  const lowest = (sigma: number): number => {
    const value = (s: number) => 0.25 * (s - sigma) ** 2 + penalty * Math.sqrt(s);
    let best = 0;
    for (let s = 0; s <= 2 * sigma; s += 1e-4) if (value(s) < value(best)) best = s;
    return best;
  };
  expect(Math.abs(lowest(1) - shrunkenTrace([1], penalty))).toBeLessThan(5e-4);
  expect(lowest(0.95 * leastEigenvalueKept(penalty))).toBe(0);
  expect(lowest(1.5 * leastEigenvalueKept(penalty))).toBeGreaterThan(0.1);
});
