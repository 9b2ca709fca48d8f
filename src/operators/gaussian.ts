import type { Floats, Kernels } from "../kernels/contract.ts";
import { denseRow } from "../kernels/dense-shape.ts";
import { largeArray } from "../kernels/large-arrays.ts";
import { memoryBudget, requireMemory } from "../kernels/memory.ts";
import { openKernels } from "../kernels/open.ts";
import { normals } from "../random/normals.ts";
import { parseSeed, type Seed } from "../random/seed.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { denseOf, packedOf } from "./dense.ts";
import { overRows } from "./dense-rows.ts";
import { checkSize } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

export interface GaussianSensing {
  readonly rows: number;
  readonly cols: number;
  /** m, the number of measurements. */
  readonly count: number;
  readonly seed: Seed;
  readonly precision?: "float64" | "float32";
  /** stored: drawn once and kept. generated: drawn again in every pass, in no memory; the same numbers as stored in float64. */
  readonly storage?: "stored" | "generated";
  /** Bytes that the matrices may take; by default nine tenths of what is free. */
  readonly maxMemory?: number;
}

/**
 * Gaussian sensing: A_i with independent N(0, 1/m) entries, so that E 𝒜*𝒜 = I. Matrix i is stream i of the seed,
 * the same in every language and on every machine. Where matrices are generated τ is its expectation, 1.
 * Throws RangeError for bad sizes, NotEnoughMemory where stored matrices do not fit.
 */
export function gaussianOperator(sensing: GaussianSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  const { rows, cols } = sensing;
  if (isGenerated(sensing)) return generated("gaussian", sensing, false, kernels);
  const size = checkSize("rows", rows) * checkSize("cols", cols);
  const matrices = room(sensing, size, kernels);
  for (let i = 0; i < sensing.count; i++) draw(sensing, i, matrices.subarray(i * size, (i + 1) * size), kernels);
  return denseOf("gaussian", rows, cols, matrices, kernels);
}

/**
 * Symmetric Gaussian sensing of n×n matrices: A_i = ½(B_i + B_iᵀ) with B_i as in gaussianOperator, so that E 𝒜*𝒜(Z) = ½(Z + Zᵀ). Upper
 * triangles alone are stored.
 */
export function symmetricGaussianOperator(
  { size, ...rest }: Omit<GaussianSensing, "rows" | "cols"> & { readonly size: number },
  kernels: Kernels = openKernels(),
): MeasurementOperator {
  const sensing = { ...rest, rows: size, cols: size };
  if (isGenerated(sensing)) return generated("symmetric-gaussian", sensing, true, kernels);
  const row = denseRow(checkSize("size", size), size, true);
  const triangles = room(sensing, row, kernels);
  // Rounded to the precision before the mean is taken.
  const b: Floats = triangles instanceof Float32Array ? new Float32Array(size * size) : new Float64Array(size * size);
  let to = 0;
  for (let i = 0; i < sensing.count; i++) {
    draw(sensing, i, b, kernels);
    for (let r = 0; r < size; r++)
      for (let c = r; c < size; c++) triangles[to++] = r === c ? b[r * size + r] : 0.5 * (b[r * size + c] + b[c * size + r]);
  }
  return packedOf("symmetric-gaussian", size, triangles, kernels);
}

/** Throws RangeError for a storage or a precision that does not exist, and for generated matrices of a precision. */
function isGenerated({ storage = "stored", precision }: GaussianSensing): boolean {
  if (storage !== "stored" && storage !== "generated")
    throw new RangeError(`storage is "stored" or "generated", got ${JSON.stringify(storage)}`);
  if (precision !== undefined && precision !== "float64" && precision !== "float32")
    throw new RangeError(`precision is "float64" or "float32", got ${JSON.stringify(precision)}`);
  if (storage === "generated" && precision === "float32")
    throw new RangeError("generated matrices are not stored and always float64; precision: float32 goes with storage: stored");
  return storage === "generated";
}

function generated(
  kind: string,
  { rows, cols, count, seed }: GaussianSensing,
  packed: boolean,
  kernels: Kernels,
): MeasurementOperator {
  checkSize("rows", rows);
  checkSize("cols", cols);
  const { low, high } = parseSeed(seed);
  const entry = 1 / Math.sqrt(checkSize("count", count));
  const dimension = denseRow(rows, cols, packed);
  return overRows(
    {
      kind,
      rows,
      cols,
      count,
      symmetric: packed,
      packed,
      entry,
      matrices: Uint32Array.of(low, high, STREAM.operator.purpose),
      index: new Int32Array(0),
      squares: (index) => ((index.length || count) / count) * dimension,
    },
    kernels,
  );
}

const draw = ({ count, seed }: GaussianSensing, i: number, out: Floats, kernels: Kernels): void =>
  normals(kernels, seed, streamAt(STREAM.operator, i), 0, 1 / Math.sqrt(count), out);

function room(
  { rows, cols, count, precision = "float64", maxMemory = memoryBudget() }: GaussianSensing,
  row: number,
  kernels: Kernels,
): Floats {
  checkSize("count", count);
  requireMemory(
    count * row * (precision === "float32" ? 4 : 8),
    `${count} dense ${rows}×${cols} sensing matrices`,
    "use storage: generated, precision: float32, fewer measurements, or entries or Pauli sensing, which store no matrices",
    maxMemory,
  );
  return largeArray(count * row, precision, kernels);
}
