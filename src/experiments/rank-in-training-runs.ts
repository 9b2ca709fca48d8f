import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { dot, norm } from "../linalg/arithmetic.ts";
import { columnsOf, transposed } from "../linalg/columns.ts";
import { thinQr } from "../linalg/decompositions.ts";
import { distance } from "../linalg/factored.ts";
import { type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { denseOperator } from "../operators/dense.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { randomStart, type StartingPoint } from "../problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import { normals } from "../random/normals.ts";
import { STREAM } from "../random/streams.ts";
import { anyOf, diverged, iterations, residualBelow } from "../solve/stop-rules.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { OrderedDropout } from "../solvers/ordered-dropout.ts";
import { TrainedRankPruning } from "../solvers/trained-rank-pruning.ts";
import { Table } from "../table/table.ts";
import { errorBelow, everyEntry } from "./asymmetric-instance.ts";
import { type Context, solveIn } from "./experiment.ts";
import type { RankCell } from "./rank-in-training.ts";
import { asymmetricProblem } from "./sensing.ts";

/** So small that it is none. */
const NO_PENALTY = 1e-15;

/** One row: error, the worst error of a prefix b ≤ r against the best of its rank, the largest cosine between two of the first r columns, and the columns left. */
export async function runOrdered(cell: RankCell, context: Context): Promise<Table> {
  const { part, k, r, seed, stepSize, iterations: most } = cell;
  const problem = orderedProblem(cell, context.kernels);
  const options = { stepSize, penalty: part === "penalized" ? 0.01 : NO_PENALTY };
  const solver =
    part === "plain"
      ? new GradientDescent({ stepSize })
      : new OrderedDropout({ ...options, pruneAfter: part === "penalized" ? 1000 : most + 1 });
  const run = await solveIn(context, solver, problem, {
    rank: k,
    seed,
    start: randomStart({ scale: 0.1, variance: "1" }),
    stop: anyOf(residualBelow(1e-11), iterations(most)),
  });
  const truth = problem.truth as Factors;
  const first = (x: Factors, b: number): Factors => ({ left: columnsOf(x.left, 0, b), right: columnsOf(x.right, 0, b) });
  const prefixes = Array.from({ length: r }, (_, i) =>
    distance(context.kernels, first(run.estimate, i + 1), first(truth, i + 1)),
  );
  const table = new Table();
  table.append({
    error: relativeErrorOf(problem, run.estimate),
    prefix: Math.max(...prefixes),
    cosine: largestCosine(columnsOf(run.estimate.left, 0, r)),
    columns: run.certificate?.columns ?? k,
    gradients: run.asks,
  });
  return table;
}

/** All of M seen; or m Gaussian measurements, as the triangle R of 𝒜 = Q·R where that has fewer rows: ‖𝒜(X)‖ = ‖R vec X‖. */
function orderedProblem(cell: RankCell, kernels: Problem["kernels"]): Problem {
  const { part, n, r, m, condition, seed } = cell;
  if (part === "penalized") return asymmetricProblem({ n1: n, n2: n, r, m, condition, seed }, kernels);
  const operator =
    part === "biased"
      ? denseOperator({ rows: n, cols: n, matrices: triangleOf(cell, kernels) }, kernels)
      : everyEntry(n, kernels);
  const truth = syntheticTruth(operator, { rank: r, condition, seed });
  return createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
}

function triangleOf({ n, m, seed }: RankCell, kernels: Problem["kernels"]): Float64Array {
  const a = zeros(m, n * n);
  normals(kernels, seed, STREAM.operator, 0, 1 / Math.sqrt(m), a.data);
  const qr = thinQr(kernels, a);
  if ("reason" in qr) throw new RangeError(qr.reason);
  return transposed(qr.r).data;
}

function largestCosine(a: Matrix): number {
  const column = (i: number) => a.data.subarray(i * a.rows, (i + 1) * a.rows);
  const cosines = Array.from({ length: a.cols }, (_, i) =>
    Array.from({ length: i }, (_, j) => Math.abs(dot(column(i), column(j))) / (norm(column(i)) * norm(column(j)))),
  );
  return Math.max(...cosines.flat());
}

/** One row: gradients and truncations until the relative error is below 10⁻⁶, the error at the end, and the rank that is left. */
export async function runPruned(cell: RankCell, context: Context): Promise<Table> {
  const { part, k, n, seed, every, stepSize, iterations: most } = cell;
  const given = asymmetricProblem({ ...cell, n1: n, n2: n }, context.kernels);
  const problem = part === "alternating" ? whitened(given) : given;
  const solver = new TrainedRankPruning({
    stepSize: part === "alternating" ? stepSize * problem.operator.scale : stepSize,
    every,
    ...(part === "energy" && { energy: 0.98, penalty: 0.02 }),
  });
  const zero: StartingPoint = function* () {
    yield* [];
    return { left: zeros(n, k), right: zeros(n, k) };
  };
  const run = await solveIn(context, solver, problem, {
    rank: k,
    seed,
    start: zero,
    stop: anyOf(diverged(1e6), errorBelow(1e-6), iterations(most)),
    record: [
      {
        due: (iteration) => iteration % every === 0,
        columns: ({ state }) => ({ error: relativeErrorOf(problem, state.x) }),
      },
    ],
  });
  const table = new Table();
  table.append({
    error: relativeErrorOf(problem, run.estimate),
    reached: run.status === "converged" ? 1 : 0,
    diverged: run.status === "diverged" ? 1 : 0,
    gradients: run.iterations,
    truncations: Math.floor(run.iterations / every),
    kept: run.certificate?.kept ?? Number.NaN,
  });
  return table;
}

/** The same subspace of matrices with orthonormal A_i, so that 𝒜*(r) at step 1 is the projection to those that fit. */
function whitened({ operator, truth, kernels }: Problem): Problem {
  const { rows, cols, count } = operator;
  const vectors = zeros(rows * cols, count);
  // Row-major A_i, one after the other: what the pullback of a unit vector gives, transposed.
  for (let i = 0; i < count; i++) vectors.data.set(sensingMatrix(operator, i), i * rows * cols);
  const qr = thinQr(kernels, vectors);
  if ("reason" in qr) throw new RangeError(qr.reason);
  const white = denseOperator({ rows, cols, matrices: qr.q.data }, kernels);
  const measurements = new Float64Array(count);
  white.measure(truth as Factors, measurements);
  return createProblem({ operator: white, measurements, truth });
}

function sensingMatrix(operator: Problem["operator"], i: number): Float64Array {
  const { rows, cols, count } = operator;
  const weights = new Float64Array(count);
  weights[i] = 1;
  const unit = zeros(cols, cols);
  for (let j = 0; j < cols; j++) unit.data[j * (cols + 1)] = 1;
  const out = { left: zeros(rows, cols), right: zeros(cols, cols) };
  operator.pullback(weights, { left: zeros(rows, cols), right: unit }, out);
  return transposed(matrix(rows, cols, out.left.data)).data;
}
