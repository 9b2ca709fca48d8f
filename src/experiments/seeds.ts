import type { Size } from "./experiment.ts";

/** n of the settings that a full run has and a toy has not: as large as published simulations. */
export const LARGE = 200;

/** The most seeds of a setting. */
export const MOST_SEEDS = 1000;

/**
 * The seeds 0, 1, … of every setting: as many as are asked for, else one for a toy and `full` otherwise.
 * Throws RangeError for a number that is not an integer from 1 to 1000.
 */
export function seedsOf({ toy, seeds }: Size, full: number): number[] {
  const count = seeds ?? (toy ? 1 : full);
  if (!Number.isSafeInteger(count) || count < 1 || count > MOST_SEEDS)
    throw new RangeError(`seeds is an integer from 1 to ${MOST_SEEDS}, got ${count}`);
  return Array.from({ length: count }, (_, seed) => seed);
}
