import { describe, expect, it } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { norm } from "../../src/linalg/arithmetic.ts";
import { symmetricEigen } from "../../src/linalg/decompositions.ts";
import { type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { answered } from "../../src/problem/answered.ts";
import { dataAdjoint } from "../../src/problem/data-spectrum.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { randomStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { normals } from "../../src/random/normals.ts";
import { STREAM } from "../../src/random/streams.ts";
import { anyOf, iterations, residualBelow } from "../../src/solve/stop-rules.ts";
import { SymmetricGradientDescent } from "../../src/solvers/symmetric-gradient-descent.ts";

const kernels = openKernels();

describe("above the PSD-only bar any PSD fit is M, below it is not: n = 20, r = 2", () => {
  const sensed = (count: number): Problem => {
    const operator = symmetricGaussianOperator({ size: 20, count, seed: 0 }, kernels);
    const truth = syntheticTruth(operator, { rank: 2, seed: 0, symmetric: true });
    return createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth, symmetric: true });
  };
  const errorOf = (problem: Problem, x: Matrix) => relativeErrorOf(problem, { left: x, right: identityOf(20) });

  it("by accelerated projected least squares from the identity and from nine times a random matrix", () => {
    const starts = [identityOf(20), drawnPsd(20, 9)];
    const above = starts.map((start) => psdLeastSquares(sensed(137), start));
    for (const { x, residual } of above) {
      expect(residual).toBeLessThan(1e-9);
      expect(errorOf(sensed(137), x)).toBeLessThan(1e-6);
    }
    for (const { x, residual } of starts.map((start) => psdLeastSquares(sensed(112), start))) {
      expect(residual).toBeLessThan(1e-9);
      expect(errorOf(sensed(112), x)).toBeGreaterThan(0.5);
    }
  });

  it("by descent with k = n from a large start: a wrong fit at 112; at 137 the error follows the residual down", () => {
    const descend = (problem: Problem, steps: number) =>
      new SymmetricGradientDescent({ stepSize: 0.06 }).solveSync(problem, {
        rank: 20,
        start: randomStart({ scale: 1 }),
        stop: anyOf(residualBelow(1e-9), iterations(steps)),
      });
    const below = descend(sensed(112), 20_000);
    expect(below.status).toBe("converged");
    expect(relativeErrorOf(sensed(112), below.estimate)).toBeGreaterThan(0.8);
    // There it is slow, for only M fits: ‖X − M‖ goes with the square root of the residual, and neither is small yet.
    const [early, late] = [2_000, 20_000].map((steps) => descend(sensed(137), steps));
    const fell = relativeErrorOf(sensed(137), late.estimate) / relativeErrorOf(sensed(137), early.estimate);
    expect(late.relativeResidual).toBeGreaterThan(1e-3);
    expect(Math.log(fell) / Math.log(late.relativeResidual / early.relativeResidual)).toBeGreaterThan(0.3);
  });
});

function identityOf(n: number): Matrix {
  return matrix(
    n,
    n,
    Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0)),
  );
}

function drawnPsd(n: number, scale: number): Matrix {
  const g = zeros(n, n);
  normals(kernels, 1, STREAM.probe, 0, Math.sqrt(scale / n), g.data);
  const out = zeros(n, n);
  multiply(kernels, out, g, g, { transB: true });
  return out;
}

/** min ‖𝒜(X) − y‖ over X ⪰ 0, with no rank and no trace: projected gradients with Nesterov's momentum, restarted where it turns. */
function psdLeastSquares(problem: Problem, start: Matrix): { x: Matrix; residual: number } {
  const { operator, measurements } = problem;
  const size = operator.rows;
  const eye = identityOf(size);
  const step = 1 / (1 + Math.sqrt((size * (size + 1)) / 2 / operator.count)) ** 2 / 1.1;
  let [x, z, t] = [start, start, 1];
  const residual = new Float64Array(operator.count);
  for (let iteration = 0; iteration < 12_000; iteration++) {
    operator.measure({ left: z, right: eye }, residual);
    for (let i = 0; i < residual.length; i++) residual[i] -= measurements[i];
    if (norm(residual) < 1e-10 * norm(measurements)) break;
    const gradient = answered(operator, dataAdjoint({ ...problem, measurements: residual }));
    const next = projected(
      matrix(
        size,
        size,
        z.data.map((value, i) => value - step * gradient.data[i]),
      ),
    );
    if (z.data.reduce((sum, value, i) => sum + (value - next.data[i]) * (next.data[i] - x.data[i]), 0) > 0) t = 1;
    const after = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
    const momentum = (t - 1) / after;
    z = matrix(
      size,
      size,
      next.data.map((value, i) => value + momentum * (value - x.data[i])),
    );
    [x, t] = [next, after];
  }
  return { x, residual: norm(residual) / norm(measurements) };
}

function projected(a: Matrix): Matrix {
  const eigen = symmetricEigen(kernels, symmetrized(a));
  if ("reason" in eigen) throw new Error(eigen.reason);
  const { values, vectors } = eigen;
  const weighted = matrix(
    a.rows,
    a.rows,
    vectors.data.map((value, at) => value * Math.max(0, values[Math.floor(at / a.rows)])),
  );
  const out = zeros(a.rows, a.rows);
  multiply(kernels, out, weighted, vectors, { transB: true });
  return out;
}

const symmetrized = (a: Matrix): Matrix =>
  matrix(
    a.rows,
    a.rows,
    a.data.map((value, at) => 0.5 * (value + a.data[Math.floor(at / a.rows) + (at % a.rows) * a.rows])),
  );
