import { requireCount } from "../parameters/checked-numbers.ts";

/**
 * How many Gaussian measurements nuclear-norm minimization needs. It recovers M of rank r where m exceeds the statistical dimension
 * of its descent cone at M, and fails below, with a sharp transition (Amelunxen, Lotz, McCoy, Tropp. Living on the edge: phase transitions
 * in convex programs with random data. Information and Inference 3, 2014):
 *
 *     min over τ ≥ 0 of  E dist²(G, τ·∂‖M‖_*)  =  d + rτ² + E Σ (σ_i(G⊥) − τ)₊²
 *
 * with d the dimension of the tangent space, and G⊥ the Gaussian block outside of it, whose spectrum is taken at its limit.
 */

const QUADRATURE = 400;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * m / (n1·n2) at the transition of n1×n2 matrices, n1 ≤ n2, of rank ρ·n1, with aspect β = n1/n2: .3511 at β = 1, ρ = .1.
 * Throws RangeError unless 0 < ρ ≤ 1 and 0 < β ≤ 1.
 *
 * Donoho, Gavish, Montanari. The phase transition of matrix recovery from Gaussian measurements matches the minimax MSE of matrix
 * denoising. PNAS 110, 2013.
 */
export function nuclearNormFraction(rho: number, beta: number): number {
  if (!(rho > 0 && rho <= 1 && beta > 0 && beta <= 1))
    throw new RangeError(`the transition is known for 0 < ρ ≤ 1 and 0 < β ≤ 1, got ${rho} and ${beta}`);
  if (rho === 1) return 1;
  const gamma = (beta - rho * beta) / (1 - rho * beta);
  const excess = excessOfMarchenkoPastur(gamma);
  const value = (cut: number): number =>
    rho + rho * beta - beta * rho * rho + (1 - beta * rho) * (rho * cut * cut + (1 - rho) * excess(cut));
  return least(value, 1 + Math.sqrt(gamma));
}

/**
 * m at the transition of minimizing tr X over X ⪰ 0 with 𝒜(X) = y: the same with the tangent space and the semicircle of symmetric
 * matrices, or of Hermitian ones. With τ = 0, where the trace is not used, it is the bar of PSD-ness alone.
 * Throws RangeError unless 1 ≤ r ≤ n, integers.
 */
export function traceBar(n: number, r: number, field: "real" | "complex" = "real"): number {
  requireCount("the bar of the trace", { n, r });
  if (r > n) throw new RangeError(`the rank of an n×n matrix is at most n = ${n}, got ${r}`);
  const rest = n - r;
  const tangent = field === "real" ? n * r - (r * (r - 1)) / 2 : r * (2 * n - r);
  // The mean square of an eigenvalue of G⊥, exactly: a semicircle of that variance. It matters by 1/n for real matrices.
  const square = field === "real" ? (rest + 1) / 2 : rest;
  const value = (cut: number): number => tangent + square * (r * cut * cut + rest * excessOfSemicircle(cut));
  return least(value, 2);
}

/** Λ ↦ ∫ (√t − Λ)₊² of the Marchenko–Pastur law of ratio γ ≤ 1, with t = 1 + γ + 2√γ cos θ. */
const excessOfMarchenkoPastur =
  (gamma: number) =>
  (cut: number): number =>
    overAngles((theta) => {
      const t = 1 + gamma + 2 * Math.sqrt(gamma) * Math.cos(theta);
      return Math.max(0, Math.sqrt(t) - cut) ** 2 / t;
    });

/** Λ ↦ ∫ (x − Λ)₊² of the semicircle law on [−2, 2], with x = 2 cos θ. */
const excessOfSemicircle = (cut: number): number => overAngles((theta) => Math.max(0, 2 * Math.cos(theta) - cut) ** 2);

/** (2/π)∫₀^π f(θ) sin²θ dθ by the midpoint rule, which for periodic integrands is as good as any. */
function overAngles(f: (theta: number) => number): number {
  let sum = 0;
  for (let i = 0; i < QUADRATURE; i++) {
    const theta = (Math.PI * (i + 0.5)) / QUADRATURE;
    sum += f(theta) * Math.sin(theta) ** 2;
  }
  return (2 * sum) / QUADRATURE;
}

/** The least value of a convex function on [0, end], by golden section. */
function least(f: (x: number) => number, end: number): number {
  let [low, high] = [0, end];
  while (high - low > 1e-9 * end) {
    const [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (f(a) <= f(b)) high = b;
    else low = a;
  }
  return f((low + high) / 2);
}
