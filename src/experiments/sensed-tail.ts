import { beside } from "../linalg/columns.ts";
import { symmetricEigen } from "../linalg/decompositions.ts";
import { type Factors, matrix, zeros } from "../linalg/matrix.ts";
import { isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";

/** Eigenvalues below this share of the greatest are those of the directions (FQ, GQ⁻ᵀ), along which FGᵀ stays. */
const ZERO = 1e-8;

/**
 * −ln(1 − ηλ), the rate a step at which descent with m measurements approaches factors F, G that fit them: λ is the least positive eigenvalue of
 * ∇²f = JᵀJ there, J(Ḟ, Ġ) = 𝒜(ḞGᵀ + FĠᵀ), of (n1 + n2)k rows. With every entry observed that is the smallest positive σ_i(F)² + σ_j(G)².
 * NaN where a step leaves them, and where nothing is positive.
 */
export function sensedTailRate(problem: Problem, { left: f, right: g }: Factors, stepSize: number): number {
  const { operator, kernels } = problem;
  const [inLeft, inRight] = [f.data.length, g.data.length];
  const hessian = zeros(inLeft + inRight, inLeft + inRight);
  const moved: Factors = { left: matrix(f.rows, f.cols), right: matrix(g.rows, g.cols) };
  const out: Factors = { left: matrix(f.rows, f.cols), right: matrix(g.rows, g.cols) };
  const images = new Float64Array(operator.count);
  for (let j = 0; j < inLeft + inRight; j++) {
    const [data, at] = j < inLeft ? [moved.left.data, j] : [moved.right.data, j - inLeft];
    data[at] = 1;
    // ḞGᵀ + FĠᵀ = [Ḟ, F]·[G, Ġ]ᵀ.
    operator.measure({ left: beside(moved.left, f), right: beside(g, moved.right) }, images);
    operator.pullback(images, { left: f, right: g }, out);
    hessian.data.set(out.left.data, j * hessian.rows);
    hessian.data.set(out.right.data, j * hessian.rows + inLeft);
    data[at] = 0;
  }
  const eigen = symmetricEigen(kernels, hessian);
  if (isBreakdown(eigen)) return Number.NaN;
  const greatest = eigen.values[eigen.values.length - 1];
  const least = eigen.values.find((value) => value > ZERO * greatest);
  return least !== undefined && stepSize * greatest < 2 ? -Math.log1p(-stepSize * least) : Number.NaN;
}
