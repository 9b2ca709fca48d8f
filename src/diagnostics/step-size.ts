import { type Diagnostic, type State, sparsely } from "../solve/snapshot.ts";

/** η of a solver whose state carries its step; NaN for others. */
export function stepSizeOf(state: State): number {
  const step = "step" in state ? state.step : undefined;
  const size = typeof step === "object" && step !== null && "size" in step ? step.size : undefined;
  return typeof size === "number" ? size : Number.NaN;
}

/** The column stepSize: η, which an automatic step may lower on the way. No column for solvers without one. */
export const stepSize = (due = sparsely): Diagnostic => ({
  due,
  columns: ({ state }): Record<string, number> => {
    const size = stepSizeOf(state);
    return Number.isNaN(size) ? {} : { stepSize: size };
  },
});
