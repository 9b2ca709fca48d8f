import type { Seed } from "./seed.ts";
import type { Stream } from "./streams.ts";
import { boundedIntegers } from "./words.ts";

/** A uniformly random order of 0 … n−1 (Fisher–Yates from the last place down). Throws RangeError unless 0 ≤ n < 2³¹, an integer. */
export function permutation(n: number, seed: Seed, stream: Stream): Int32Array {
  if (!Number.isInteger(n) || n < 0 || n >= 0x80000000) throw new RangeError(`a permutation has a length in [0, 2³¹), got ${n}`);
  const below = boundedIntegers(seed, stream);
  const out = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = below(i + 1);
    const keep = out[i];
    out[i] = out[j];
    out[j] = keep;
  }
  return out;
}
