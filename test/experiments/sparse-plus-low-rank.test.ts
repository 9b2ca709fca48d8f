import { expect, it } from "vitest";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { sparsePlusLowRank } from "../../src/experiments/sparse-plus-low-rank.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { computed } from "../../src/linalg/computing.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { longColumns, randomSupport } from "../../src/solvers/parts/sparse-support.ts";
import { checkExhibits } from "./exhibits.ts";

it("sparse-plus-low-rank holds as a toy, and fails where one support stands for another", async () => {
  const outcome = await runExperiment(sparsePlusLowRank, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(10);
  checkExhibits(outcome.exhibits);

  const cells = sparsePlusLowRank.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const swapped = results.map((one, i) => (i < 2 ? { ...one, table: results[1 - i].table } : one));
  expect(verdictOf(sparsePlusLowRank.judge(swapped))).toBe("fails");
  expect(verdictOf(sparsePlusLowRank.judge(results.slice(1)))).toBe("undecided");
});

it("supports are what they are called", () => {
  const kernels = openKernels();
  const drawn = randomSupport({ rows: 6, cols: 5 }, "entries", 7, 3);
  expect(new Set(drawn).size).toBe(7);
  expect([...drawn]).toEqual([...drawn].toSorted((a, b) => a - b));
  expect(Math.max(...drawn)).toBeLessThan(30);
  expect(randomSupport({ rows: 6, cols: 5 }, "entries", 7, 4)).not.toEqual(drawn);
  expect(randomSupport({ rows: 2, cols: 5 }, "columns", 5, 1)).toEqual(Int32Array.from({ length: 10 }, (_, i) => i));
  // Columns 3·e₀, 2·e₁ and 1·e₀: with the best approximation of rank one, of columns 0 and 2, gone, column 1 is left.
  const a = matrix(2, 3, Float64Array.from([3, 0, 0, 2, 1, 0]));
  expect(computed(kernels, longColumns(a, "largest", 1, 1))).toEqual(Int32Array.from([0, 1]));
  expect(computed(kernels, longColumns(a, "residual", 1, 1))).toEqual(Int32Array.from([2, 3]));
});
