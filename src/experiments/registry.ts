import type { Experiment } from "./experiment.ts";
import { symmetricSlowdown } from "./symmetric-slowdown.ts";

/** Every experiment by its name: the command line, lists and tests are made from this. */
export const experiments = {
  "symmetric-slowdown": symmetricSlowdown,
} as const satisfies Record<string, Experiment>;
