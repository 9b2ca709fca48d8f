import { entriesScratch, type Floats } from "../../src/kernels/contract.ts";
import { denseScratch } from "../../src/kernels/dense-shape.ts";
import type { KernelSet } from "./sets.ts";

/** Any of the three kinds behind one face, so that one suite tests them all. Factors are n1×k and n2×k. */
export interface Kind {
  readonly m: number;
  readonly n1: number;
  readonly n2: number;
  measure(kernels: KernelSet, k: number, left: Float64Array, right: Float64Array, out: Float64Array): void;
  pullback(
    kernels: KernelSet,
    k: number,
    w: Float64Array,
    left: Float64Array,
    right: Float64Array,
    outLeft: Float64Array,
    outRight: Float64Array,
  ): void;
  gradient(
    kernels: KernelSet,
    k: number,
    left: Float64Array,
    right: Float64Array,
    y: Float64Array,
    loss: number,
    delta: number,
    out: Answer,
  ): void;
  /** A_i[a, b], for oracles. */
  entry(i: number, a: number, b: number): number;
}

export interface Answer {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly stats: Float64Array;
}

/** Buffers full of NaN, so that what is not overwritten shows. */
export const answerLike = ({ n1, n2 }: Kind, k: number): Answer => ({
  left: new Float64Array(n1 * k).fill(Number.NaN),
  right: new Float64Array(n2 * k).fill(Number.NaN),
  stats: new Float64Array(2).fill(Number.NaN),
});

export function denseKind(m: number, n1: number, n2: number, a: Floats, index = new Int32Array(0)): Kind {
  const size = n1 * n2;
  const rows = [m, n1, n2, false, 1, a, index] as const;
  const scratch = () => new Float64Array(denseScratch(m, n1, n2, false, a)).fill(Number.NaN);
  return {
    m,
    n1,
    n2,
    measure: (kernels, k, left, right, out) => kernels.measureDense(...rows, k, left, right, scratch(), out),
    pullback: (kernels, k, w, left, right, outLeft, outRight) =>
      kernels.pullbackDense(...rows, k, w, left, right, scratch(), outLeft, outRight),
    gradient: (kernels, k, left, right, y, loss, delta, out) =>
      kernels.gradientDense(...rows, k, left, right, y, loss, delta, scratch(), out.left, out.right, out.stats),
    entry: (i, r, c) => a[(index.length > 0 ? index[i] : i) * size + r * n2 + c],
  };
}

export function entriesKind(n1: number, n2: number, row: Int32Array, col: Int32Array): Kind {
  const m = row.length;
  const at = (kernels: KernelSet) => kernels.indexEntries(m, n1, n2, row, col);
  const scratch = (k: number) => new Float64Array(entriesScratch(m, n1, n2, k)).fill(Number.NaN);
  return {
    m,
    n1,
    n2,
    measure: (kernels, k, left, right, out) => kernels.measureEntries(at(kernels), k, left, right, scratch(k), out),
    pullback: (kernels, k, w, left, right, outLeft, outRight) =>
      kernels.pullbackEntries(at(kernels), k, w, left, right, scratch(k), outLeft, outRight),
    gradient: (kernels, k, left, right, y, loss, delta, out) =>
      kernels.gradientEntries(at(kernels), k, left, right, y, loss, delta, scratch(k), out.left, out.right, out.stats),
    entry: (i, r, c) => (row[i] === r && col[i] === c ? 1 : 0),
  };
}
