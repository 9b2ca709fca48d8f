import { count, positive } from "../../parameters/parameter.ts";
import type { InnerLimits } from "./conjugate-gradient.ts";

/** Options of a method that solves a linear system each step. */
export const innerParameters = /* @__NO_SIDE_EFFECTS__ */ (tolerance: number) => ({
  innerTolerance: positive(tolerance, "the relative residual at which a step's conjugate gradients end"),
  innerIterations: count(500, "the most conjugate gradients of a step; each is a pass over the data"),
});

export const innerLimits = (options: { readonly innerTolerance: number; readonly innerIterations: number }): InnerLimits => ({
  tolerance: options.innerTolerance,
  iterations: options.innerIterations,
});
