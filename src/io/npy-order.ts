import type { Floats } from "../kernels/contract.ts";
import { type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import type { NpyArray } from "./npy.ts";

/** The numbers of an array in C order (last index fastest): its own data, or a copy where it is in Fortran order. Complex items stay pairs. */
export function cOrder({ shape, fortran, complex, data }: NpyArray): Floats {
  return fortran && !sameInBothOrders(shape) ? reverseAxes(data, shape, complex ? 2 : 1) : data;
}

/**
 * A two-dimensional real array as a Matrix: its own data where that is float64 in column-major order, else a copy.
 * Throws RangeError for other dimensions, TypeError for complex items.
 */
export function asMatrixColumnMajor({ shape, fortran, complex, data }: NpyArray): Matrix {
  if (shape.length !== 2) throw new RangeError(`a matrix has two dimensions, got shape (${shape.join(", ")})`);
  if (complex) throw new TypeError("a real matrix is needed, got complex numbers");
  const [rows, cols] = shape;
  const ordered = fortran || sameInBothOrders(shape) ? data : reverseAxes(data, [cols, rows], 1);
  return matrix(rows, cols, ordered instanceof Float64Array ? ordered : Float64Array.from(ordered));
}

const sameInBothOrders = (shape: readonly number[]): boolean => shape.filter((n) => n !== 1).length < 2;

const TILE = 32;

/**
 * Fortran order of `shape` to C order: the same numbers with the axes reversed. First and last axis are exchanged in tiles,
 * so that both sides are read and written in whole cache lines, once for each index of the axes between.
 */
function reverseAxes(data: Floats, shape: readonly number[], parts: 1 | 2): Floats {
  const out = data instanceof Float64Array ? new Float64Array(data.length) : new Float32Array(data.length);
  if (data.length === 0) return out;
  const middle = shape.slice(1, -1);
  const [first, last] = [shape[0], shape[shape.length - 1]];
  const between = middle.reduce((product, n) => product * n, 1);
  for (let from = 0; from < between; from++) {
    // `from` numbers the middle axes with the first of them fastest, `to` with the last of them fastest.
    let to = 0;
    for (let axis = 0, rest = from; axis < middle.length; axis++) {
      to = to * middle[axis] + (rest % middle[axis]);
      rest = Math.floor(rest / middle[axis]);
    }
    exchange(
      { data, at: from * first, stride: first * between },
      { data: out, at: to * last, stride: last * between },
      first,
      last,
      parts,
    );
  }
  return out;
}

interface Plane {
  readonly data: Floats;
  readonly at: number;
  readonly stride: number;
}

/** out[j, i] ← in[i, j], where in has i fastest and out has j fastest. */
function exchange(input: Plane, out: Plane, first: number, last: number, parts: 1 | 2): void {
  for (let j0 = 0; j0 < last; j0 += TILE) {
    for (let i0 = 0; i0 < first; i0 += TILE) {
      for (let i = i0; i < Math.min(first, i0 + TILE); i++) {
        for (let j = j0; j < Math.min(last, j0 + TILE); j++) {
          const source = parts * (input.at + i + j * input.stride);
          const target = parts * (out.at + j + i * out.stride);
          out.data[target] = input.data[source];
          if (parts === 2) out.data[target + 1] = input.data[source + 1];
        }
      }
    }
  }
}

/**
 * A two-dimensional array of n×k complex (or real) numbers as the real image [Re; Im] of 2n×k, column-major.
 * Throws RangeError for other dimensions.
 */
export function asComplexImage(array: NpyArray): Matrix {
  if (array.shape.length !== 2)
    throw new RangeError(`a matrix has two dimensions, this array has shape (${array.shape.join(", ")})`);
  const [n, k] = array.shape;
  const rowMajor = cOrder(array);
  const step = array.complex ? 2 : 1;
  const out = zeros(2 * n, k);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < k; j++) {
      const at = step * (i * k + j);
      out.data[i + j * 2 * n] = rowMajor[at];
      if (array.complex) out.data[n + i + j * 2 * n] = rowMajor[at + 1];
    }
  return out;
}
