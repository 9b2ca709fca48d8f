/** A square complex matrix, row-major. */
export interface Complex {
  readonly n: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const letter = (re: number[], im: number[]): Complex => ({ n: 2, re: Float64Array.from(re), im: Float64Array.from(im) });

const LETTERS: Readonly<Record<string, Complex>> = {
  I: letter([1, 0, 0, 1], [0, 0, 0, 0]),
  X: letter([0, 1, 1, 0], [0, 0, 0, 0]),
  Y: letter([0, 0, 0, 0], [0, -1, 1, 0]),
  Z: letter([1, 0, 0, -1], [0, 0, 0, 0]),
};

/** A ⊗ B. */
function kronecker(a: Complex, b: Complex): Complex {
  const n = a.n * b.n;
  const out = { n, re: new Float64Array(n * n), im: new Float64Array(n * n) };
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const p = Math.floor(i / b.n) * a.n + Math.floor(j / b.n);
      const q = (i % b.n) * b.n + (j % b.n);
      out.re[i * n + j] = a.re[p] * b.re[q] - a.im[p] * b.im[q];
      out.im[i * n + j] = a.re[p] * b.im[q] + a.im[p] * b.re[q];
    }
  return out;
}

/** P = ⊗ letters, the first letter the leftmost factor. */
export const pauliMatrix = (word: string): Complex => [...word].map((name) => LETTERS[name]).reduce(kronecker);

/** [[Re P, −Im P], [Im P, Re P]], row-major. */
export function pauliEmbedding(word: string): Float64Array {
  const { n, re, im } = pauliMatrix(word);
  const out = new Float64Array(4 * n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      out[i * 2 * n + j] = out[(n + i) * 2 * n + n + j] = re[i * n + j];
      out[(n + i) * 2 * n + j] = im[i * n + j];
      out[i * 2 * n + n + j] = -im[i * n + j];
    }
  return out;
}
