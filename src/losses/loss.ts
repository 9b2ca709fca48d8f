import { ABSOLUTE, HUBER, SQUARED } from "../kernels/contract.ts";

/** φ, applied to each residual alone: Σ φ(r_i). Plain data, for kernels implement it. */
export type Loss =
  | { readonly kind: "squared" }
  | { readonly kind: "absolute" }
  | { readonly kind: "huber"; readonly delta: number };

/** φ(r) = ½r². */
export const squared: Loss = Object.freeze({ kind: "squared" });

/** φ(r) = |r|. */
export const absolute: Loss = Object.freeze({ kind: "absolute" });

/** φ(r) = ½r² for |r| ≤ δ, else δ(|r| − ½δ). Throws RangeError unless δ > 0. */
export function huber(delta: number): Loss {
  if (!(delta > 0 && Number.isFinite(delta))) throw new RangeError(`huber needs delta > 0, got ${delta}`);
  return Object.freeze({ kind: "huber", delta });
}

/** A loss as a caller gives it. Throws TypeError for a kind that does not exist, RangeError for a δ that is no number > 0. */
export function checkLoss(loss: Loss): Loss {
  const kind: unknown = typeof loss === "object" && loss !== null ? loss.kind : loss;
  if (kind !== "squared" && kind !== "absolute" && kind !== "huber")
    throw new TypeError(`a loss is squared, absolute or huber(δ), got ${JSON.stringify(kind)}`);
  if (typeof loss !== "object") throw new TypeError(`a loss is an object such as { kind: "${kind}" }, got the text "${kind}"`);
  return loss.kind === "huber" ? huber(loss.delta) : loss;
}

/** The loss as kernels take it: its code and δ. */
export function lossCode(loss: Loss): { code: number; delta: number } {
  if (loss.kind === "huber") return { code: HUBER, delta: loss.delta };
  return { code: loss.kind === "squared" ? SQUARED : ABSOLUTE, delta: 0 };
}
