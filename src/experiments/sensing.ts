import type { Kernels } from "../kernels/contract.ts";
import { symmetricEigen } from "../linalg/decompositions.ts";
import { type Matrix, matrix } from "../linalg/matrix.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../operators/gaussian.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { answered } from "../problem/answered.ts";
import { dataAdjoint, dataTriplets } from "../problem/data-spectrum.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { randomStart, type StartingPoint } from "../problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import type { Seed } from "../random/seed.ts";

/** What a cell says of an instance with Gaussian sensing; σ₁(M) = 1 and σ_r(M) = 1/κ. */
export interface Instance {
  readonly r: number;
  readonly m: number;
  readonly condition: number;
  readonly seed: Seed;
  /** σ: the noise has independent N(0, σ²/m) entries, the same direction for every σ. */
  readonly noise?: number;
}

const operators = new WeakMap<Kernels, Map<string, WeakRef<MeasurementOperator>>>();

/** The operator of that name, one and the same as long as somebody holds it: cells that are run together share its passes. */
export function sharedOperator(kernels: Kernels, name: string, make: () => MeasurementOperator): MeasurementOperator {
  let known = operators.get(kernels);
  if (!known) operators.set(kernels, (known = new Map()));
  const held = known.get(name)?.deref();
  if (held) return held;
  const made = make();
  known.set(name, new WeakRef(made));
  return made;
}

/** Gaussian sensing that cells share. */
export const sharedGaussian = (
  size: { rows: number; cols: number; count: number; seed: Seed },
  kernels: Kernels,
): MeasurementOperator =>
  sharedOperator(kernels, `gaussian ${Object.values(size).join(" ")}`, () => gaussianOperator(size, kernels));

export const sharedSymmetricGaussian = (
  size: { size: number; count: number; seed: Seed },
  kernels: Kernels,
): MeasurementOperator =>
  sharedOperator(kernels, `symmetric ${Object.values(size).join(" ")}`, () => symmetricGaussianOperator(size, kernels));

export function asymmetricProblem(instance: Instance & { n1: number; n2: number }, kernels: Kernels): Problem {
  const { n1, n2, m, seed } = instance;
  return sensed(instance, sharedGaussian({ rows: n1, cols: n2, count: m, seed }, kernels), false);
}

export function symmetricProblem(instance: Instance & { n: number }, kernels: Kernels): Problem {
  const { n, m, seed } = instance;
  return sensed(instance, sharedSymmetricGaussian({ size: n, count: m, seed }, kernels), true);
}

function sensed({ r, condition, seed, noise }: Instance, operator: Problem["operator"], symmetric: boolean): Problem {
  const truth = syntheticTruth(operator, { rank: r, condition, seed, symmetric });
  return createProblem({ operator, measurements: syntheticMeasurements(operator, truth, noise, seed), symmetric, truth });
}

/** Independent N(0, α²/k) entries in both factors, as in the papers on small starts. */
export const startOverColumns = (alpha: number, k: number, { n1, n2 }: { n1: number; n2: number }): StartingPoint =>
  randomStart({ scale: alpha * Math.sqrt(n1 / k), ratio: Math.sqrt(n2 / n1) });

/** The singular values of 𝒜*(y), descending. */
export const dataSigmas = (problem: Problem, count: number): Float64Array =>
  answered(problem.operator, dataTriplets(problem, count)).values;

/** 𝒜*(y) of a symmetric problem, with its eigenvalues descending and the eigenvectors of the first r. */
export function dataEigen(problem: Problem, r: number): { adjoint: Matrix; values: Float64Array; vectors: Matrix } {
  const adjoint = answered(problem.operator, dataAdjoint(problem));
  const eigen = symmetricEigen(problem.kernels, adjoint);
  if ("reason" in eigen) throw new RangeError(eigen.reason);
  const n = adjoint.rows;
  const vectors = matrix(n, r, new Float64Array(n * r));
  for (let q = 0; q < r; q++) vectors.data.set(eigen.vectors.data.subarray((n - 1 - q) * n, (n - q) * n), q * n);
  return { adjoint, values: eigen.values.reverse(), vectors };
}
