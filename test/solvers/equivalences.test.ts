import { describe, expect, test } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { copyFactors, copyMatrix, type Factors, matrix } from "../../src/linalg/matrix.ts";
import { gram } from "../../src/linalg/product.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { haar } from "../../src/random/haar.ts";
import { STREAM } from "../../src/random/streams.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { ScaledGradientDescent } from "../../src/solvers/scaled-gradient-descent.ts";
import { SymmetricGradientDescent } from "../../src/solvers/symmetric-gradient-descent.ts";
import { backends } from "../contracts/backends.ts";
import { ask, numbersOf, spectral, withDataNorm } from "../contracts/by-hand.ts";
import { known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";

const gap = (a: Factors, b: Factors): number => Math.max(...numbersOf(a).map((value, i) => Math.abs(value - numbersOf(b)[i])));

describe.each(backends)("on %s kernels", (_, kernels) => {
  const operator = gaussianOperator({ rows: 10, cols: 8, count: 200, seed: 6 }, kernels);
  const { problem } = known(operator, 2);

  test("from orthonormal factors scaled descent makes plain descent's first step", () => {
    const start = { left: haar(kernels, 10, 2, 1, STREAM.probe), right: haar(kernels, 8, 2, 2, STREAM.probe) };
    const policy = { start, stop: iterations(1) };
    const scaled = new ScaledGradientDescent({ stepSize: 0.4 }).solveSync(problem, policy);
    const plain = new GradientDescent({ stepSize: 0.4 / operator.scale }).solveSync(problem, policy);
    expect(gap(scaled.estimate, start)).toBeGreaterThan(0.01);
    expect(gap(scaled.estimate, plain.estimate)).toBeLessThanOrEqual(1e-14);
  });

  test("damping far above the Gram matrices makes scaled descent plain descent of step η/λ", () => {
    const start = { left: matrix(10, 2, gaussian(20, 1)), right: matrix(8, 2, gaussian(16, 2)) };
    const damping = 2 ** 40;
    const scaled = new ScaledGradientDescent({ stepSize: 0.1 * damping, damping }).solveSync(problem, {
      start,
      stop: iterations(1),
    });
    const plain = new GradientDescent({ stepSize: 0.1 / operator.scale }).solveSync(problem, { start, stop: iterations(1) });
    expect(gap(scaled.estimate, plain.estimate)).toBeLessThanOrEqual(1e-10);
  });

  test("from equal factors with symmetric A_i, descent on two factors is descent on one", () => {
    const { problem: single } = known(symmetricGaussianOperator({ size: 9, count: 120, seed: 2 }, kernels), 2, {
      symmetric: true,
    });
    const double = createProblem({ operator: single.operator, measurements: single.measurements, symmetric: false });
    const factor = matrix(
      9,
      3,
      gaussian(27, 3).map((v) => 0.2 * v),
    );
    const steps = 300;
    const stop = iterations(steps);
    const stepSize = 0.2;
    const two = new GradientDescent({ stepSize }).solveSync(double, { start: { left: factor, right: copyMatrix(factor) }, stop });
    const one = new SymmetricGradientDescent({ stepSize }).solveSync(single, { start: { left: factor, right: factor }, stop });
    expect(gap(two.estimate, one.estimate)).toBeLessThanOrEqual(1e-15 * steps);
    expect(gap(two.estimate, { left: factor, right: factor })).toBeGreaterThan(0.01);
  });

  test("one matrix given as both factors of a problem that is not symmetric is two factors", () => {
    const { problem: square } = known(gaussianOperator({ rows: 7, cols: 7, count: 100, seed: 2 }, kernels), 2);
    const factor = matrix(7, 2, gaussian(14, 3));
    for (const solver of [new GradientDescent(), new ScaledGradientDescent()]) {
      const shared = solver.solveSync(square, { start: { left: factor, right: factor }, stop: iterations(3) });
      const apart = solver.solveSync(square, { start: { left: factor, right: copyMatrix(factor) }, stop: iterations(3) });
      expect(shared.estimate).toEqual(apart.estimate);
    }
  });

  test("of all positions the spectral start is M", () => {
    const [n1, n2] = [9, 7];
    const row = Int32Array.from({ length: n1 * n2 }, (_, at) => at % n1);
    const col = Int32Array.from({ length: n1 * n2 }, (_, at) => Math.floor(at / n1));
    const all = known(entrySampling({ rows: n1, cols: n2, row, col }, kernels), 3, { condition: 10 });
    expect(all.problem.operator.scale).toBe(1);
    expect(relativeErrorOf(all.problem, spectral(all.problem, 3))).toBeLessThanOrEqual(1e-13);
    const square = known(
      entrySampling(
        {
          rows: 8,
          cols: 8,
          row: Int32Array.from({ length: 64 }, (_, at) => at % 8),
          col: Int32Array.from({ length: 64 }, (_, at) => Math.floor(at / 8)),
        },
        kernels,
      ),
      3,
      { symmetric: true },
    );
    expect(relativeErrorOf(square.problem, spectral(square.problem, 3))).toBeLessThanOrEqual(1e-13);
  });

  test("LᵀL − RᵀR grows by η²(RᵀEᵀER − LᵀEEᵀL) a step", () => {
    const whole = withDataNorm(problem);
    const stepSize = 0.15;
    const solver = new GradientDescent({ stepSize });
    const x0 = {
      left: matrix(
        10,
        3,
        gaussian(30, 7).map((v) => 0.5 * v),
      ),
      right: matrix(
        8,
        3,
        gaussian(24, 8).map((v) => 0.3 * v),
      ),
    };
    const { result: state } = ask(whole, solver.start(whole, copyFactors(x0)));
    for (let step = 0; step < 40; step++) {
      const [before, growth] = [imbalance(state.x), imbalance(state.gradient)]; // ∇_L = E·R and ∇_R = Eᵀ·L
      ask(whole, solver.step(state, whole));
      const after = imbalance(state.x);
      for (let i = 0; i < 9; i++) expect(Math.abs(after[i] - before[i] - stepSize ** 2 * growth[i])).toBeLessThanOrEqual(1e-12);
    }
  });

  test("descent is minus the gradient of f, of both forms", () => {
    const { problem: symmetric } = known(gaussianOperator({ rows: 6, cols: 6, count: 80, seed: 9 }, kernels), 2, {
      symmetric: true,
    });
    for (const [whole, Solver] of [
      [problem, GradientDescent],
      [symmetric, SymmetricGradientDescent],
    ] as const) {
      const { operator } = whole;
      const left = matrix(operator.rows, 2, gaussian(operator.rows * 2, 11));
      const start = { left, right: whole.symmetric ? left : matrix(operator.cols, 2, gaussian(operator.cols * 2, 12)) };
      const run = new Solver({ stepSize: 2 ** -20 }).solveSync(whole, { start, stop: iterations(1) });
      const direction = run.estimate.left.data.map((value, i) => (left.data[i] - value) * 2 ** 20);
      for (const at of [0, 3, left.data.length - 1]) {
        const f = (h: number): number => {
          const moved = copyFactors(start);
          moved.left.data[at] += h;
          const out = new Float64Array(operator.count);
          operator.measure(moved, out);
          const squares = out.reduce((sum, value, i) => sum + (value - whole.measurements[i]) ** 2, 0);
          return (whole.symmetric ? 0.25 : 0.5) * squares;
        };
        const h = 1e-3;
        // Richardson: exact for a quartic but for rounding.
        const slope = (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
        expect(Math.abs(slope - direction[at])).toBeLessThanOrEqual(1e-7 * (1 + Math.abs(slope)));
      }
      expect(run.history.get("value", 0)).toBeCloseTo(lossAt(whole.symmetric, start, whole), 9);
    }
  });

  function lossAt(symmetric: boolean, x: Factors, { operator: on, measurements }: typeof problem): number {
    const out = new Float64Array(on.count);
    on.measure(x, out);
    return (symmetric ? 0.25 : 0.5) * out.reduce((sum, value, i) => sum + (value - measurements[i]) ** 2, 0);
  }

  function imbalance({ left, right }: Factors): Float64Array {
    const [a, b] = [matrix(left.cols, left.cols), matrix(left.cols, left.cols)];
    gram(kernels, a, left);
    gram(kernels, b, right);
    return a.data.map((value, i) => value - b.data[i]);
  }
});
