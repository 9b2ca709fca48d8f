import { philox } from "../kernels/portable/philox.ts";
import { parseSeed, type Seed } from "./seed.ts";
import type { Stream } from "./streams.ts";

/** How many values a word takes. */
const WORDS = 0x100000000;

/** The 32-bit words of a stream in order: word j is word j mod 4 of Philox block ⌊j/4⌋. */
export function words(seed: Seed, stream: Stream): () => number {
  const { low, high } = parseSeed(seed);
  const block = new Uint32Array(4);
  let next = 0;
  return () => {
    if (next % 4 === 0) {
      const number = next / 4;
      philox(number % WORDS, Math.floor(number / WORDS), stream.purpose, stream.index, low, high, block);
    }
    return block[next++ % 4];
  };
}

/**
 * Unbiased integers below a bound: words at or above the largest multiple of the bound are passed over. Bounds beyond 2³² take
 * 53 bits of two words. The returned function throws RangeError unless its bound is an integer in [1, 2⁵³).
 */
export function boundedIntegers(seed: Seed, stream: Stream): (bound: number) => number {
  const word = words(seed, stream);
  const wide = (): number => (word() >>> 11) * 2 ** 32 + word();
  return (bound) => {
    if (!Number.isSafeInteger(bound) || bound < 1) throw new RangeError(`a bound is an integer in [1, 2⁵³), got ${bound}`);
    const [draw, range] = bound <= 2 ** 32 ? [word, 2 ** 32] : [wide, 2 ** 53];
    const limit = range - (range % bound);
    let value = draw();
    while (value >= limit) value = draw();
    return value % bound;
  };
}
