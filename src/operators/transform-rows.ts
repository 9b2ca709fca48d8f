import { memoryBudget, requireMemory } from "../kernels/memory.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { subset } from "../random/subset.ts";
import { words } from "../random/words.ts";
import { checkSize } from "./kernel-operator.ts";

export interface TransformSensing {
  readonly rows: number;
  readonly cols: number;
  /** m, the number of measurements: at most N, the least power of two that holds n1·n2 numbers. */
  readonly count: number;
  readonly seed: Seed;
  /** Bytes that the operator and the work on it may take; by default nine tenths of what is free. */
  readonly maxMemory?: number;
}

/** m random rows of an N×N transform, and random signs of its input. */
export interface TransformRows {
  readonly rows: number;
  readonly cols: number;
  /** N. */
  readonly size: number;
  readonly row: Int32Array;
  /** 32 signs a number, as the kernels take them. */
  readonly signs: Int32Array;
}

/** Larger transforms would take more memory than an array holds. */
const MOST_NUMBERS = 2 ** 30;

/**
 * Signs are the words of stream 0 of the seed, rows a subset by stream 1. Throws RangeError for sizes beyond 2³⁰ numbers or more rows than
 * the transform has; NotEnoughMemory before allocating, where the work takes `each` numbers for each of N.
 */
export function drawRows(
  { rows, cols, count, seed, maxMemory = memoryBudget() }: TransformSensing,
  least: number,
  each: number,
): TransformRows {
  const numbers = checkSize("rows", rows) * checkSize("cols", cols);
  checkSize("count", count);
  if (numbers > MOST_NUMBERS) throw new RangeError(`a ${rows}×${cols} matrix has more than 2³⁰ entries`);
  let size = least;
  while (size < numbers) size *= 2;
  if (count > size)
    throw new RangeError(`count is at most ${size}, the rows of the transform of a ${rows}×${cols} matrix, got ${count}`);
  requireMemory(8 * each * size + 20 * count, `a transform of ${size} numbers`, "use a smaller matrix", maxMemory);
  const word = words(seed, streamAt(STREAM.operator, 0));
  const signs = new Int32Array(Math.ceil(numbers / 32));
  for (let i = 0; i < signs.length; i++) signs[i] = word();
  return { rows, cols, size, row: subset(size, count, seed, streamAt(STREAM.operator, 1)), signs };
}
