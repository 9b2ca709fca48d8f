import { join } from "node:path";
import { writeNpy } from "../io/npy-write.ts";
import type { Floats, Kernels } from "../kernels/contract.ts";
import { type Factors, type Matrix, matrix } from "../linalg/matrix.ts";
import type { Gradient } from "../operators/operator.ts";
import { normals } from "../random/normals.ts";
import { STREAM, streamAt } from "../random/streams.ts";

/** Normal numbers of variance scale²: another `index` gives others. */
export function normalNumbers<T extends Floats>(kernels: Kernels, out: T, index: number, scale = 1): T {
  normals(kernels, 0, streamAt(STREAM.probe, index), 0, scale, out);
  return out;
}

/** Random factors with entries of about `size`; another `index` gives others. */
export function randomFactors(kernels: Kernels, rows: number, cols: number, rank: number, index = 0, size = 1): Factors {
  return {
    left: matrix(rows, rank, normalNumbers(kernels, new Float64Array(rows * rank), 1000 + 2 * index, size)),
    right: matrix(cols, rank, normalNumbers(kernels, new Float64Array(cols * rank), 1001 + 2 * index, size)),
  };
}

/** f, then both gradients by columns: what peers answer. */
export function flatGradient({ value, left, right }: Gradient): Float64Array {
  return joined([Float64Array.of(value), left.data, right.data]);
}

/** Factors one after the other, by columns. */
export const flatFactors = (...all: readonly Factors[]): Float64Array =>
  joined(all.flatMap(({ left, right }) => [left.data, right.data]));

export function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Writes arrays once for all peers: those of a name that was written before are not written again. */
export class ArrayFiles {
  readonly #written = new Map<string, string>();

  constructor(private readonly folder: string) {}

  /** The path of an array of this name. */
  put(name: string, data: Floats | Int32Array, shape: readonly number[] = [data.length], fortran = false): string {
    const known = this.#written.get(name);
    if (known) return known;
    const path = join(this.folder, `${name}.npy`);
    writeNpy(path, shape, data, { fortran });
    this.#written.set(name, path);
    return path;
  }

  matrix(name: string, { rows, cols, data }: Matrix): string {
    return this.put(name, data, [rows, cols], true);
  }
}
