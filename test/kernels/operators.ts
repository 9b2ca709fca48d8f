import type { Floats } from "../../src/kernels/contract.ts";
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
  return {
    m,
    n1,
    n2,
    measure: (kernels, k, left, right, out) => kernels.measureEntries(m, n1, n2, k, row, col, left, right, out),
    pullback: (kernels, k, w, left, right, outLeft, outRight) =>
      kernels.pullbackEntries(m, n1, n2, k, row, col, w, left, right, outLeft, outRight),
    gradient: (kernels, k, left, right, y, loss, delta, out) => {
      const residual = new Float64Array(m).fill(Number.NaN);
      kernels.gradientEntries(m, n1, n2, k, row, col, left, right, y, loss, delta, residual, out.left, out.right, out.stats);
    },
    entry: (i, r, c) => (row[i] === r && col[i] === c ? 1 : 0),
  };
}

/** The real image of a word: ⟨image, L·Rᵀ⟩ with L, R real images is Re tr(Uᴸ* P Uᴿ). */
export function pauliKind(qubits: number, words: readonly string[]): Kind {
  const n = 2 ** qubits;
  const mask = (letters: string) =>
    Int32Array.from(words, (word) => [...word].reduce((bits, letter) => 2 * bits + (letters.includes(letter) ? 1 : 0), 0));
  const [x, z] = [mask("XY"), mask("ZY")];
  const m = words.length;
  return {
    m,
    n1: 2 * n,
    n2: 2 * n,
    measure: (kernels, k, left, right, out) => kernels.measurePauli(m, n, k, x, z, left, right, out),
    pullback: (kernels, k, w, left, right, outLeft, outRight) =>
      kernels.pullbackPauli(m, n, k, x, z, w, left, right, outLeft, outRight),
    gradient: (kernels, k, left, right, y, loss, delta, out) => {
      const residual = new Float64Array(m).fill(Number.NaN);
      kernels.gradientPauli(m, n, k, x, z, left, right, y, loss, delta, residual, out.left, out.right, out.stats);
    },
    entry: (i, r, c) => {
      const [re, im] = pauliEntry(words[i], r % n, c % n);
      // P = A + iB acts on [Re; Im] as [[A, −B], [B, A]].
      return r < n === c < n ? re : r < n ? -im : im;
    },
  };
}

const LETTERS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  I: [
    [1, 0],
    [0, 0],
    [0, 0],
    [1, 0],
  ],
  X: [
    [0, 0],
    [1, 0],
    [1, 0],
    [0, 0],
  ],
  Y: [
    [0, 0],
    [0, -1],
    [0, 1],
    [0, 0],
  ],
  Z: [
    [1, 0],
    [0, 0],
    [0, 0],
    [-1, 0],
  ],
};

/** Entry (a, b) of a word by the Kronecker product of its 2×2 letters; qubit 0 is the leftmost factor. */
function pauliEntry(word: string, a: number, b: number): [number, number] {
  let [re, im] = [1, 0];
  for (let t = 0; t < word.length; t++) {
    const bit = word.length - 1 - t;
    const [x, y] = LETTERS[word[t]][2 * ((a >> bit) & 1) + ((b >> bit) & 1)];
    [re, im] = [re * x - im * y, re * y + im * x];
  }
  return [re, im];
}
