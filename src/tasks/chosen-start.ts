import { randomStart, type StartingPoint, spectralStart } from "../problem/starting-points.ts";

/** Where factored solvers begin: at random, at the spectral start, or each where it does by itself. */
export type StartName = "random" | "spectral" | "own";

export const START_NAMES: readonly StartName[] = ["random", "spectral", "own"];

export interface StartChoice {
  /** Default "random" where a scale or a ratio is given, else "own". */
  readonly start?: StartName;
  /** α > 0 and c > 0 of `randomStart`: of a random start alone. */
  readonly scale?: number;
  readonly ratio?: number;
}

/** What a choice of start is about. */
export interface StartedProblem {
  readonly symmetric: boolean;
}

/**
 * The starting point that was chosen; undefined for the solver's own. Throws RangeError for a scale or a ratio of another start than the random
 * one, for a ratio where there is one factor, and for what `randomStart` refuses.
 */
export function chosenStart(
  { symmetric }: StartedProblem,
  { start, scale, ratio }: StartChoice,
  byDefault: Parameters<typeof randomStart>[0] = {},
): StartingPoint | undefined {
  const given = [scale === undefined ? "" : "scale", ratio === undefined ? "" : "ratio"].filter(Boolean).join(" and ");
  const name = start ?? (given ? "random" : "own");
  if (!START_NAMES.includes(name)) throw new RangeError(`a start is ${START_NAMES.join(", ")}, got ${name}`);
  if (name !== "random" && given) throw new RangeError(`a ${given} belongs to a random start, and the start is ${name}`);
  if (symmetric && ratio !== undefined)
    throw new RangeError("a ratio is of the right factor's scale to the left one's, and a symmetric problem has one factor");
  if (name === "own") return undefined;
  if (name === "spectral") return spectralStart();
  return randomStart({ ...byDefault, ...(scale !== undefined && { scale }), ...(ratio !== undefined && { ratio }) });
}
