/**
 * Every random number is addressed by (seed, stream, index). A stream says what the numbers are for, so that the
 * noise of an instance, say, does not depend on how many numbers its truth took.
 */

/** The generator and the way from its words to normal numbers; stored with every result. */
export const RNG_NAME = "philox4x32-10/bm32/v1";

/** A 64-bit stream number: `purpose` is its lower half, `index` (of a measurement, a factor, a trial, …) its upper half. */
export interface Stream {
  readonly purpose: number;
  readonly index: number;
}

const purpose = (number: number): Stream => Object.freeze({ purpose: number, index: 0 });

/** The purposes. Their numbers are part of the meaning of a seed: never reuse or change one. */
export const STREAM = Object.freeze({
  operator: purpose(1),
  start: purpose(2),
  truthLeft: purpose(3),
  truthRight: purpose(4),
  noise: purpose(5),
  holdOut: purpose(6),
  permutation: purpose(7),
  positions: purpose(8),
  sketch: purpose(9),
  outliers: purpose(10),
  probe: purpose(11),
  experiment: purpose(12),
  prefix: purpose(13),
});

/** The stream of the same purpose with another index. Throws RangeError unless index is an integer in [0, 2³²). */
export function streamAt(stream: Stream, index: number): Stream {
  if (!Number.isInteger(index) || index < 0 || index >= 0x100000000) {
    throw new RangeError(`the index of a stream is an integer in [0, 2³²), got ${index}`);
  }
  return { purpose: stream.purpose, index };
}
