import type { GradientArguments, MeasureArguments, PullbackArguments } from "../kernels/structured-contract.ts";
import type { Answering, Calls, Target } from "./kernel-operator.ts";

/** The three verbs of one ensemble among the kernels. */
export interface Verbs<By extends readonly unknown[]> {
  readonly measure: (...args: MeasureArguments<By>) => Answering;
  readonly pullback: (...args: PullbackArguments<By>) => Answering;
  readonly gradient: (...args: GradientArguments<By>) => Answering;
}

/** The questions of an operator that is made of `by`, put to the verbs of its ensemble. */
export function structuredCalls<By extends readonly unknown[]>(
  by: By,
  verbs: (on: Target) => Verbs<By>,
): Pick<Calls, "measure" | "pullback" | "gradient"> {
  return {
    measure: (on, { left, right }, scratch, out) => verbs(on).measure(...by, left.cols, left.data, right.data, scratch, out),
    pullback: (on, weights, { left, right }, scratch, out) =>
      verbs(on).pullback(...by, left.cols, weights, left.data, right.data, scratch, out.left.data, out.right.data),
    gradient: (on, { left, right }, y, { code, delta }, scratch, out, stats) =>
      verbs(on).gradient(...by, left.cols, left.data, right.data, y, code, delta, scratch, out.left.data, out.right.data, stats),
  };
}
