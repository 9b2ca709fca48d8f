import { requireNonNegative, requirePositive } from "../parameters/checked-numbers.ts";

/**
 * What λ Σ‖fᵢ‖ beside ¼‖FFᵀ − M‖² does to an eigenvalue σ of M. Over all FQ, Q orthogonal, the penalty is least at orthogonal columns, where it is λΣ√s
 * with s the eigenvalues of FFᵀ: each minimizes ¼(s − σ)² + λ√s alone, so that s = σ − λ/√s.
 */

/** Σ(σ − λ/√σ), the trace of FFᵀ to first order in λ. Throws RangeError unless every σ > 0 and λ ≥ 0. */
export function shrunkenTrace(sigmas: readonly number[], penalty: number): number {
  requireNonNegative("the trace under a penalty", { penalty });
  for (const sigma of sigmas) requirePositive("the trace under a penalty", { sigma });
  return sigmas.reduce((sum, sigma) => sum + sigma - penalty / Math.sqrt(sigma), 0);
}

/** 3(λ/2)^(2/3): s + λ/√s is never less, so that a smaller σ has no minimum but s = 0 and is lost. Throws RangeError unless λ ≥ 0. */
export function leastEigenvalueKept(penalty: number): number {
  requireNonNegative("the least eigenvalue that is kept", { penalty });
  return 3 * (penalty / 2) ** (2 / 3);
}
