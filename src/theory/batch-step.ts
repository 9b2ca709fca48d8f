/**
 * The critical step of descent on fresh batches: θ ← θ − η·(1/B)Σ_b ⟨a_b, θ⟩a_b with new Gaussian a_b of covariance H every step. Its mean
 * square stays bounded for steps below the η that solves
 *
 *     Σ_j (ηλ_j/B)/(2 − ηλ_j(1 + 1/B)) = 1,   λ_j > 0 the eigenvalues of H:
 *
 * with C = E[θθᵀ], E[(a aᵀ)C(a aᵀ)] = 2HCH + tr(HC)H, so the variances c_j in the eigenbasis go to ((1 − ηλ_j)² + η²λ_j²/B)c_j + (η²λ_j/B)Σᵢλᵢcᵢ,
 * a diagonal plus a matrix of rank one. It grows as B while B is far below the number of eigenvalues, and saturates at 2/λ_max, the limit of full batches.
 * For D equal eigenvalues λ it is 2B/(λ(B + D + 1)). Throws RangeError unless B is a positive integer and all λ are positive.
 */
export function criticalBatchStep(eigenvalues: readonly number[], batch: number): number {
  if (!(Number.isInteger(batch) && batch > 0))
    throw new RangeError(`a batch is of a positive number of measurements, got ${batch}`);
  const wrong = eigenvalues.findIndex((value) => !(value > 0 && Number.isFinite(value)));
  if (eigenvalues.length === 0 || wrong >= 0)
    throw new RangeError(`the eigenvalues are positive numbers, got ${eigenvalues.length === 0 ? "none" : eigenvalues[wrong]}`);
  const sum = (step: number): number =>
    eigenvalues.reduce((total, value) => total + (step * value) / batch / (2 - step * value * (1 + 1 / batch)), 0);
  // The sum rises from 0 to infinity between these two.
  let [low, high] = [0, 2 / (Math.max(...eigenvalues) * (1 + 1 / batch))];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (sum(middle) < 1) low = middle;
    else high = middle;
  }
  return low;
}
