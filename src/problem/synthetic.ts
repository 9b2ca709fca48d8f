import { scaledColumns } from "../linalg/columns.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { haar } from "../random/haar.ts";
import { normals } from "../random/normals.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM } from "../random/streams.ts";
import { complexHaar } from "./complex-haar.ts";

export interface SyntheticTruth {
  readonly rank: number;
  /** κ: singular values fall evenly from 1 to 1/κ. */
  readonly condition?: number;
  readonly seed: Seed;
  readonly symmetric?: boolean;
}

/**
 * M = U·diag(s)·Vᵀ with U, V Haar orthonormal and s from 1 down to 1/κ, as factors (U√s, V√s); V = U where symmetric, and a real
 * image of complex U where the field is complex. Throws RangeError for a rank outside 1 … min(n1, n2) or κ < 1.
 */
export function syntheticTruth(
  { kernels, rows, cols, field }: MeasurementOperator,
  { rank, condition = 1, seed, symmetric = field === "complex" }: SyntheticTruth,
): Factors {
  const most = field === "complex" ? rows / 2 : Math.min(rows, cols);
  if (!Number.isInteger(rank) || rank < 1 || rank > most)
    throw new RangeError(`the rank is an integer from 1 to ${most}, got ${rank}`);
  if (!(condition >= 1 && Number.isFinite(condition)))
    throw new RangeError(`the condition number is at least 1, got ${condition}`);
  const roots = Float64Array.from({ length: rank }, (_, i) =>
    Math.sqrt(rank === 1 ? 1 : 1 - (i / (rank - 1)) * (1 - 1 / condition)),
  );
  const basis =
    field === "complex" ? complexHaar(kernels, rows / 2, rank, seed) : haar(kernels, rows, rank, seed, STREAM.truthLeft);
  const left = scaledColumns(basis, roots);
  return { left, right: symmetric ? left : scaledColumns(haar(kernels, cols, rank, seed, STREAM.truthRight), roots) };
}

/** y = 𝒜(M) + ν with ν_i = (σ/√m)·ε_i, ε_i standard normal. */
export function syntheticMeasurements(operator: MeasurementOperator, truth: Factors, noise = 0, seed: Seed = 0): Float64Array {
  if (!(noise >= 0 && Number.isFinite(noise))) throw new RangeError(`the noise level is a number ≥ 0, got ${noise}`);
  const y = new Float64Array(operator.count);
  operator.measure(truth, y);
  if (noise === 0) return y;
  const perturbation = new Float64Array(operator.count);
  normals(operator.kernels, seed, STREAM.noise, 0, noise / Math.sqrt(operator.count), perturbation);
  for (let i = 0; i < y.length; i++) y[i] += perturbation[i];
  return y;
}
