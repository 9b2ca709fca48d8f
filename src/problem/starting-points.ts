import { scaledColumns, symmetrized } from "../linalg/columns.ts";
import { eigenOf } from "../linalg/decompositions.ts";
import { complexBasis } from "../linalg/hermitian.ts";
import { type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { normals } from "../random/normals.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { type Asking, asked, isBreakdown } from "./asking.ts";
import { dataAdjoint, dataNorm, dataTriplets, tripletsMemory } from "./data-spectrum.ts";
import type { Problem } from "./problem.ts";

/** Where a run begins: factors of the searched rank, found by asking. */
export interface StartingPoint {
  (problem: Problem, rank: number, seed: Seed): Asking<Factors>;
  /** Bytes that finding it takes beside the problem, where that is more than the factors. */
  readonly memory?: (operator: MeasurementOperator, rank: number) => number;
  /** Its kind and its parameters, as a run records them. */
  readonly recorded?: StartRecord;
}

/** What a run says of its start: `kind` is "random", "spectral", "sign-spectral", "truncated-spectral", "one-sided", "grown", "zero", "given" (as factors) or "own" (of the solver). */
export type StartRecord = { readonly kind: string } & Readonly<Record<string, string | number | boolean>>;

export interface RandomStart {
  /** α > 0; default 1e-3. */
  readonly scale?: number;
  /** c > 0: the right factor's scale over the left one's; default 1. */
  readonly ratio?: number;
  /** What α² is divided by to give the variance of an entry: the factor's rows n (default), its columns k, or nothing. Papers differ. */
  readonly variance?: "1/n" | "1/k" | "1";
  /** α in units of √(‖𝒜*(y)‖₂/τ), about √σ₁(M); default false. */
  readonly relative?: boolean;
}

/**
 * Independent normal entries of variance α²/n: left N(0, α²/n1), right N(0, c²α²/n2); one factor where the problem is symmetric.
 * Throws RangeError unless α > 0 and c > 0: zero is a stationary point of every factorized loss.
 *
 * Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning. NeurIPS 2021 (there of variance α²/k).
 */
export function randomStart({ scale = 1e-3, ratio = 1, variance = "1/n", relative = false }: RandomStart = {}): StartingPoint {
  if (!(scale > 0 && ratio > 0 && Number.isFinite(scale) && Number.isFinite(ratio)))
    throw new RangeError(`a random start needs scale > 0 and ratio > 0, got ${scale} and ${ratio}`);
  if (!["1/n", "1/k", "1"].includes(variance))
    throw new RangeError(`the variance of a random start is "1/n", "1/k" or "1", got ${variance}`);
  return recorded({ kind: "random", scale, ratio, variance, relative }, function* (problem, rank, seed) {
    const { kernels, operator, symmetric } = problem;
    const { rows, cols } = operator;
    const size = relative ? yield* dataNorm(problem) : operator.scale;
    if (isBreakdown(size)) return size;
    const alpha = scale * Math.sqrt(size / operator.scale);
    const deviation = (n: number): number => (variance === "1" ? 1 : 1 / Math.sqrt(variance === "1/n" ? n : rank));
    const left = zeros(rows, rank);
    normals(kernels, seed, streamAt(STREAM.start, 0), 0, alpha * deviation(rows), left.data);
    if (symmetric) return { left, right: left };
    const right = zeros(cols, rank);
    normals(kernels, seed, streamAt(STREAM.start, 1), 0, ratio * alpha * deviation(cols), right.data);
    return { left, right };
  });
}

/** The start, saying what it is. */
export const recorded = (record: StartRecord, start: StartingPoint): StartingPoint => Object.assign(start, { recorded: record });

/** X₀ = 0, for methods of whole matrices. */
export const zeroMatrix: StartingPoint = recorded({ kind: "zero" }, function* ({ operator: { rows, cols } }) {
  yield* [];
  return { left: zeros(rows, 1), right: zeros(cols, 1) };
});

/**
 * The best rank-k approximation of 𝒜*(y)/τ, split evenly: L = U√Σ, R = V√Σ; where the problem is symmetric the top eigenpairs
 * with positive eigenvalue (of the n×n Hermitian matrix where the field is complex). Columns beyond those are zero.
 */
export function spectralStart(): StartingPoint {
  return recorded(
    { kind: "spectral" },
    Object.assign((problem: Problem, rank: number) => spectral(problem, rank), { memory: tripletsMemory }),
  );
}

function* spectral(problem: Problem, rank: number): Asking<Factors> {
  if (problem.symmetric) return yield* symmetricSpectral(problem, rank);
  const triplets = yield* dataTriplets(problem, rank);
  if (isBreakdown(triplets)) return triplets;
  const roots = triplets.values.map((value) => Math.sqrt(value / problem.operator.scale));
  return { left: scaledColumns(triplets.left, roots), right: scaledColumns(triplets.right, roots) };
}

/**
 * The spectral start of the share 1 − p of measurements that are smallest in magnitude: Σ y_i A_i over those, as many times larger as they
 * are fewer. Measurements that are far off are left out. Throws RangeError unless 0 ≤ p < 1.
 *
 * Tong, Ma, Chi. Low-rank matrix recovery with scaled subgradient methods. IEEE Trans. Signal Process. 69, 2021.
 */
export function truncatedSpectralStart(outliers: number): StartingPoint {
  if (!(outliers >= 0 && outliers < 1)) throw new RangeError(`the share of outliers is from 0 to below 1, got ${outliers}`);
  return recorded({ kind: "truncated-spectral", outliers }, function* (problem, rank) {
    const { measurements } = problem;
    const kept = Math.ceil(measurements.length * (1 - outliers));
    const largest = measurements.map(Math.abs).sort()[kept - 1];
    const weight = measurements.length / kept;
    const trimmed = measurements.map((value) => (Math.abs(value) <= largest ? weight * value : 0));
    return yield* spectral({ ...problem, measurements: trimmed, dataNorm: undefined }, rank);
  });
}

/**
 * α times the spectral start of 𝒜*(sign y)/√(mτ), which hardly sees how wrong a measurement is: F₀ = αB with BBᵀ its positive part of rank k, or the two factors of
 * its SVD. It has the directions of M and, at an α far below √σᵣ(M), nothing of its size. Throws RangeError unless α > 0.
 *
 * Ma, Fattahi. Global convergence of sub-gradient method for robust matrix recovery: small initialization, noisy measurements, and over-parameterization. JMLR 24, 2023.
 */
export function signSpectralStart(scale: number): StartingPoint {
  if (!(scale > 0 && Number.isFinite(scale))) throw new RangeError(`a spectral start of signs needs a scale > 0, got ${scale}`);
  return recorded({ kind: "sign-spectral", scale }, function* (problem, rank) {
    const { operator, measurements } = problem;
    const weight = scale * scale * Math.sqrt(operator.scale / operator.count);
    const signs = measurements.map((value) => weight * Math.sign(value));
    return yield* spectral({ ...problem, measurements: signs, dataNorm: undefined }, rank);
  });
}

function* symmetricSpectral(problem: Problem, rank: number): Asking<Factors> {
  const { operator } = problem;
  const eigen = yield* asked(eigenOf(symmetrized(yield* dataAdjoint(problem))));
  if (isBreakdown(eigen)) return eigen;
  const { values, vectors } = eigen;
  const n = values.length;
  const descending = Array.from({ length: n }, (_, i) => n - 1 - i);
  // A real embedding has every eigenvalue twice, as v and Jv: take one vector of each pair, never the top k of the 2n.
  const { image, from } =
    operator.field === "complex" ? complexBasis(vectors, descending, rank) : topColumns(vectors, descending, rank);
  const roots = Float64Array.from(from, (j) => Math.sqrt(Math.max(0, values[j]) / operator.scale));
  const left = scaledColumns(image, roots);
  return { left, right: left };
}

function topColumns(vectors: Matrix, order: readonly number[], count: number): { image: Matrix; from: number[] } {
  const { rows, data } = vectors;
  const from = order.slice(0, count);
  const image = zeros(rows, count);
  for (const [q, j] of from.entries()) image.data.set(data.subarray(j * rows, (j + 1) * rows), q * rows);
  return { image, from };
}
