import { requirePositive } from "../parameters/checked-numbers.ts";

/**
 * Descent after one changed step that rescales the factors by the SVD of F: `flat` sets all its singular values to β, `lift` those
 * below β. From balanced factors of M, the others follow as g_i = σ_i/f_i.
 *
 * Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769 (`flat`).
 */
export interface ModifiedStep {
  readonly form: "flat" | "lift";
  readonly beta: number;
  /** The r singular values of M, descending. */
  readonly sigma: readonly number[];
  /** k > r: surplus columns exist. */
  readonly overparameterized: boolean;
}

/**
 * λ of the tail and the sharpness afterwards. Flat: min(β², σ_r²/β²) and β² + σ₁²/β². Lift with β ≤ √σ_r: β², at 2σ₁, as plain descent has it.
 * Throws RangeError unless β > 0 and the singular values, at least one, are positive.
 */
export function modifiedDescent({ form, beta, sigma, overparameterized }: ModifiedStep): { lambda: number; sharpness: number } {
  if (!(beta > 0)) throw new RangeError(`the changed step needs β > 0, got ${beta}`);
  if (sigma.length === 0) throw new RangeError("the changed step needs the singular values of M, got none");
  for (const value of sigma) requirePositive("the changed step", { "singular values": value });
  const left = sigma.map((s) => (form === "flat" ? beta : Math.max(Math.sqrt(s), beta)) ** 2);
  const right = sigma.map((s, i) => s ** 2 / left[i]);
  const surplus = overparameterized ? [beta ** 2] : [];
  return {
    lambda: Math.min(...left, ...right, ...surplus),
    sharpness: Math.max(...left, ...surplus) + Math.max(...right),
  };
}
