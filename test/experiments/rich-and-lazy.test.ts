import { expect, it } from "vitest";
import { kernelAlignment, richAndLazy } from "../../src/experiments/rich-and-lazy.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { verdictOf } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { gaussian } from "../kernels/matrices.ts";
import { checkExhibits } from "./exhibits.ts";

it("rich-and-lazy holds as a toy, and fails where one rank stands for another", async () => {
  const outcome = await runExperiment(richAndLazy, { kernels: openKernels(), toy: true });
  expect(outcome.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(outcome).toMatchObject({ verdict: "holds", aborted: false });
  expect(outcome.checks).toHaveLength(7);
  checkExhibits(outcome.exhibits);
  const cells = richAndLazy.cells({ toy: true });
  const results = outcome.results.map(({ table }, i) => ({ cell: cells[i], table }));
  const swapped = results.map((one, i) => (i === 0 ? { ...one, table: results[3].table } : one));
  expect(verdictOf(richAndLazy.judge(swapped))).toBe("fails");
  expect(verdictOf(richAndLazy.judge(results.slice(1)))).toBe("undecided");
});

it("the alignment is that of the kernels written out", () => {
  const kernels = openKernels();
  const pair = (seed: number) => ({ left: matrix(3, 2, gaussian(6, seed)), right: matrix(2, 2, gaussian(4, seed + 1)) });
  const [a, b] = [pair(1), pair(5)];
  const kernel = ({ left, right }: typeof a): number[] => {
    const out: number[] = [];
    const square = (x: typeof left, i: number, j: number) =>
      Array.from({ length: x.cols }, (_, q) => x.data[q * x.rows + i] * x.data[q * x.rows + j]).reduce((s, v) => s + v, 0);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 2; j++)
        for (let p = 0; p < 3; p++)
          for (let q = 0; q < 2; q++) out.push((j === q ? square(left, i, p) : 0) + (i === p ? square(right, j, q) : 0));
    return out;
  };
  const inner = (x: number[], y: number[]) => x.reduce((s, v, i) => s + v * y[i], 0);
  const [k, l] = [kernel(a), kernel(b)];
  expect(kernelAlignment({ kernels }, a, b)).toBeCloseTo(inner(k, l) / Math.sqrt(inner(k, k) * inner(l, l)), 12);
});
