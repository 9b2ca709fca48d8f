import type { Size } from "./experiment.ts";

/** n of the settings that a full run has and a toy has not: as large as published simulations. */
export const LARGE = 200;

/** Seeds of a setting are 0 … 999. */
export const MOST_SEEDS = 1000;

/**
 * The seeds of every setting, from `firstSeed` on: as many as are asked for, else one for a toy and `full` otherwise; never fewer than `least`,
 * which a check of a share or of a median needs.
 * Throws RangeError for numbers that are not integers, or that leave 0 … 999.
 */
export function seedsOf({ toy, seeds, firstSeed = 0 }: Size, full: number, least = 1): number[] {
  const asked = seeds ?? (toy ? 1 : full);
  if (!Number.isSafeInteger(asked) || asked < 1 || asked > MOST_SEEDS)
    throw new RangeError(`seeds is an integer from 1 to ${MOST_SEEDS}, got ${asked}`);
  const count = Math.max(asked, least);
  if (!Number.isSafeInteger(firstSeed) || firstSeed < 0 || firstSeed + count > MOST_SEEDS)
    throw new RangeError(`the seeds of an experiment are 0 … ${MOST_SEEDS - 1}, got ${count} from ${firstSeed} on`);
  return Array.from({ length: count }, (_, i) => firstSeed + i);
}
