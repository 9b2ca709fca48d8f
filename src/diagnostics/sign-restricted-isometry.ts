import { dot, norm } from "../linalg/arithmetic.ts";
import { symmetrized } from "../linalg/columns.ts";
import { type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import { answered } from "../problem/answered.ts";
import { dataAdjoint } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";
import { singularValues } from "./projections.ts";

export interface SignIsometry {
  /** φ = ⟨D, Δ⟩/‖Δ‖_F: how far the subgradient goes towards M. */
  readonly scale: number;
  /** δ of rank k at Δ: the greatest |⟨D/φ − Δ/‖Δ‖_F, Y⟩| over Y of rank k with ‖Y‖_F = 1; below one the method sees M. */
  readonly deviation: number;
}

/**
 * Sign-RIP at one point: how near D = 𝒜*(sign(𝒜(x) − y))/√(mτ), the subgradient of (1/m)Σ|r_i| with raw A_i, is to a multiple of Δ = x − M as matrices of
 * rank k see it. The greatest over Y is exact, √(σ₁² + … + σ_k²) of the difference; over x it is a lower bound of the constant. Forms n1×n2 matrices: a measure
 * and a pullback. Throws RangeError for complex matrices, where the truth is not known, where x is M, and for a rank outside 1 … min(n1, n2).
 *
 * Ma, Fattahi. Global convergence of sub-gradient method for robust matrix recovery: small initialization, noisy measurements, and
 * over-parameterization. JMLR 24, 2023, arXiv:2202.08788.
 */
export function signIsometry(problem: Problem, x: Factors, rank: number): SignIsometry {
  const { operator, kernels, measurements, symmetric } = problem;
  const most = Math.min(operator.rows, operator.cols);
  if (!(Number.isInteger(rank) && rank >= 1 && rank <= most))
    throw new RangeError(`the rank is an integer from 1 to ${most}, got ${rank}`);
  const difference = differenceFrom(problem, x);
  const distance = norm(difference);
  if (!(distance > 0)) throw new RangeError("x is the truth: there is no direction to it");
  const signs = new Float64Array(operator.count);
  operator.measure(x, signs);
  for (let i = 0; i < signs.length; i++)
    signs[i] = Math.sign(signs[i] - measurements[i]) / Math.sqrt(operator.count * operator.scale);
  const adjoint = answered(operator, dataAdjoint({ ...problem, measurements: signs }));
  const subgradient = symmetric ? symmetrized(adjoint) : adjoint;
  const scale = dot(subgradient, difference) / distance;
  for (let at = 0; at < subgradient.data.length; at++) subgradient.data[at] -= (scale * difference.data[at]) / distance;
  return { scale, deviation: norm(singularValues(kernels, subgradient).slice(0, rank)) / scale };
}

/** x − M. */
function differenceFrom({ operator, kernels, truth }: Problem, { left, right }: Factors): Matrix {
  if (operator.field !== "real") throw new RangeError("the probe is of real matrices");
  if (!truth) throw new RangeError("the direction is that to the truth, which this problem does not know");
  const out = zeros(operator.rows, operator.cols);
  multiply(kernels, out, left, right, { transB: true });
  if ("left" in truth) multiply(kernels, out, truth.left, truth.right, { transB: true, alpha: -1, beta: 1 });
  else for (let at = 0; at < out.data.length; at++) out.data[at] -= truth.data[at];
  return out;
}
