import { describe, expect, test } from "vitest";
import { type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { complete, completionProblem, defaultCompletionRank } from "../../src/tasks/complete.ts";
import { backends, portableBackend } from "../contracts/backends.ts";
import { gaussian } from "../kernels/matrices.ts";

/** A rank-2 table around 50 with every entry whose place satisfies `hole` missing. */
function tableOf(rows: number, cols: number, hole: (at: number) => boolean): { table: Matrix; whole: Matrix } {
  const whole = zeros(rows, cols);
  multiply(portableBackend, whole, matrix(rows, 2, gaussian(rows * 2, 1)), matrix(cols, 2, gaussian(cols * 2, 2)), {
    transB: true,
  });
  for (const [i, v] of whole.data.entries()) whole.data[i] = 50 + 10 * v;
  return {
    whole,
    table: matrix(
      rows,
      cols,
      whole.data.map((v, at) => (hole(at) ? Number.NaN : v)),
    ),
  };
}

describe.each(backends)("completing a table on %s kernels", (_, kernels) => {
  const { table, whole } = tableOf(40, 30, (at) => (at * 7) % 11 < 4);

  test("fills the holes and keeps what was observed", async () => {
    const before = table.data.slice();
    const { completed, observed, missing, heldOutRmse, run, solver } = await complete(table, { rank: 4, kernels });
    expect(table.data).toEqual(before);
    expect(observed + missing).toBe(1200);
    expect(missing).toBe(table.data.filter(Number.isNaN).length);
    let [error, spread] = [0, 0];
    completed.data.forEach((v, at) => {
      if (!Number.isNaN(table.data[at])) expect(v).toBe(table.data[at]);
      else {
        error += (v - whole.data[at]) ** 2;
        spread += (whole.data[at] - 50) ** 2;
      }
    });
    expect(Math.sqrt(error / spread)).toBeLessThan(0.05);
    expect(heldOutRmse).toBeLessThan(0.05 * Math.sqrt(spread / missing));
    expect(solver.name).toBe("gd");
    expect(run.converged).toBe(true);
  });

  test("the held-out error is in the table's units and recomputes", async () => {
    const { heldOutRmse, run, spread, problem } = await complete(table, { rank: 3, kernels, maxIterations: 40, seed: 5 });
    expect(run.heldOutResidual).toBeDefined();
    const scaled = matrix(
      40,
      30,
      table.data.map((v) => 1000 * v),
    );
    const other = await complete(scaled, { rank: 3, kernels, maxIterations: 40, seed: 5 });
    expect(other.heldOutRmse / (1000 * heldOutRmse)).toBeCloseTo(1, 6);
    expect(other.spread / (1000 * spread)).toBeCloseTo(1, 12);
    expect(problem.operator.count).toBe(table.data.filter((v) => !Number.isNaN(v)).length);
  });

  test("what cannot be completed is refused", () => {
    const of = (values: number[]) => () => completionProblem(matrix(values.length / 2, 2, Float64Array.from(values)), kernels);
    const nan = Number.NaN;
    expect(of([1, 2, 3, nan, 5, 6, 7, 8, 9, Infinity, 1, 2])).toThrow(
      "entry (3, 1) is Infinity; an entry is a finite number, or NaN where it is missing",
    );
    expect(of([1, 2, 3, 4, 5, 6, 7, 8, 9, nan])).toThrow("9 observed entries are too few; at least 10 are needed");
    expect(of(new Array(12).fill(nan))).toThrow("0 observed entries");
    expect(of(new Array(12).fill(3))).toThrow("every observed entry is 3, so there is nothing to learn from them");
  });

  test.each([10, 12, 14, 22, 26, 34])("%d equal entries are equal, though their mean is rounded", (count) => {
    for (const value of [0.1, 1 / 3, 1e-7, 123.456])
      expect(() => completionProblem(matrix(count / 2, 2, new Float64Array(count).fill(value)), kernels)).toThrow(
        /nothing to learn/,
      );
  });
});

test("the rank is generous unless told", () => {
  expect([defaultCompletionRank(30, 200), defaultCompletionRank(500, 400)]).toEqual([30, 100]);
});
