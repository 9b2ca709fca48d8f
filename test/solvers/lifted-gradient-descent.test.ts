import { describe, expect, it } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { NotEnoughMemory } from "../../src/kernels/memory.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute } from "../../src/losses/loss.ts";
import { denseOperator } from "../../src/operators/dense.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { anyOf, iterations, residualBelow } from "../../src/solve/stop-rules.ts";
import { LiftedGradientDescent } from "../../src/solvers/lifted-gradient-descent.ts";
import { askLiftedLoss, liftedSlope, liftedWork, tensorPower } from "../../src/solvers/parts/lifted-loss.ts";
import { pairTable } from "../../src/solvers/parts/paired-modes.ts";
import { leadingDirection, oddRoot, rankOne } from "../../src/solvers/parts/rank-one-tensor.ts";
import { SymmetricGradientDescent } from "../../src/solvers/symmetric-gradient-descent.ts";
import { ask, withDataNorm } from "../contracts/by-hand.ts";
import { known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";

const kernels = openKernels();

/** A_i of its own that are not symmetric, and numbers that no matrix measures to. */
function problemOf(n: number, m: number): Problem {
  const operator = denseOperator({ rows: n, cols: n, matrices: gaussian(m * n * n, 5) }, kernels);
  return createProblem({ operator, measurements: gaussian(m, 6), symmetric: true });
}

function lossOf(problem: Problem, order: number, size = 1) {
  const { result: loss, asks } = ask(problem, askLiftedLoss(problem, order, size));
  const at = (w: Float64Array, length: number) => {
    const work = liftedWork(loss, length / loss.rows);
    const slope = new Float64Array(w.length);
    return { value: ask(problem, liftedSlope(loss, { w, slope }, work)).result, slope };
  };
  return { loss, asks, at };
}

describe.each([
  [1, 4, 1],
  [1, 3, 2],
  [3, 3, 1],
  [3, 2, 2],
  [3, 3, 2],
  [5, 2, 1],
])("the loss of order %i, n = %i, k = %i", (order, n, k) => {
  const problem = problemOf(n, n + 2);
  const { at } = lossOf(problem, order);
  const length = n * k;
  const w = gaussian(length ** order, 7);

  it("has the gradient that its differences have", () => {
    const [direction, step] = [gaussian(w.length, 8), 1e-5];
    const moved = (t: number) =>
      at(
        w.map((value, i) => value + t * direction[i]),
        length,
      ).value;
    const slant = at(w, length).slope.reduce((sum, value, i) => sum + value * direction[i], 0);
    expect(Math.abs((moved(step) - moved(-step)) / (2 * step) - slant)).toBeLessThan(1e-6 * Math.abs(slant));
  });

  it("is that of its definition", () => {
    // Σ over all (i₁, …, i_l) of (Σ_{a, b} w_a w_b Π_s sym(A_{i_s})[j_s, k_s]·[q_s = q'_s] − Π_s y_{i_s})².
    const { operator, measurements } = problem;
    const entry = (i: number, a: number, b: number) => {
      if (Math.floor(a / n) !== Math.floor(b / n)) return 0;
      const [j, l] = [a % n, b % n];
      const row = gaussian(operator.count * n * n, 5);
      return 0.5 * (row[i * n * n + j * n + l] + row[i * n * n + l * n + j]);
    };
    const entries = Array.from({ length: operator.count }, (_, i) =>
      Array.from({ length: length ** 2 }, (_, at) => entry(i, at % length, Math.floor(at / length))),
    );
    let sum = 0;
    for (let index = 0; index < operator.count ** order; index++) {
      const at = Array.from({ length: order }, (_, s) => Math.floor(index / operator.count ** s) % operator.count);
      // Apply the matrices to w one mode after the other.
      let moved = w;
      for (const [s, i] of at.entries()) {
        const [stride, next] = [length ** s, new Float64Array(w.length)];
        for (let to = 0; to < w.length; to++) {
          const a = Math.floor(to / stride) % length;
          for (let b = 0; b < length; b++) next[to] += entries[i][a + b * length] * moved[to + (b - a) * stride];
        }
        moved = next;
      }
      const fit = moved.reduce((total, value, i) => total + value * w[i], 0);
      sum += (fit - at.reduce((product, i) => product * measurements[i], 1)) ** 2;
    }
    // With ‖𝒜*(y)‖₂ given as 1, w stands in units of τ^(−l/2), and h in those of τ^(−l).
    const tau = operator.scale;
    const scaled = w.map((value) => value * tau ** (order / 2));
    expect(at(scaled, length).value / (0.25 * sum * tau ** order)).toBeCloseTo(1, 10);
  });
});

describe("rank-one tensors", () => {
  const x = gaussian(4, 9);

  it("give back their vector, from near it and from their first singular vector", () => {
    for (const order of [1, 3, 5]) {
      const w = tensorPower(x, order);
      const { result } = ask(problemOf(2, 3), leadingDirection(w, x.length));
      const near = x.map((value, i) => value + 0.1 * i);
      for (const from of [result, near])
        for (const [i, value] of rankOne(w, order, from).entries()) expect(value).toBeCloseTo(x[i], 12);
    }
    expect(rankOne(new Float64Array(64), 3, x)).toEqual(new Float64Array(4));
  });

  it("have odd roots that scale exactly", () => {
    for (const order of [1, 3, 5])
      for (const value of [0.3, 1, 7.7, 2 ** order, 1e-9, 1e12]) {
        expect(oddRoot(value, order) ** order / value).toBeCloseTo(1, 13);
        expect(oddRoot(value * 2 ** order, order)).toBe(2 * oddRoot(value, order));
      }
  });
});

it("pairs have one place each, whatever their order", () => {
  const table = pairTable(4);
  expect(new Set(table).size).toBe(10);
  for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++) expect(table[j + 4 * k]).toBe(table[k + 4 * j]);
  expect(Math.max(...table)).toBe(9);
});

it("of order 1 is descent on the factor", () => {
  const operator = gaussianOperator({ rows: 5, cols: 5, count: 60, seed: 2 }, kernels);
  const { problem } = known(operator, 2, { symmetric: true });
  const start = { left: matrix(5, 3, gaussian(15, 3)), right: matrix(5, 3, gaussian(15, 3)) };
  const size = withDataNorm(problem).dataNorm!;
  const policy = { start, stop: iterations(40) };
  const lifted = new LiftedGradientDescent({ order: 1, stepSize: 0.1 }).solveSync(problem, policy);
  const plain = new SymmetricGradientDescent({ stepSize: 0.1 / size }).solveSync(problem, policy);
  for (const [i, value] of plain.estimate.left.data.entries()) expect(lifted.estimate.left.data[i]).toBeCloseTo(value, 11);
  const [last, { data }] = [lifted.history.get("value", 40), lossOf(problem, 1, size).loss];
  expect(lifted.certificate!.liftedLoss).toBeCloseTo((last * 4 * operator.scale) / size ** 2 / data, 11);
});

describe("refuses", () => {
  const solve = (problem: Problem, options = {}, maxMemory?: number) =>
    new LiftedGradientDescent(options).solveSync(problem, { rank: 1, stop: iterations(1), maxMemory });

  it("tensors that do not fit, before it asks for anything", () => {
    const problem = problemOf(40, 50);
    let asked = 0;
    const operator = { ...problem.operator, measure: () => asked++, gradient: () => asked++, pullback: () => asked++ };
    const watched = { ...problem, operator: operator as never };
    const limit = 2 ** 32;
    expect(() => solve(watched, { order: 5 }, limit)).toThrow(NotEnoughMemory);
    expect(() => solve(watched, { order: 5 }, limit)).toThrow("use a smaller order, a smaller problem, or gd-symmetric");
    expect(asked).toBe(0);
    expect(solve(problem, { order: 1 }, limit).status).toBe("budget");
  });

  it("orders that are not odd", () => {
    for (const order of [0, 2, 1.5, -1])
      expect(() => new LiftedGradientDescent({ order })).toThrow("order is an odd integer ≥ 1");
  });

  it("complex matrices and other losses, with what takes them", () => {
    const complex = known(pauliOperator({ qubits: 1, settings: ["X", "Y", "Z", "I"] }, kernels), 1).problem;
    expect(() => solve(complex)).toThrow(
      "lifted-gd seeks real matrices, and those of pauli are complex; gd-symmetric takes them",
    );
    expect(() => solve({ ...problemOf(3, 4), loss: absolute })).toThrow("gd-symmetric take");
  });
});

it("recovers a matrix of rank one from fewer measurements than determine it", () => {
  const operator = gaussianOperator({ rows: 5, cols: 5, count: 12, seed: 3 }, kernels);
  const { problem } = known(operator, 1, { symmetric: true });
  const run = new LiftedGradientDescent().solveSync(problem, { rank: 1, stop: anyOf(residualBelow(1e-3), iterations(1500)) });
  expect(run.status).toBe("converged");
  expect(relativeErrorOf(problem, run.estimate)).toBeLessThan(5e-3);
});
