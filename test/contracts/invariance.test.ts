import { describe, expect, test } from "vitest";
import { type Factors, type Matrix, matrix } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { denseOperator } from "../../src/operators/dense.ts";
import type { MeasurementOperator } from "../../src/operators/operator.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { spectralStart } from "../../src/problem/starting-points.ts";
import { haar } from "../../src/random/haar.ts";
import { permutation } from "../../src/random/permutation.ts";
import { STREAM } from "../../src/random/streams.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { gaussian } from "../kernels/matrices.ts";
import { backends } from "./backends.ts";
import { type AnySolver, COMPLETING, fitFor, limitOf, pairs, solverNamed, spectral, TENSORS } from "./by-hand.ts";

const STEPS = 40;

/** Solvers that move, or look at, the left factor first: transposed they are other methods. */
const HANDED = new Set(["sltrain", "apgd", "iht", "alternating-minimization", "asd", "scaled-asd"]);

/** Solvers whose estimate holds the identity, or a whole matrix beside it. */
const PAIRED = new Set(["trained-rank-pruning", "galore", "fira", "sltrain"]);

/** Solvers that scale each entry of a matrix for itself: what they do depends on the basis. */
const ENTRYWISE = new Set(["fira", "sltrain"]);

/** Solvers to which the columns of the factors mean something: their lengths, or their order. */
const ORDERED = new Set(["group-lasso", "maestro"]);

/** Solvers for which X does not depend on how it is split into factors. */
const PRECONDITIONED = new Set([
  "trained-rank-pruning",
  "scaled-gd",
  "apgd",
  "opsa",
  "iht",
  "riemannian-gd",
  "riemannian-cg",
  "alternating-minimization",
  "scaled-asd",
  "gnmr",
  "matrix-irls",
]);

function residuals(
  solver: AnySolver,
  problem: Problem,
  start: Factors | ReturnType<typeof spectralStart>,
  rank: number,
): Float64Array {
  return solver.solveSync(problem, { rank, start, stop: iterations(STEPS) }).history.column("relativeResidual");
}

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, limit: number): void {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i] - b[i])).toBeLessThanOrEqual(limit);
}

const widestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

const scaledFactors = ({ left, right }: Factors, s: number): Factors => {
  const first = matrix(
    left.rows,
    left.cols,
    left.data.map((v) => s * v),
  );
  return {
    left: first,
    right:
      right === left
        ? first
        : matrix(
            right.rows,
            right.cols,
            right.data.map((v) => s * v),
          ),
  };
};

/** Sensing matrices of one's own: 150 of n1×n2, the truth, and what they measure. */
function own(name: string, kernels: MeasurementOperator["kernels"]) {
  const { form } = solverNamed(name);
  const n1 = TENSORS.has(name) ? 4 : 9;
  const [n2, m, rank] = [form === "symmetric" ? n1 : 7, 150, 2];
  const a = gaussian(m * n1 * n2, 71).map((v) => v / Math.sqrt(m));
  const left = matrix(n1, rank, gaussian(n1 * rank, 72));
  const truth = { left, right: form === "symmetric" ? left : matrix(n2, rank, gaussian(n2 * rank, 73)) };
  const problemOf = (matrices: Float64Array, y?: Float64Array, [rows, cols] = [n1, n2]): Problem => {
    const operator = denseOperator({ rows, cols, matrices }, kernels);
    const measurements = y ?? new Float64Array(m);
    if (!y) operator.measure(truth, measurements);
    return createProblem({ operator, measurements, symmetric: form === "symmetric" });
  };
  return { n1, n2, m, rank, a, truth, problemOf };
}

describe.each(backends)("on %s kernels", (_, kernels) => {
  describe.each(pairs)("%s: %s", (name, _problem, { make }) => {
    const { problem, rank } = make(kernels);
    const solver = solverNamed(name);
    const measured = (x: Factors): Float64Array => {
      const out = new Float64Array(problem.operator.count);
      problem.operator.measure(x, out);
      return out;
    };

    test("y → 4ᵏ·y with X₀ → 2ᵏ·X₀ scales the iterates by 2ᵏ, bit for bit", () => {
      const start = spectral(problem, rank);
      const plain = solver.solveSync(problem, { start, stop: iterations(STEPS) });
      for (const k of [-3, 5]) {
        const scaled = createProblem({ ...problem, measurements: problem.measurements.map((v) => 4 ** k * v), truth: undefined });
        // A step that is given in absolute units scales with 4⁻ᵏ; automatic and relative ones do so by themselves.
        const run = solver.solveSync(scaled, { start: scaledFactors(start, 2 ** k), stop: iterations(STEPS) });
        expect(run.history.column("relativeResidual")).toEqual(plain.history.column("relativeResidual"));
        if (PAIRED.has(name)) expect(measured(run.estimate)).toEqual(measured(plain.estimate).map((v) => 4 ** k * v));
        else expect(run.estimate).toEqual(scaledFactors(plain.estimate, 2 ** k));
      }
    });

    test("the order of the measurements does not matter", () => {
      const order = permutation(problem.operator.count, 9, STREAM.permutation);
      const measurements = Float64Array.from(order, (i) => problem.measurements[i]);
      const shuffled = createProblem({ ...problem, operator: problem.operator.restrict(order), measurements });
      expectClose(
        residuals(solver, shuffled, spectralStart(), rank),
        residuals(solver, problem, spectralStart(), rank),
        limitOf(name, 1e-12),
      );
    });

    test("every measurement taken twice gives the same iterates", () => {
      const { count } = problem.operator;
      const order = Int32Array.from({ length: 2 * count }, (_, i) => i % count);
      const measurements = Float64Array.from(order, (i) => problem.measurements[i]);
      const doubled = createProblem({ ...problem, operator: problem.operator.restrict(order), measurements });
      expectClose(
        residuals(solver, doubled, spectralStart(), rank),
        residuals(solver, problem, spectralStart(), rank),
        limitOf(name, 1e-12),
      );
    });
  });

  describe.each(Object.keys(solvers).filter((name) => !COMPLETING.has(name)))("%s", (name) => {
    const solver = solverNamed(name);
    const { n1, n2, m, rank, a, problemOf: made } = own(name, kernels);
    const problemOf: typeof made = (...parts) => fitFor(name, made(...parts));
    const problem = problemOf(a);
    const start = spectral(problem, rank);
    const plain = solver.solveSync(problem, { start, stop: iterations(STEPS) });

    test("𝒜 → c·𝒜, y → c·y gives the same iterates, the same bits for c = 2ᵏ", () => {
      for (const c of [8, 2 ** -6]) {
        const run = solver.solveSync(
          problemOf(
            a.map((v) => c * v),
            problem.measurements.map((v) => c * v),
          ),
          { start, stop: iterations(STEPS) },
        );
        expect(run.estimate).toEqual(plain.estimate);
        const fresh = solver.solveSync(
          problemOf(
            a.map((v) => c * v),
            problem.measurements.map((v) => c * v),
          ),
          { rank, seed: 4, stop: iterations(STEPS) },
        );
        expect(fresh.estimate).toEqual(solver.solveSync(problem, { rank, seed: 4, stop: iterations(STEPS) }).estimate);
      }
      const run = residuals(
        solver,
        problemOf(
          a.map((v) => 3.7 * v),
          problem.measurements.map((v) => 3.7 * v),
        ),
        start,
        rank,
      );
      expectClose(run, plain.history.column("relativeResidual"), limitOf(name, 1e-12));
    });

    test("the sign of a measurement with its matrix does not matter, bit for bit", () => {
      const sign = (i: number) => (i % 3 === 1 ? -1 : 1);
      const flipped = problemOf(
        a.map((v, at) => sign(Math.floor(at / (n1 * n2))) * v),
        problem.measurements.map((v, i) => sign(i) * v),
      );
      expect(residuals(solver, flipped, start, rank)).toEqual(plain.history.column("relativeResidual"));
    });

    test("rotated on both sides, the iterates rotate along", () => {
      const u = haar(kernels, n1, n1, 1, STREAM.probe);
      const v = solver.form === "symmetric" ? u : haar(kernels, n2, n2, 2, STREAM.probe);
      const rotated = problemOf(rotatedMatrices(a, m, u, v), problem.measurements);
      const left = product(u, start.left);
      const turned = { left, right: solver.form === "symmetric" ? left : product(v, start.right) };
      const run = residuals(solver, rotated, turned, rank);
      if (!ENTRYWISE.has(name)) expectClose(run, plain.history.column("relativeResidual"), limitOf(name, 1e-10));
      else expect(widestGap(run, plain.history.column("relativeResidual"))).toBeGreaterThan(1e-4);
    });

    test("the factors' own rotation does not matter", () => {
      const q = haar(kernels, rank, rank, 3, STREAM.probe);
      const left = product(start.left, q);
      const turned = { left, right: solver.form === "symmetric" ? left : product(start.right, q) };
      const run = residuals(solver, problem, turned, rank);
      if (!ORDERED.has(name)) expectClose(run, plain.history.column("relativeResidual"), limitOf(name, 1e-11));
      else expect(widestGap(run, plain.history.column("relativeResidual"))).toBeGreaterThan(1e-4);
    });

    test.runIf(solver.form === "asymmetric" && !HANDED.has(name))("transposed, the iterates are transposed", () => {
      const transposed = new Float64Array(a.length);
      for (let i = 0; i < m; i++)
        for (let r = 0; r < n1; r++)
          for (let c = 0; c < n2; c++) transposed[i * n1 * n2 + c * n1 + r] = a[i * n1 * n2 + r * n2 + c];
      const run = residuals(
        solver,
        problemOf(transposed, problem.measurements, [n2, n1]),
        { left: start.right, right: start.left },
        rank,
      );
      expectClose(run, plain.history.column("relativeResidual"), limitOf(name, 1e-12));
    });

    test("(L, R) → (L·G, R·G⁻ᵀ) changes nothing for what is preconditioned or carries X, and does for plain descent", () => {
      if (solver.form === "symmetric") return;
      // G = diag(3, ½).
      const scale = (x: Matrix, s: number[]) =>
        matrix(
          x.rows,
          x.cols,
          x.data.map((value, at) => value * s[Math.floor(at / x.rows)]),
        );
      const run = residuals(solver, problem, { left: scale(start.left, [3, 0.5]), right: scale(start.right, [1 / 3, 2]) }, rank);
      const gap = widestGap(run, plain.history.column("relativeResidual"));
      if (PRECONDITIONED.has(name) || solver.carries === "matrix") expect(gap).toBeLessThanOrEqual(limitOf(name, 1e-12));
      else expect(gap).toBeGreaterThan(1e-3);
    });
  });

  function product(left: Matrix, right: Matrix): Matrix {
    const out = matrix(left.rows, right.cols);
    multiply(kernels, out, left, right);
    return out;
  }

  /** U·A_i·Vᵀ for every row-major A_i. */
  function rotatedMatrices(all: Float64Array, m: number, u: Matrix, v: Matrix): Float64Array {
    const [size, out] = [u.rows * v.rows, new Float64Array(all.length)];
    for (let i = 0; i < m; i++) {
      // A row-major n1×n2 is Aᵀ column-major: (U·A·Vᵀ)ᵀ = V·Aᵀ·Uᵀ.
      const turned = matrix(v.rows, u.rows);
      multiply(kernels, turned, product(v, matrix(v.rows, u.rows, all.slice(i * size, (i + 1) * size))), u, { transB: true });
      out.set(turned.data, i * size);
    }
    return out;
  }
});
