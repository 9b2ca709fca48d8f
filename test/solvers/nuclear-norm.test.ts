import { describe, expect, it, test } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { thinSvd } from "../../src/linalg/decompositions.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute } from "../../src/losses/loss.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { anyOf, gradientBelow, holdOut, iterations } from "../../src/solve/stop-rules.ts";
import { AcceleratedProximalGradient } from "../../src/solvers/accelerated-proximal-gradient.ts";
import { LowRankMatrixFitting } from "../../src/solvers/low-rank-matrix-fitting.ts";
import { greatestCurvature } from "../../src/solvers/parts/curvature.ts";
import { SingularValueThresholding } from "../../src/solvers/singular-value-thresholding.ts";
import { SoftImpute } from "../../src/solvers/soft-impute.ts";
import { ask } from "../contracts/by-hand.ts";
import { known, positions } from "../contracts/problems.ts";
import {
  adjointOf,
  gramOf,
  inverse,
  plus,
  productOf,
  type Rows,
  relativeGap,
  residualOf,
  rowsOf,
  times,
  transposed,
} from "./dense.ts";

const kernels = openKernels();
const sensed = known(gaussianOperator({ rows: 9, cols: 6, count: 45, seed: 1 }, kernels), 2).problem;
const sampled = known(entrySampling({ rows: 12, cols: 10, ...positions(12, 10) }, kernels), 2).problem;

function svd(a: Rows): { u: Rows; s: number[]; vt: Rows } {
  const parts = thinSvd(kernels, matrix(a.length, a[0].length, Float64Array.from(transposed(a).flat())));
  if ("reason" in parts) throw new Error(parts.reason);
  return { u: rowsOf(parts.u), s: [...parts.s], vt: rowsOf(parts.vt) };
}

/** U·(S − c)₊·Vᵀ by the definition. */
function lowered(a: Rows, c: number): Rows {
  const { u, s, vt } = svd(a);
  return times(
    u.map((row) => row.map((value, q) => value * Math.max(0, s[q] - c))),
    vt,
  );
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const inner = (a: Rows, b: Rows) => sum(a.flat().map((value, i) => value * b.flat()[i]));
const zero = (problem: typeof sensed): Rows =>
  Array.from({ length: problem.operator.rows }, () => new Array(problem.operator.cols).fill(0));
const gradientOf = (problem: typeof sensed, x: Rows): Rows => {
  const columns = matrix(x.length, x[0].length, Float64Array.from(transposed(x).flat()));
  const right = matrix(x[0].length, x[0].length);
  for (let i = 0; i < right.rows; i++) right.data[i * (right.rows + 1)] = 1;
  return adjointOf(problem, residualOf(problem, { left: columns, right }));
};

describe("fista", () => {
  it("takes the published steps", () => {
    const run = new AcceleratedProximalGradient({ ratio: 0.8, penalty: 1e-3 }).solveSync(sensed, { stop: iterations(40) });
    const L = ask(sensed, greatestCurvature(sensed)).result;
    const top = svd(adjointOf(sensed, sensed.measurements)).s[0];
    let [x, before, t, previous] = [zero(sensed), zero(sensed), 1, 1];
    for (let k = 0; k < 40; k++) {
      const z = plus(x, (previous - 1) / t, plus(x, -1, before));
      before = x;
      x = lowered(plus(z, -1 / L, gradientOf(sensed, z)), Math.max(top * 0.8 ** (k + 1), 1e-3 * top) / L);
      [previous, t] = [t, (1 + Math.sqrt(1 + 4 * t * t)) / 2];
    }
    expect(relativeGap(productOf(run.estimate), x)).toBeLessThan(1e-11);
  });

  it("ends where the subgradient is zero: ‖𝒜*(r)‖₂ ≤ λ, and ⟨𝒜*(r), X⟩ = −λ‖X‖_*", () => {
    const run = new AcceleratedProximalGradient({ penalty: 0.05, ratio: 0.5 }).solveSync(sensed, {
      stop: anyOf(gradientBelow(1e-12), iterations(5000)),
    });
    expect(run.status).toBe("stationary");
    const lambda = 0.05 * svd(adjointOf(sensed, sensed.measurements)).s[0];
    const x = productOf(run.estimate);
    const g = gradientOf(sensed, x);
    expect(svd(g).s[0]).toBeLessThanOrEqual(lambda * (1 + 1e-9));
    expect(inner(g, x)).toBeCloseTo(-lambda * sum(svd(x).s), 10);
  });

  it("bounds the nuclear norm of everything that fits, and by default ends where the bound is met", () => {
    const least = sum(svd(productOf(sensed.truth as Parameters<typeof productOf>[0])).s);
    const solver = new AcceleratedProximalGradient();
    for (const steps of [1, 30, 300]) {
      const { certificate } = solver.solveSync(sensed, { stop: iterations(steps) });
      expect(certificate?.nuclearNormBound).toBeLessThanOrEqual(least * (1 + 1e-9));
    }
    const run = solver.solveSync(sensed);
    expect([run.status, run.reason]).toEqual(["converged", expect.stringMatching(/nuclear norm is proved to be within/)]);
    expect(run.certificate?.nuclearNorm).toBeCloseTo(sum(svd(productOf(run.estimate)).s), 12);
  });

  it("measures ‖𝒜‖² from below, within what its step allows, and exactly for entries", () => {
    const explicit: Rows = Array.from({ length: 45 }, (_, i) => {
      const one = new Float64Array(45);
      one[i] = 1;
      return adjointOf(sensed, one).flat();
    });
    const largest = svd(explicit).s[0] ** 2;
    const found = ask(sensed, greatestCurvature(sensed)).result;
    expect(found).toBeLessThanOrEqual(largest * (1 + 1e-12));
    expect(found).toBeGreaterThan(largest / 1.1);
    expect(ask(sampled, greatestCurvature(sampled)).result).toBeCloseTo(1, 12);
  });
});

describe("soft-impute", () => {
  it("fills in what is not known, lowers singular values, and lowers λ where X has come to rest", () => {
    const options = { ratio: 0.5, penalty: 1e-2, tolerance: 0.02 };
    const run = new SoftImpute(options).solveSync(sampled, { stop: iterations(25) });
    const known = plus(zero(sampled), 1, adjointOf(sampled, sampled.measurements));
    const mask = adjointOf(sampled, new Float64Array(sampled.operator.count).fill(1));
    const top = svd(known).s[0];
    let [x, lambda] = [zero(sampled), 0.5 * top];
    for (let k = 0; k < 25; k++) {
      const filled = x.map((row, i) => row.map((value, j) => (mask[i][j] === 1 ? known[i][j] : value)));
      const next = lowered(filled, lambda);
      if (relativeGap(next, x) <= 0.02) lambda = Math.max(0.5 * lambda, 1e-2 * top);
      x = next;
    }
    expect(relativeGap(productOf(run.estimate), x)).toBeLessThan(1e-12);
  });

  it("returns the X of the path that predicts held-out entries best", () => {
    const noisy = createProblem({
      operator: sampled.operator,
      measurements: sampled.measurements.map((y, i) => y + 0.05 * (((i * 7919) % 101) / 50 - 1)),
      truth: sampled.truth,
    });
    const run = new SoftImpute().solveSync(noisy, { stop: holdOut(0.2, 1) });
    expect(run.status).toBe("validated");
    expect(run.iteration).toBeLessThan(run.iterations);
    expect(run.heldOutResidual).toBe(Math.min(...run.history.column("heldOutResidual")));
  });
});

describe("svt", () => {
  it("takes the published steps from the published start", () => {
    const options = { threshold: 3, stepSize: 1.2 };
    const run = new SingularValueThresholding(options).solveSync(sampled, { stop: iterations(30) });
    const delta = 1.2 / (sampled.operator.count / 120);
    const data = adjointOf(sampled, sampled.measurements);
    const kicks = Math.ceil(3 / (delta * svd(data).s[0]));
    let z = plus(zero(sampled), kicks * delta, data);
    for (let k = 0; k < 30; k++) z = plus(z, -delta, gradientOf(sampled, lowered(z, 3)));
    expect(relativeGap(productOf(run.estimate), lowered(z, 3))).toBeLessThan(1e-12);
    expect(kicks).toBeGreaterThan(1);
  });

  it("from a given start keeps it as the first iterate, and claims no bound that it cannot prove", () => {
    const start = { ...(sampled.truth as Parameters<typeof productOf>[0]) };
    const run = new SingularValueThresholding().solveSync(sampled, { start, stop: iterations(3) });
    expect(relativeGap(productOf(run.estimate), productOf(start))).toBeLessThan(1e-13);
    expect(run.certificate).toBeUndefined();
  });
});

describe("lmafit", () => {
  it("takes the published steps, and takes back those that do not lower the residual", () => {
    const operator = entrySampling({ rows: 12, cols: 10, ...positions(12, 10) }, kernels);
    const { problem } = known(operator, 3, { condition: 20 });
    const steps = 60;
    const run = new LowRankMatrixFitting().solveSync(problem, { rank: 3, stop: iterations(steps) });
    const residuals = run.history.column("relativeResidual");
    const y = adjointOf(problem, problem.measurements);
    const size = (a: Rows) => Math.hypot(...a.flat());
    const projected = (x: Rows) => gradientOf(problem, x);
    let left: Rows = Array.from({ length: 12 }, () => [0, 0, 0]);
    let right: Rows = Array.from({ length: 10 }, (_, j) => [0, 1, 2].map((q) => (q === j ? 1 : 0)));
    let [excess, increment, residual, undone] = [0, 1, size(y), 0];
    for (let k = 0; k < steps; k++) {
      const x = times(left, transposed(right));
      const z = plus(x, -(1 + excess), projected(x));
      // Any basis of the range of Z·R gives the same X: R ← Zᵀ·B·(BᵀB)⁻¹.
      const basis = times(z, right);
      const next = times(transposed(z), times(basis, inverse(gramOf(basis))));
      const now = size(projected(times(basis, transposed(next))));
      const ratio = now / residual;
      if (ratio >= 1) {
        undone++;
        increment = Math.max(0.1 * excess, 0.1 * increment);
        excess = 0;
      } else {
        [left, right, residual] = [basis, next, now];
        if (ratio > 0.7) {
          increment = Math.max(increment, 0.25 * excess);
          excess += increment;
        }
      }
      expect(Math.abs(residuals[k + 1] - residual / size(y))).toBeLessThan(1e-9 * residuals[k + 1]);
    }
    expect(undone).toBeGreaterThan(0);
  });
});

test.each([
  ["svt", SingularValueThresholding],
  ["soft-impute", SoftImpute],
  ["lmafit", LowRankMatrixFitting],
])("%s refuses what are no entries, naming what takes them, and other losses", (name, Solver) => {
  expect(() => new Solver().solveSync(sensed, { rank: 2 })).toThrow(RangeError);
  expect(() => new Solver().solveSync(sensed, { rank: 2 })).toThrow(
    `${name} completes matrices of which single entries are known; this problem is of kind gaussian, which fista`,
  );
  expect(() => new Solver().solveSync({ ...sampled, loss: absolute }, { rank: 2 })).toThrow(/which opsa, subgm and gd take/);
});

test("entries measured unequally often count as often as they are", () => {
  const at = positions(12, 10);
  const row = Int32Array.of(...at.row, at.row[0], at.row[0], at.row[1]);
  const col = Int32Array.of(...at.col, at.col[0], at.col[0], at.col[1]);
  const operator = entrySampling({ rows: 12, cols: 10, row, col }, kernels);
  expect(operator.mostRepeated?.()).toBe(3);
  expect(sampled.operator.mostRepeated?.()).toBe(1);
  const { problem, truth } = known(operator, 2);
  const run = new LowRankMatrixFitting().solveSync(problem, { rank: 2 });
  expect(run.status).toBe("converged");
  expect(relativeGap(productOf(run.estimate), productOf(truth))).toBeLessThan(1e-7);
});
