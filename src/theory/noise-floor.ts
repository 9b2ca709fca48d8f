import { requireCount, requireNonNegative } from "../parameters/checked-numbers.ts";

/**
 * ‖FFᵀ − M‖_F² where descent with k ≥ r columns on noisy data comes to rest: k·n·σ²/m, up to logarithms, for noise ν_i ~ N(0, σ²/m). PSD matrices keep
 * the positive half of the noise's spectrum alone, so near k = n it saturates below.
 *
 * Zhuo, Kwon, Ho, Caramanis. On the computational and statistical complexity of over-parameterized matrix sensing. JMLR 25, 2024,
 * arXiv:2102.02756. `noise` is σ. Throws RangeError unless n, k and m are integers ≥ 1 and σ ≥ 0.
 */
export function noiseFloor({ n, k, m, noise }: { n: number; k: number; m: number; noise: number }): number {
  requireCount("the noise floor", { n, k, m });
  requireNonNegative("the noise floor", { noise });
  return (k * n * noise * noise) / m;
}

/** ‖FFᵀ − M‖_F² ~ σ^2. */
export const NOISE_EXPONENT = 2;

/** With k > r the floor is reached after a number of iterations that goes as 1/σ, up to logarithms; with k = r after one that goes as ln(1/σ). */
export const NOISE_TIME_EXPONENT = -1;
