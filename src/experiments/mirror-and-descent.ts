import type { Kernels } from "../kernels/contract.ts";
import { addScaled, norm } from "../linalg/arithmetic.ts";
import { type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import { squared } from "../losses/loss.ts";
import { denseOperator } from "../operators/dense.ts";
import { gradientLike } from "../problem/asking.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { haar } from "../random/haar.ts";
import { normals } from "../random/normals.ts";
import { STREAM } from "../random/streams.ts";
import { iterations } from "../solve/stop-rules.ts";
import { EntropyMirrorDescent } from "../solvers/entropy-mirror-descent.ts";
import { HypentropyMirrorDescent } from "../solvers/hypentropy-mirror-descent.ts";

export interface CommutingInstance {
  readonly n: number;
  readonly m: number;
  readonly seed: number;
  /** α of both: X₀ = αI, and factors √α·I. */
  readonly scale: number;
  /** β/α; 0 stands for the entropy, and X ⪰ 0. */
  readonly betaOverAlpha: number;
  /** ηT. */
  readonly time: number;
  readonly stepSize: number;
}

/**
 * sup_t ‖X_mirror − X_descent‖_F/‖M‖_F along both paths with A_i = Q·diag(N(0, 1/m))·Qᵀ, where they are one flow. Descent moves P and N of X = PPᵀ − NNᵀ
 * from √α·I, each with half the step: L = [P, N] and R = [P, −N].
 */
export function pathDeviation(instance: CommutingInstance, kernels: Kernels): number {
  const { n, scale: alpha, betaOverAlpha, time, stepSize } = instance;
  const { problem, truth } = commuting(instance, kernels);
  const steps = Math.round(time / stepSize);
  const step = stepSize * problem.operator.scale;
  const solver = betaOverAlpha
    ? new HypentropyMirrorDescent({ beta: betaOverAlpha * alpha, stepSize: step })
    : new EntropyMirrorDescent({ alpha, stepSize: step });
  const path: Matrix[] = [];
  const columns = ({ state }: { state: { x: Factors } }) => {
    path.push(whole(state.x, kernels));
    return {};
  };
  const record = [{ columns }];
  solver.solveSync(problem, { stop: iterations(steps), record });

  const x = identityFactors(n, Math.sqrt(alpha), betaOverAlpha > 0);
  const gradient = gradientLike(x);
  let most = 0;
  for (const mirror of path) {
    addScaled(mirror, -1, whole(x, kernels));
    most = Math.max(most, norm(mirror));
    problem.operator.gradient(x, problem.measurements, squared, gradient);
    addScaled(x.left, -stepSize / 2, gradient.left);
    addScaled(x.right, -stepSize / 2, gradient.right);
  }
  return most / norm(truth);
}

/** M has the eigenvalues 0.6 and 0.4, or 0.6 and −0.4 where X may be anything, in the basis Q. */
function commuting({ n, m, seed, betaOverAlpha }: CommutingInstance, kernels: Kernels): { problem: Problem; truth: Matrix } {
  const q = haar(kernels, n, n, seed, STREAM.truthLeft);
  const draws = new Float64Array(n * m);
  normals(kernels, seed, STREAM.probe, 0, 1 / Math.sqrt(m), draws);
  const matrices = new Float64Array(m * n * n);
  for (let i = 0; i < m; i++) matrices.set(withEigenvalues(q, draws.subarray(i * n, (i + 1) * n), kernels).data, i * n * n);
  const operator = denseOperator({ rows: n, cols: n, matrices }, kernels);
  const sigmas = new Float64Array(n);
  sigmas.set([0.6, betaOverAlpha ? -0.4 : 0.4]);
  const truth = withEigenvalues(q, sigmas, kernels);
  const measurements = new Float64Array(m);
  operator.measure({ left: truth, right: identityFactors(n, 1, false).left }, measurements);
  return { problem: createProblem({ operator, measurements, symmetric: betaOverAlpha === 0 }), truth };
}

/** Q·diag(values)·Qᵀ. */
function withEigenvalues(q: Matrix, values: Float64Array, kernels: Kernels): Matrix {
  const scaled = matrix(
    q.rows,
    q.cols,
    q.data.map((value, at) => value * values[Math.floor(at / q.rows)]),
  );
  return whole({ left: scaled, right: q }, kernels);
}

function whole({ left, right }: Factors, kernels: Kernels): Matrix {
  const out = zeros(left.rows, right.rows);
  multiply(kernels, out, left, right, { transB: true });
  return out;
}

/** s·I for both, or s·[I, I] and s·[I, −I]. */
function identityFactors(n: number, s: number, signed: boolean): Factors {
  const [left, right] = [zeros(n, signed ? 2 * n : n), zeros(n, signed ? 2 * n : n)];
  for (let i = 0; i < n; i++) {
    left.data[i * (n + 1)] = right.data[i * (n + 1)] = s;
    if (signed) [left.data[n * n + i * (n + 1)], right.data[n * n + i * (n + 1)]] = [s, -s];
  }
  return { left, right };
}
