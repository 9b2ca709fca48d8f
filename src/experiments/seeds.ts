import type { Size } from "./experiment.ts";

/** n of the settings that a full run has and a toy has not: as large as published simulations. */
export const LARGE = 200;

/** Seeds of a setting are 0 … 999. */
export const MOST_SEEDS = 1000;

/**
 * The seeds of every setting, from `firstSeed` on: as many as are asked for, else one for a toy and `full` otherwise.
 * Throws RangeError for numbers that are not integers, or that leave 0 … 999.
 */
export function seedsOf({ toy, seeds, firstSeed = 0 }: Size, full: number): number[] {
  const count = seeds ?? (toy ? 1 : full);
  if (!Number.isSafeInteger(count) || count < 1 || count > MOST_SEEDS)
    throw new RangeError(`seeds is an integer from 1 to ${MOST_SEEDS}, got ${count}`);
  if (!Number.isSafeInteger(firstSeed) || firstSeed < 0 || firstSeed + count > MOST_SEEDS)
    throw new RangeError(`the seeds of an experiment are 0 … ${MOST_SEEDS - 1}, got ${count} from ${firstSeed} on`);
  return Array.from({ length: count }, (_, i) => firstSeed + i);
}
