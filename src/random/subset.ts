import type { Seed } from "./seed.ts";
import type { Stream } from "./streams.ts";
import { boundedIntegers } from "./words.ts";

/**
 * `count` distinct integers of 0 … total − 1, ascending, each set of them equally likely (Floyd's algorithm, total/8 bytes of work).
 * Throws RangeError unless 0 ≤ count ≤ total < 2³¹, integers.
 */
export function subset(total: number, count: number, seed: Seed, stream: Stream): Int32Array {
  if (!Number.isInteger(total) || !Number.isInteger(count) || count < 0 || count > total || total >= 2 ** 31)
    throw new RangeError(`a subset has 0 ≤ count ≤ total < 2³¹ integers, got ${count} of ${total}`);
  const below = boundedIntegers(seed, stream);
  const chosen = new Uint8Array(Math.ceil(total / 8));
  const has = (at: number): boolean => ((chosen[at >>> 3] >>> (at & 7)) & 1) === 1;
  for (let last = total - count; last < total; last++) {
    const drawn = below(last + 1);
    const at = has(drawn) ? last : drawn;
    chosen[at >>> 3] |= 1 << (at & 7);
  }
  const out = new Int32Array(count);
  for (let at = 0, next = 0; next < count; at++) if (has(at)) out[next++] = at;
  return out;
}
