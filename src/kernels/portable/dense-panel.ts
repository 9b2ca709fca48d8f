import type { SensingRows } from "../contract.ts";
import { type RowWriter, rowWriter } from "./sensing-rows.ts";

/** Rows that are added to G together: G is then read and written once for all of them. */
const HEIGHT = 4;
/** Beyond it an index is no 32-bit integer, and loops would compute it in floating point. */
const LONGEST = 2 ** 31 - 1;

/** Which rows, and how they are had. */
export interface Rows {
  readonly n1: number;
  /** Numbers in a row. */
  readonly n: number;
  readonly packed: boolean;
  readonly scale: number;
  readonly a: SensingRows;
  readonly index: Int32Array;
}

/**
 * A few sensing matrices A_i at a time, as rows of n doubles. Rows that are not doubles in memory are written out first, for loops that meet
 * one kind of array alone are compiled to code for that kind; so are rows of arrays too long for 32-bit indices.
 */
export class Panel {
  static readonly height = HEIGHT;
  /** ⟨A_i, X⟩ after `dots`; what multiplies A_i in `add`. */
  readonly weights = new Float64Array(HEIGHT);
  readonly #at = new Int32Array(HEIGHT);
  readonly #data: Float64Array;
  readonly #write: RowWriter | undefined;
  #rows = 0;

  constructor(private readonly rows: Rows) {
    const { a, n } = rows;
    const inPlace = a instanceof Float64Array && a.length <= LONGEST;
    this.#data = inPlace ? a : new Float64Array(HEIGHT * n);
    this.#write = inPlace ? undefined : rowWriter(rows, a);
  }

  /** Moves to the measurements from `first` on, at most HEIGHT of them. */
  take(first: number, count: number): void {
    const { index, n } = this.rows;
    this.#rows = count;
    for (let p = 0; p < count; p++) {
      const row = index.length > 0 ? index[first + p] : first + p;
      this.#at[p] = this.#write ? p * n : row * n;
      this.#write?.(row, this.#data.subarray(p * n, (p + 1) * n));
    }
  }

  /** weights ← ⟨A_i, X⟩, with X at x[from…]. */
  dots(x: Float64Array, from: number): void {
    const { n } = this.rows;
    for (let p = 0; p < this.#rows; p++) this.weights[p] = innerProduct(n, this.#data, this.#at[p], x, from);
  }

  /** G ← G + Σ weights·A_i in the order of the rows, with G at g[to…]. */
  add(g: Float64Array, to: number): void {
    const { n } = this.rows;
    const w = this.weights;
    const at = this.#at;
    if (this.#rows === HEIGHT) addFour(n, w, this.#data, at, g, to);
    else for (let p = 0; p < this.#rows; p++) addOne(n, w[p], this.#data, at[p], g, to);
  }
}

/** Σ a[at + j]·x[from + j]: element j goes to lane j mod 8; the lanes are added in one fixed order. */
function innerProduct(size: number, a: Float64Array, at: number, x: Float64Array, from: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  let i = at;
  let j = from;
  const end = from + size;
  for (; j + 8 <= end; j += 8, i += 8) {
    s0 += a[i] * x[j];
    s1 += a[i + 1] * x[j + 1];
    s2 += a[i + 2] * x[j + 2];
    s3 += a[i + 3] * x[j + 3];
    s4 += a[i + 4] * x[j + 4];
    s5 += a[i + 5] * x[j + 5];
    s6 += a[i + 6] * x[j + 6];
    s7 += a[i + 7] * x[j + 7];
  }
  if (j < end) s0 += a[i] * x[j];
  if (j + 1 < end) s1 += a[i + 1] * x[j + 1];
  if (j + 2 < end) s2 += a[i + 2] * x[j + 2];
  if (j + 3 < end) s3 += a[i + 3] * x[j + 3];
  if (j + 4 < end) s4 += a[i + 4] * x[j + 4];
  if (j + 5 < end) s5 += a[i + 5] * x[j + 5];
  if (j + 6 < end) s6 += a[i + 6] * x[j + 6];
  return s0 + s4 + (s2 + s6) + (s1 + s5 + (s3 + s7));
}

function addOne(size: number, w: number, a: Float64Array, at: number, g: Float64Array, to: number): void {
  for (let j = 0; j < size; j++) g[to + j] += w * a[at + j];
}

function addFour(size: number, weights: Float64Array, a: Float64Array, at: Int32Array, g: Float64Array, to: number): void {
  const w0 = weights[0];
  const w1 = weights[1];
  const w2 = weights[2];
  const w3 = weights[3];
  const a0 = at[0];
  const a1 = at[1];
  const a2 = at[2];
  const a3 = at[3];
  for (let j = 0; j < size; j++) g[to + j] = g[to + j] + w0 * a[a0 + j] + w1 * a[a1 + j] + w2 * a[a2 + j] + w3 * a[a3 + j];
}
