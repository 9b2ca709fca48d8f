import { normals } from "../random/normals.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { words } from "../random/words.ts";

/** Which of m measurements are wrong: each with probability p, or the first ⌊pm⌋ where `exact`; with a fair random sign, 0 for the others. */
export function wrongSigns(m: number, p: number, seed: Seed, exact = false): Float64Array {
  const chosen = words(seed, STREAM.outliers);
  const sign = words(seed, streamAt(STREAM.outliers, 1));
  return Float64Array.from({ length: m }, (_, i) => {
    const drawn = chosen() < p * 2 ** 32;
    const side = sign() < 2 ** 31 ? -1 : 1;
    return (exact ? i < Math.floor(p * m) : drawn) ? side : 0;
  });
}

/** y with N(0, size²/m) added where a measurement is wrong: size² is the variance for raw A_i, whose measurements are √m times these. */
export function corrupted(
  y: Float64Array,
  wrong: Float64Array,
  { size, seed, kernels }: { size: number; seed: Seed; kernels: Parameters<typeof normals>[0] },
): Float64Array {
  const error = new Float64Array(y.length);
  normals(kernels, seed, streamAt(STREAM.outliers, 2), 0, size / Math.sqrt(y.length), error);
  return y.map((value, i) => (wrong[i] === 0 ? value : value + error[i]));
}
