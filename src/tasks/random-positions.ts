import type { Seed } from "../random/seed.ts";
import { STREAM } from "../random/streams.ts";
import { boundedIntegers } from "../random/words.ts";

/** A Set holds no more. */
const MOST_RANDOM = 2 ** 24;

/**
 * `count` distinct positions of an n1×n2 matrix, each set of them equally likely, in column-major order (Floyd's algorithm).
 * Throws RangeError for more than 2²⁴ positions.
 */
export function randomPositions(n1: number, n2: number, count: number, seed: Seed): { row: Int32Array; col: Int32Array } {
  if (count > MOST_RANDOM)
    throw new RangeError(`random positions are drawn up to ${MOST_RANDOM}, not ${count}; give a file of positions`);
  const total = n1 * n2;
  const draw = boundedIntegers(seed, STREAM.positions);
  const chosen = new Set<number>();
  for (let last = total - count; last < total; last++) {
    const at = draw(last + 1);
    chosen.add(chosen.has(at) ? last : at);
  }
  const sorted = Float64Array.from(chosen).sort();
  return { row: Int32Array.from(sorted, (at) => at % n1), col: Int32Array.from(sorted, (at) => Math.floor(at / n1)) };
}
