import type { Floats, Kernels } from "../kernels/contract.ts";
import { memoryBudget, requireMemory } from "../kernels/memory.ts";
import { openKernels } from "../kernels/open.ts";
import { normals } from "../random/normals.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { denseOf } from "./dense.ts";
import { checkSize } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

export interface GaussianSensing {
  readonly rows: number;
  readonly cols: number;
  /** m, the number of measurements. */
  readonly count: number;
  readonly seed: Seed;
  readonly precision?: "float64" | "float32";
  /** Bytes that the matrices may take; by default nine tenths of what is free. */
  readonly maxMemory?: number;
}

/**
 * Gaussian sensing: A_i with independent N(0, 1/m) entries, so that E 𝒜*𝒜 = I. Matrix i is stream i of the seed,
 * the same in every language and on every machine.
 * Throws RangeError for bad sizes, NotEnoughMemory where the matrices do not fit.
 */
export function gaussianOperator(sensing: GaussianSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  return denseOf("gaussian", sensing.rows, sensing.cols, draw(sensing, kernels), kernels);
}

/** Symmetric Gaussian sensing of n×n matrices: A_i = ½(B_i + B_iᵀ) with B_i as in gaussianOperator, so that E 𝒜*𝒜(Z) = ½(Z + Zᵀ). */
export function symmetricGaussianOperator(
  { size, ...rest }: Omit<GaussianSensing, "rows" | "cols"> & { readonly size: number },
  kernels: Kernels = openKernels(),
): MeasurementOperator {
  const matrices = draw({ ...rest, rows: size, cols: size }, kernels);
  for (let at = 0; at < matrices.length; at += size * size)
    for (let i = 1; i < size; i++)
      for (let j = 0; j < i; j++) {
        const mean = 0.5 * (matrices[at + i * size + j] + matrices[at + j * size + i]);
        matrices[at + i * size + j] = mean;
        matrices[at + j * size + i] = mean;
      }
  return denseOf("symmetric-gaussian", size, size, matrices, kernels);
}

function draw(
  { rows, cols, count, seed, precision = "float64", maxMemory = memoryBudget() }: GaussianSensing,
  kernels: Kernels,
): Floats {
  const size = checkSize("rows", rows) * checkSize("cols", cols);
  checkSize("count", count);
  const bytes = count * size * (precision === "float32" ? 4 : 8);
  requireMemory(
    bytes,
    `${count} dense ${rows}×${cols} sensing matrices`,
    "use fewer measurements, precision: float32, or entries or Pauli sensing, which store no matrices",
    maxMemory,
  );
  const matrices = precision === "float32" ? new Float32Array(count * size) : new Float64Array(count * size);
  for (let i = 0; i < count; i++)
    normals(kernels, seed, streamAt(STREAM.operator, i), 0, 1 / Math.sqrt(count), matrices.subarray(i * size, (i + 1) * size));
  return matrices;
}
