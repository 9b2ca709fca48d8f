import type { Breakdown } from "../linalg/breakdown.ts";
import type { Computing } from "../linalg/computing.ts";
import { type Factors, zeros } from "../linalg/matrix.ts";
import type { Ask, Gradient } from "../operators/operator.ts";
import type { Problem } from "./problem.ts";

export type { Breakdown };

/** A computation that asks the operator and finds the answers written in place. */
export type Asking<T = undefined> = Generator<Ask, T | Breakdown, void>;

export const isBreakdown = (result: unknown): result is Breakdown =>
  typeof result === "object" && result !== null && "reason" in result;

/** Buffers for a gradient at points shaped like x: left and right always distinct. */
export function gradientLike(x: Factors): Gradient {
  return {
    left: zeros(x.left.rows, x.left.cols),
    right: zeros(x.right.rows, x.right.cols),
    value: Number.NaN,
    residualNorm: Number.NaN,
  };
}

/** The question for value, ‖𝒜(x) − y‖₂ and both gradients at x, in one pass over 𝒜. */
export const gradientAsk = ({ measurements, loss }: Problem, x: Factors, out: Gradient): Ask => ({
  verb: "gradient",
  x,
  y: measurements,
  loss,
  out,
});

/** out ← value, ‖𝒜(x) − y‖₂ and both gradients at x, in one pass over 𝒜. */
export function* gradientAt(problem: Problem, x: Factors, out: Gradient): Generator<Ask, undefined, void> {
  yield gradientAsk(problem, x, out);
  return undefined;
}

/** out ← (𝒜*(w) R, 𝒜*(w)ᵀ L). */
export function* pullbackAt(weights: Float64Array, x: Factors, out: Factors): Generator<Ask, undefined, void> {
  yield { verb: "pullback", weights, x, out };
  return undefined;
}

/** Linear algebra that may be large, asked for: whoever answers decides on which thread. */
export function* asked<T>(computing: Computing<T>): Generator<Ask, T, void> {
  for (let next = computing.next(); ; next = computing.next()) {
    if (next.done) return next.value;
    yield { verb: "algebra", call: next.value };
  }
}
