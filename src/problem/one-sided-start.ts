import { isBreakdown } from "./asking.ts";
import { randomStart, recorded, type StartingPoint } from "./starting-points.ts";

export interface OneSidedStart {
  /** α > 0 of the factor that is not zero; default 1e-3. */
  readonly scale?: number;
  /** The factor that is; default "left", which is B of W₀ + B·Aᵀ. */
  readonly zero?: "left" | "right";
}

/**
 * One factor zero, the other one with independent N(0, α²/n) entries, so that X₀ = 0 is no stationary point: low-rank adaptation of a W₀, whose
 * part 𝒜(W₀) is taken off the measurements. The columns of the factor that was zero never leave what 𝒜* has shown them.
 * Throws RangeError unless α > 0, and for a symmetric problem, whose one factor would be zero.
 *
 * Hu et al. LoRA: low-rank adaptation of large language models. ICLR 2022, arXiv:2106.09685.
 */
export function oneSidedStart({ scale = 1e-3, zero = "left" }: OneSidedStart = {}): StartingPoint {
  const random = randomStart({ scale });
  if (zero !== "left" && zero !== "right") throw new RangeError(`the factor that is zero is "left" or "right", got ${zero}`);
  return recorded({ kind: "one-sided", scale, zero }, function* (problem, rank, seed) {
    if (problem.symmetric) throw new RangeError("a symmetric problem has one factor, and zero is a stationary point of it");
    const x = yield* random(problem, rank, seed);
    if (!isBreakdown(x)) x[zero].data.fill(0);
    return x;
  });
}
