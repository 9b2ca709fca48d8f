import { expect, it } from "vitest";
import { batchStep, curvatures } from "../../src/experiments/batch-step.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { criticalBatchStep } from "../../src/theory/batch-step.ts";
import { checkExhibits } from "./exhibits.ts";

it("batch-step holds as a toy, and fails where one batch stands for another", async () => {
  const outcome = await runExperiment(batchStep, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(7);
  checkExhibits(outcome.exhibits);
  const cells = batchStep.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const swapped = results.map((one, i) => (i === 1 ? { ...one, table: results[2].table } : one));
  expect(verdictOf(batchStep.judge(swapped))).toBe("fails");
  expect(verdictOf(batchStep.judge(results.slice(1)))).toBe("undecided");
});

it("the curvatures are those of the Hessian at the truth", () => {
  // n = 3, σ = (1, ½): sums of all pairs of (1, ½, 0) but 0 + 0.
  const cell = { name: "", seed: 0, batch: 1, n: 3, r: 2, condition: 2, copies: 1, steps: 1 };
  expect(curvatures(cell).toSorted()).toEqual([0.5, 0.5, 1, 1, 1, 1.5, 1.5, 2]);
});

it("the critical step is where the second moments of the linear recursion have the radius one", () => {
  // c_j ← ((1 − ηλ_j)² + η²λ_j²/B)c_j + (η²λ_j/B)Σᵢλᵢcᵢ, iterated.
  const radius = (values: number[], batch: number, step: number) => {
    let c = values.map(() => 1);
    let grown = 1;
    for (let t = 0; t < 2000; t++) {
      const trace = values.reduce((sum, v, i) => sum + v * c[i], 0);
      const next = values.map(
        (v, j) => ((1 - step * v) ** 2 + (step * v) ** 2 / batch) * c[j] + ((step * step * v) / batch) * trace,
      );
      grown = Math.max(...next);
      c = next.map((v) => v / grown);
    }
    return grown;
  };
  for (const [values, batch] of [
    [[2, 1, 1, 0.3], 1],
    [[2, 1, 1, 0.3], 5],
    [[1, 0.7, 0.01], 40],
  ] as const)
    expect(radius([...values], batch, criticalBatchStep(values, batch))).toBeCloseTo(1, 10);
  expect(criticalBatchStep([0.5, 0.5, 0.5], 4)).toBeCloseTo(8 / (0.5 * 8), 12);
  expect(criticalBatchStep([2, 1], 1e9)).toBeCloseTo(1, 8);
  for (const batch of [0, 1.5, Number.NaN]) expect(() => criticalBatchStep([1], batch)).toThrow(`got ${batch}`);
  expect(() => criticalBatchStep([], 1)).toThrow("got none");
  expect(() => criticalBatchStep([1, -2], 1)).toThrow("got -2");
});
