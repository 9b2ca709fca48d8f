import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import type { Factors, Matrix } from "../linalg/matrix.ts";
import { matrix } from "../linalg/matrix.ts";
import { squared } from "../losses/loss.ts";
import { circulantOperator } from "../operators/circulant.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../operators/gaussian.ts";
import { hadamardOperator } from "../operators/hadamard.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { pauliOperator } from "../operators/pauli.ts";
import { phaseRetrievalOperator } from "../operators/phase-retrieval.ts";
import { rademacherOperator } from "../operators/rademacher.ts";
import { rankOneOperator } from "../operators/rank-one.ts";
import { gradientLike } from "../problem/asking.ts";
import { createProblem } from "../problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import { normals } from "../random/normals.ts";
import { STREAM } from "../random/streams.ts";
import { ScaledGradientDescent } from "../solvers/scaled-gradient-descent.ts";
import { atMost, type Check, equal } from "./check.ts";

const sizes = { rows: 23, cols: 17, count: 130, seed: 5 };

/** One small operator of every family of kernels. */
const families: Readonly<Record<string, (kernels: Kernels) => MeasurementOperator>> = {
  gaussian: (kernels) => gaussianOperator(sizes, kernels),
  "gaussian, generated": (kernels) => gaussianOperator({ ...sizes, storage: "generated" }, kernels),
  "symmetric-gaussian, float32": (kernels) =>
    symmetricGaussianOperator({ size: 19, count: 130, seed: 5, precision: "float32" }, kernels),
  rademacher: (kernels) => rademacherOperator(sizes, kernels),
  entries: (kernels) => entrySampling({ rows: 23, cols: 17, row: places(23), col: places(17) }, kernels),
  "rank-one": (kernels) => rankOneOperator(sizes, kernels),
  "phase-retrieval": (kernels) => phaseRetrievalOperator({ size: 11, count: 90, seed: 5 }, kernels),
  pauli: (kernels) => pauliOperator({ qubits: 4, count: 90, seed: 5 }, kernels),
  hadamard: (kernels) => hadamardOperator(sizes, kernels),
  circulant: (kernels) => circulantOperator(sizes, kernels),
};

const places = (below: number): Int32Array => Int32Array.from({ length: 130 }, (_, k) => (k * k + 3 * k) % below);

/** ⟨𝒜(L·Rᵀ), w⟩ = ⟨L, 𝒜*(w)·R⟩, as a ratio to what rounding may do: ‖𝒜(L·Rᵀ)‖·‖w‖·√(m + n1·n2)·ε. */
export function adjointChecks(kernels: Kernels): Check[] {
  return Object.entries(families).map(([name, make]) => {
    const operator = make(kernels);
    const { rows, cols, count } = operator;
    const left = drawn(kernels, rows, 3, 0);
    const x: Factors = { left, right: operator.symmetric ? left : drawn(kernels, cols, 3, 1) };
    const weights = drawn(kernels, count, 1, 2).data;
    const y = new Float64Array(count);
    operator.measure(x, y);
    const pulled = gradientLike(x);
    operator.pullback(weights, x, pulled);
    const difference = Math.abs(inner(y, weights) - inner(x.left.data, pulled.left.data));
    const rounding = Math.sqrt(inner(y, y) * inner(weights, weights) * (count + rows * cols)) * 2 ** -52;
    return atMost(kernels.name, `adjoint of ${name}`, difference / rounding, 1);
  });
}

/** A matrix of rank 2 from Gaussian measurements, by each of the kernels and then one against the other. */
export function recoveryChecks(sets: readonly Kernels[]): Check[] {
  const runs = sets.map((kernels) => {
    const operator = gaussianOperator({ rows: 16, cols: 12, count: 220, seed: 9 }, kernels);
    const truth = syntheticTruth(operator, { rank: 2, condition: 5, seed: 9 });
    const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
    return { problem, run: new ScaledGradientDescent().solveSync(problem, { rank: 2 }) };
  });
  const errors = runs.map(({ problem, run }) =>
    atMost(problem.kernels.name, "relative error of a recovery", relativeErrorOf(problem, run.estimate), 1e-8),
  );
  const [one, other] = runs.map(({ run }) => run.history.column("relativeResidual"));
  if (!other) return errors;
  // Rounding may end one of them a step earlier.
  const shared = Math.min(one.length, other.length);
  const apart = Math.abs(one.length - other.length) > 1 ? Infinity : largestDifference(one.subarray(0, shared), other);
  return [...errors, atMost("both", "largest difference between the residuals of their runs", apart, 1e-12)];
}

/** Bits of a gradient and of a factorization by 2, 3 and 7 threads against those by one. */
export function threadChecks(sets: readonly Kernels[]): Check[] {
  if (!sets.some(({ name }) => name === "native")) return [];
  const [one, ...more] = [1, 2, 3, 7].map((threads) => bits(openKernels("native", { threads })));
  return [
    equal(
      "native",
      "bits by 1, 2, 3 and 7 threads",
      more.every((other) => one.every((value, at) => value === other[at])),
    ),
  ];
}

function bits(kernels: Kernels): number[] {
  const operator = gaussianOperator({ rows: 40, cols: 30, count: 1500, seed: 3 }, kernels);
  const x = { left: drawn(kernels, 40, 4, 0), right: drawn(kernels, 30, 4, 1) };
  const y = drawn(kernels, 1500, 1, 2).data;
  const out = gradientLike(x);
  operator.gradient(x, y, squared, out);
  const n = 160;
  const [a, b] = [drawn(kernels, n, n, 3).data, new Float64Array(n * n)];
  kernels.gemm(true, false, n, n, n, 1, a, a, 0, b);
  const values = new Float64Array(n);
  kernels.eigen(n, b, values);
  return [out.value, ...out.left.data, ...out.right.data, ...values];
}

function drawn(kernels: Kernels, rows: number, cols: number, stream: number): Matrix {
  const out = matrix(rows, cols);
  normals(kernels, 11 + stream, STREAM.noise, 0, 1, out.data);
  return out;
}

const largestDifference = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
