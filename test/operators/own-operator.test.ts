import { describe, expect, test } from "vitest";
import type { Factors } from "../../src/linalg/matrix.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute, huber, squared } from "../../src/losses/loss.ts";
import { denseOperator } from "../../src/operators/dense.ts";
import { type OwnSensing, ownOperator } from "../../src/operators/own-operator.ts";
import { gradientLike } from "../../src/problem/asking.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { anyOf, defaultStop, holdOut } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { type gaussian, integers } from "../kernels/matrices.ts";

const [rows, cols, count] = [6, 5, 40];
const numbers = integers(count * rows * cols, 3);
/** Row-major A_i, as two functions. */
const sensing: OwnSensing = {
  rows,
  cols,
  count,
  measure({ left, right }, out) {
    for (let i = 0; i < count; i++) {
      out[i] = 0;
      each((r, c, a) => {
        for (let q = 0; q < left.cols; q++) out[i] += a * left.data[r + q * rows] * right.data[c + q * cols];
      }, i);
    }
  },
  pullback(weights, { left, right }, out) {
    zero(out, out);
    for (let i = 0; i < count; i++)
      each((r, c, a) => {
        for (let q = 0; q < left.cols; q++) {
          out.left.data[r + q * rows] += weights[i] * a * right.data[c + q * cols];
          out.right.data[c + q * cols] += weights[i] * a * left.data[r + q * rows];
        }
      }, i);
  },
};
const zero = (_: Factors, { left, right }: Factors): void => {
  left.data.fill(0);
  right.data.fill(0);
};
const each = (use: (r: number, c: number, a: number) => void, i: number): void => {
  for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) use(r, c, numbers[(i * rows + r) * cols + c]);
};

const own = ownOperator(sensing);
const dense = denseOperator({ rows, cols, matrices: Float64Array.from(numbers) });
const point = (draw: typeof gaussian): Factors => ({
  left: matrix(rows, 2, draw(rows * 2, 5)),
  right: matrix(cols, 2, draw(cols * 2, 6)),
});

describe("an operator of one's own", () => {
  test("answers as the dense operator of the same matrices, on integers in the same bits", () => {
    const y = Float64Array.from(integers(count, 7));
    for (const loss of [squared, absolute, huber(2)]) {
      const x = point(integers as typeof gaussian);
      const [a, b] = [gradientLike(x), gradientLike(x)];
      own.gradient(x, y, loss, a);
      dense.gradient(x, y, loss, b);
      expect(a).toEqual(b);
    }
  });

  test("restricted it answers as the restriction of the dense operator", () => {
    const keep = Int32Array.of(5, 0, 39, 5);
    const x = point(integers as typeof gaussian);
    const [a, b] = [new Float64Array(4), new Float64Array(4)];
    own.restrict(keep).measure(x, a);
    dense.restrict(keep).measure(x, b);
    expect(a).toEqual(b);
    const [p, q] = [gradientLike(x), gradientLike(x)];
    own.restrict(keep).pullback(a, x, p);
    dense.restrict(keep).pullback(a, x, q);
    expect(p).toEqual(q);
  });

  test("estimates its scale within a fifth, and takes one that is given", () => {
    expect(Math.abs(own.scale / dense.scale - 1)).toBeLessThan(0.2);
    expect(ownOperator({ ...sensing, scale: 3 }).scale).toBe(3);
    expect(ownOperator({ ...sensing, scale: 3 }).restrict(Int32Array.of(1, 2)).scale).toBe((3 * 2) / count);
  });

  test("is solved, off the main thread's way too, and with data held out", async () => {
    const truth = syntheticTruth(own, { rank: 1, seed: 1 });
    const problem = createProblem({ operator: own, measurements: syntheticMeasurements(own, truth), truth });
    expect((await new GradientDescent().solve(problem, { rank: 1 })).status).toBe("converged");
    const noisy = createProblem({ operator: own, measurements: syntheticMeasurements(own, truth, 0.1, 2), truth });
    const stop = anyOf(holdOut(0.2, 0), defaultStop({ maxIterations: 2000 }));
    expect((await new GradientDescent().solve(noisy, { rank: 2, stop })).heldOutResidual).toBeGreaterThan(0);
  });

  test("functions that are not adjoint are refused, on either side", () => {
    for (const side of ["left", "right"] as const) {
      const pullback: OwnSensing["pullback"] = (weights, x, out) => {
        sensing.pullback(weights, x, out);
        out[side].data[0] += 1;
      };
      expect(() => ownOperator({ ...sensing, pullback })).toThrow(`not the adjoint of measure`);
      expect(() => ownOperator({ ...sensing, pullback })).toThrow(`out.${side}`);
    }
  });

  test("bad sizes and scales are refused", () => {
    expect(() => ownOperator({ ...sensing, count: 0 })).toThrow("count is an integer from 1 to 2147483647, got 0");
    expect(() => ownOperator({ ...sensing, scale: -1 })).toThrow("a number > 0, got -1");
    expect(() => ownOperator({ ...sensing, symmetric: true })).toThrow("square, not 6×5");
    const square: OwnSensing = {
      ...{ rows: 3, cols: 3, count: 2, symmetric: true },
      measure: ({ left, right }, out) => {
        out[0] = left.data[0] * right.data[0];
        out[1] = left.data[0] * right.data[1]; // X₀₁ without X₁₀
      },
      pullback: (w, { left, right }, out) => {
        zero(out, out);
        out.left.data[0] = w[0] * right.data[0] + w[1] * right.data[1];
        out.right.data[0] = w[0] * left.data[0];
        out.right.data[1] = w[1] * left.data[0];
      },
    };
    expect(() => ownOperator(square)).toThrow(/^A_1 is not symmetric: it measures X as \S+ and Xᵀ as \S+$/);
    expect(() => ownOperator({ ...square, symmetric: false })).not.toThrow();
    const nothing: OwnSensing = {
      ...sensing,
      measure: (_, out) => void out.fill(0),
      pullback: (_weights, x, out) => zero(x, out),
    };
    expect(() => ownOperator(nothing)).toThrow("got 0");
  });
});
