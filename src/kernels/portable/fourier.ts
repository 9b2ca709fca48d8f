import FFT from "fft.js";
import { rootOfUnity } from "./normal.ts";

let kept: FFT | undefined;

/** The plan of the last size; its roots of unity are made by the operations that give the same bits everywhere, not by Math.cos. */
function planFor(n: number): FFT {
  if (kept?.size === n) return kept;
  kept = new FFT(n);
  for (let j = 0; j < n; j++) [kept.table[2 * j], kept.table[2 * j + 1]] = rootOfUnity(j, n);
  return kept;
}

/**
 * The discrete Fourier transform of the n real numbers v[0…n), n a power of two ≥ 4: out[2k] and out[2k + 1] ← real and imaginary parts of
 * number k ≤ n/2. `out` has 2n numbers; those beyond n + 2 are work.
 */
export function realFourier(n: number, v: Float64Array, out: Float64Array): void {
  planFor(n).realTransform(out, v);
}
