import type { GradientArguments, MeasureArguments, PullbackArguments } from "../kernels/structured-contract.ts";
import type { Answerer, Calls, Questions } from "./kernel-operator.ts";

/** The three verbs of one kind of operator among the kernels. */
interface Verbs<By extends readonly unknown[], R> {
  readonly measure: (...args: MeasureArguments<By>) => R;
  readonly pullback: (...args: PullbackArguments<By>) => R;
  readonly gradient: (...args: GradientArguments<By>) => R;
}

/** The questions of an operator that is made of `by`, put to the verbs of its kind. */
export function kernelCalls<By extends readonly unknown[]>(
  by: By,
  verbs: <R>(on: Answerer<R>) => Verbs<By, R>,
): Pick<Calls, "measure" | "pullback" | "gradient" | "once"> {
  const questions = <R>(): Questions<Answerer<R>, R> => ({
    measure: (on, { left, right }, scratch, out) => verbs(on).measure(...by, left.cols, left.data, right.data, scratch, out),
    pullback: (on, weights, { left, right }, scratch, out) =>
      verbs(on).pullback(...by, left.cols, weights, left.data, right.data, scratch, out.left.data, out.right.data),
    gradient: (on, { left, right }, y, { code, delta }, scratch, out, stats) =>
      verbs(on).gradient(...by, left.cols, left.data, right.data, y, code, delta, scratch, out.left.data, out.right.data, stats),
  });
  return { ...questions(), once: questions() };
}
