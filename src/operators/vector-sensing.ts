import type { Kernels } from "../kernels/contract.ts";
import { memoryBudget, requireMemory } from "../kernels/memory.ts";
import { type RankOneBy, rankOneScratch } from "../kernels/structured-contract.ts";
import { requireOwnMemory } from "../linalg/own-memory.ts";
import { normals } from "../random/normals.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { kernelCalls } from "./kernel-calls.ts";
import { kernelOperator } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

/** A_i = scale·(a_i·b_i* − centre·I): what operators of vectors have in common. */
export interface VectorSensing {
  readonly kind: string;
  /** Numbers of a_i and b_i; of both parts where they are complex. */
  readonly rows: number;
  readonly cols: number;
  /** a_i and b_i, one after the other; the same array where A_i is symmetric. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly complex: boolean;
  readonly scale: number;
  readonly centre: number;
}

/** Vectors that are drawn: m of them from a seed. */
export interface DrawnVectors {
  /** m, the number of measurements. */
  readonly count: number;
  readonly seed: Seed;
  /** Bytes that the vectors may take; by default nine tenths of what is free. */
  readonly maxMemory?: number;
}

export function vectorSensing(sensing: VectorSensing, kernels: Kernels): MeasurementOperator {
  return over(sensing, new Int32Array(0), squaresOf(sensing), kernels);
}

/** Of the vectors `index` alone, or of all where it is empty; squares has every ‖A_i‖_F². */
function over(sensing: VectorSensing, index: Int32Array, squares: Float64Array, kernels: Kernels): MeasurementOperator {
  const { kind, rows, cols, a, b, complex, scale, centre } = sensing;
  const count = index.length || squares.length;
  const symmetric = a === b;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += squares[index.length ? index[i] : i];
  const dimension = complex ? (rows / 2) ** 2 : symmetric ? (rows * (rows + 1)) / 2 : rows * cols;
  const by: RankOneBy = [count, rows, cols, squares.length, a, b, index, complex, scale, centre];
  return kernelOperator(
    {
      kind,
      rows,
      cols,
      count,
      field: complex ? "complex" : "real",
      symmetric,
      kernels,
      scale: sum / dimension,
      restrict: (keep) => over(sensing, index.length ? keep.map((k) => index[k]) : keep, squares, kernels),
      work: (k) => (complex ? 8 : 4) * count * (rows + cols) * k,
    },
    {
      made: { "the vectors": a, "the vectors on the right": b },
      scratch: (k) => rankOneScratch(count, rows, cols, complex, k),
      ...kernelCalls(by, (on) => ({
        measure: on.measureRankOne,
        pullback: on.pullbackRankOne,
        gradient: on.gradientRankOne,
      })),
    },
  );
}

/** Every ‖A_i‖_F² = scale²·‖a_i‖²·‖b_i‖², or scale²·((‖a_i‖² − 1)² + n − 1) of centred ones. */
function squaresOf({ rows, cols, a, b, scale, centre }: VectorSensing): Float64Array {
  const squares = new Float64Array(a.length / rows);
  for (let i = 0; i < squares.length; i++) {
    const left = sumOfSquares(a, i * rows, rows);
    const right = a === b ? left : sumOfSquares(b, i * cols, cols);
    squares[i] = scale * scale * (centre === 0 ? left * right : (left - 1) ** 2 + rows - 1);
  }
  return squares;
}

function sumOfSquares(all: Float64Array, at: number, n: number): number {
  let sum = 0;
  for (let j = at; j < at + n; j++) sum += all[j] * all[j];
  return sum;
}

/** Vectors given by the caller: as many as there are. Throws TypeError for another array, RangeError for a length that is no multiple of n, and for NaN or an infinity. */
export function givenVectors(name: string, n: number, all: Float64Array, kernels: Kernels): Float64Array {
  requireOwnMemory(all, name);
  if (!(all instanceof Float64Array)) throw new TypeError(`${name} are one Float64Array, vector after vector`);
  if (all.length === 0 || all.length % n !== 0)
    throw new RangeError(`${name} have ${all.length} numbers, not a positive multiple of ${n}`);
  const bad = kernels.firstNonFinite(all);
  if (bad >= 0)
    throw new RangeError(`vector ${Math.floor(bad / n)} of ${name} is ${all[bad]} at ${bad % n}; every number must be finite`);
  return all;
}

/**
 * For each length n one array of `count` vectors of n numbers N(0, size²), one after the other: vector i takes its numbers from stream i of
 * the seed, those of the first length first. Throws NotEnoughMemory before allocating.
 */
export function drawVectors(
  { count, seed, maxMemory = memoryBudget() }: DrawnVectors,
  lengths: readonly number[],
  size: number,
  kernels: Kernels,
): Float64Array[] {
  const total = lengths.reduce((a, b) => a + b, 0);
  const what = `${count} ${lengths.length > 1 ? "pairs of vectors" : "vectors"} of ${lengths.join(" and ")} numbers`;
  requireMemory(8 * count * total, what, "use fewer", maxMemory);
  const all = lengths.map((n) => new Float64Array(count * n));
  for (let i = 0; i < count; i++)
    for (let part = 0, first = 0; part < lengths.length; first += lengths[part++]) {
      const n = lengths[part];
      normals(kernels, seed, streamAt(STREAM.operator, i), first, size, all[part].subarray(i * n, (i + 1) * n));
    }
  return all;
}
