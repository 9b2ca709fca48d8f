import {
  type CirculantBy,
  type HadamardBy,
  type PauliBy,
  pauliScratch,
  type RankOneBy,
  rankOneScratch,
} from "../../src/kernels/structured-contract.ts";
import type { Kind } from "./operators.ts";
import type { KernelSet } from "./sets.ts";

type Verb = (...args: never[]) => void;

/** An ensemble behind the face of `Kind`: what its verbs take first, and numbers of scratch, which begin as NaN. */
export function structuredKind<By extends readonly unknown[]>(
  shape: Pick<Kind, "m" | "n1" | "n2" | "entry">,
  by: By,
  scratch: (k: number) => number,
  verbs: (kernels: KernelSet) => { measure: Verb; pullback: Verb; gradient: Verb },
): Kind {
  const free = (k: number) => new Float64Array(scratch(k)).fill(Number.NaN);
  const call = (verb: Verb, ...args: unknown[]) => Reflect.apply(verb, undefined, [...by, ...args]);
  return {
    ...shape,
    measure: (kernels, k, left, right, out) => call(verbs(kernels).measure, k, left, right, free(k), out),
    pullback: (kernels, k, w, left, right, outLeft, outRight) =>
      call(verbs(kernels).pullback, k, w, left, right, free(k), outLeft, outRight),
    gradient: (kernels, k, left, right, y, loss, delta, out) =>
      call(verbs(kernels).gradient, k, left, right, y, loss, delta, free(k), out.left, out.right, out.stats),
  };
}

export interface RankOneOptions {
  readonly index?: Int32Array;
  readonly complex?: boolean;
  readonly scale?: number;
  readonly centre?: number;
}

export function rankOneKind(
  n1: number,
  n2: number,
  a: Float64Array,
  b: Float64Array,
  { index = new Int32Array(0), complex = false, scale = 1, centre = 0 }: RankOneOptions = {},
): Kind {
  const count = a.length / n1;
  const m = index.length || count;
  const by: RankOneBy = [m, n1, n2, count, a, b, index, complex, scale, centre];
  return structuredKind(
    { m, n1, n2, entry },
    by,
    (k) => rankOneScratch(m, n1, n2, complex, k),
    ({ measureRankOne, pullbackRankOne, gradientRankOne }) => ({
      measure: measureRankOne,
      pullback: pullbackRankOne,
      gradient: gradientRankOne,
    }),
  );

  function entry(i: number, r: number, c: number): number {
    const at = index.length ? index[i] : i;
    const diagonal = r === c ? centre : 0;
    if (!complex) return scale * (a[at * n1 + r] * b[at * n2 + c] - diagonal);
    // P = a·b* acts on [Re; Im] as [[Re P, −Im P], [Im P, Re P]].
    const [h1, h2] = [n1 / 2, n2 / 2];
    const [p, s] = [a[at * n1 + (r % h1)], a[at * n1 + h1 + (r % h1)]];
    const [q, t] = [b[at * n2 + (c % h2)], b[at * n2 + h2 + (c % h2)]];
    const [re, im] = [p * q + s * t, s * q - p * t];
    return scale * ((r < h1 === c < h2 ? re : r < h1 ? -im : im) - diagonal);
  }
}

/** The real image of a word: ⟨image, L·Rᵀ⟩ with L, R real images is Re tr(Uᴸ* P Uᴿ). */
export function pauliKind(qubits: number, words: readonly string[]): Kind {
  const n = 2 ** qubits;
  const mask = (letters: string) =>
    Int32Array.from(words, (word) => [...word].reduce((bits, letter) => 2 * bits + (letters.includes(letter) ? 1 : 0), 0));
  const [x, z] = [mask("XY"), mask("ZY")];
  const m = words.length;
  // Counting from the largest x down, so that the order of groups is not that of the words.
  const order = Int32Array.from(words, (_, i) => i).sort((i, j) => x[j] - x[i] || i - j);
  const by: PauliBy = [m, n, x, z, order];
  return structuredKind(
    { m, n1: 2 * n, n2: 2 * n, entry },
    by,
    () => pauliScratch(m, n),
    ({ measurePauli, pullbackPauli, gradientPauli }) => ({
      measure: measurePauli,
      pullback: pullbackPauli,
      gradient: gradientPauli,
    }),
  );

  function entry(i: number, r: number, c: number): number {
    const [re, im] = pauliEntry(words[i], r % n, c % n);
    // P = A + iB acts on [Re; Im] as [[A, −B], [B, A]].
    return r < n === c < n ? re : r < n ? -im : im;
  }
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

/** Rows of a Walsh–Hadamard transform of `size` numbers with the signs of bits. */
export function hadamardKind(n1: number, n2: number, size: number, row: Int32Array, signs: Int32Array, scale = 1): Kind {
  const m = row.length;
  const by: HadamardBy = [m, n1, n2, size, row, signs, scale];
  return structuredKind(
    { m, n1, n2, entry: (i, r, c) => scale * signOf(signs, r * n2 + c) * (parity(row[i] & (r * n2 + c)) ? -1 : 1) },
    by,
    () => size + m,
    ({ measureHadamard, pullbackHadamard, gradientHadamard }) => ({
      measure: measureHadamard,
      pullback: pullbackHadamard,
      gradient: gradientHadamard,
    }),
  );
}

/** Rows of a circulant matrix by its eigenvalues; of those its first column is had by definition. */
export function circulantKind(
  n1: number,
  n2: number,
  row: Int32Array,
  signs: Int32Array,
  eigenvalues: Float64Array,
  scale = 1,
): Kind {
  const [m, size] = [row.length, eigenvalues.length];
  const column = Float64Array.from({ length: size }, (_, t) => {
    let sum = eigenvalues[0] + (t % 2 ? -eigenvalues[1] : eigenvalues[1]);
    for (let k = 1; k < size / 2; k++) {
      const angle = (2 * Math.PI * ((k * t) % size)) / size;
      sum += 2 * (eigenvalues[2 * k] * Math.cos(angle) - eigenvalues[2 * k + 1] * Math.sin(angle));
    }
    return sum / size;
  });
  const by: CirculantBy = [m, n1, n2, size, row, signs, eigenvalues, scale];
  return structuredKind(
    {
      m,
      n1,
      n2,
      entry: (i, r, c) => scale * signOf(signs, r * n2 + c) * column[(row[i] - (r * n2 + c) + size) % size],
    },
    by,
    () => 3 * size + m,
    ({ measureCirculant, pullbackCirculant, gradientCirculant }) => ({
      measure: measureCirculant,
      pullback: pullbackCirculant,
      gradient: gradientCirculant,
    }),
  );
}

const signOf = (signs: Int32Array, j: number): number => ((signs[j >> 5] >>> (j & 31)) & 1 ? -1 : 1);
const parity = (bits: number): number => bits.toString(2).replaceAll("0", "").length % 2;
