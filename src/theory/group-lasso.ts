/**
 * What λ Σ‖fᵢ‖ beside ¼‖FFᵀ − M‖² does to an eigenvalue σ of M. Over all FQ, Q orthogonal, the penalty is least at orthogonal columns, where it is λΣ√s
 * with s the eigenvalues of FFᵀ: each minimizes ¼(s − σ)² + λ√s alone, so that s = σ − λ/√s.
 */

/** Σ(σ − λ/√σ), the trace of FFᵀ to first order in λ. */
export const shrunkenTrace = (sigmas: readonly number[], penalty: number): number =>
  sigmas.reduce((sum, sigma) => sum + sigma - penalty / Math.sqrt(sigma), 0);

/** 3(λ/2)^(2/3): s + λ/√s is never less, so that a smaller σ has no minimum but s = 0 and is lost. */
export const leastKept = (penalty: number): number => 3 * (penalty / 2) ** (2 / 3);
