import { dot } from "../linalg/arithmetic.ts";
import { symmetrized } from "../linalg/columns.ts";
import { symmetricEigen } from "../linalg/decompositions.ts";
import { type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { gram } from "../linalg/product.ts";
import { answered } from "../problem/answered.ts";
import { dataAdjoint } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";

export interface LiftedSaddle {
  /** The least eigenvalue of the Hessian of ¼‖𝒜(xxᵀ) − y‖² at x: above zero x is a strict minimum. */
  readonly curvature: number;
  /** u, the unit eigenvector to the least eigenvalue of sym 𝒜*(𝒜(xxᵀ) − y), and that eigenvalue. */
  readonly direction: Matrix;
  readonly least: number;
  /** ⟨𝒜(xxᵀ), 𝒜(uuᵀ)⟩, ⟨y, 𝒜(uuᵀ)⟩, ‖𝒜(xuᵀ)‖² and ⟨𝒜(xuᵀ), 𝒜(uxᵀ)⟩, of which the curvature of every lifted loss along u^{⊗l} is made. */
  readonly products: { readonly fit: number; readonly data: number; readonly crossed: number; readonly mirrored: number };
}

/**
 * Looks from a stationary vector x of ¼‖𝒜(xxᵀ) − y‖² for the direction along which its tensor power x^{⊗l} may be a saddle. n + 4 measurements and a
 * pullback. Throws RangeError for a problem that is not real and symmetric, or an x that is not one column of n numbers.
 *
 * Ma, Lavaei, Sojoudi. Algorithmic regularization in tensor optimization: towards a lifted approach in matrix sensing. NeurIPS 2023.
 */
export function liftedSaddle(problem: Problem, x: Matrix): LiftedSaddle {
  const { operator, measurements, kernels, symmetric } = problem;
  if (!symmetric || operator.field !== "real") throw new RangeError("the probe is of a real symmetric problem");
  if (x.rows !== operator.rows || x.cols !== 1)
    throw new RangeError(`x is one column of ${operator.rows} numbers, got ${x.rows}×${x.cols}`);
  const measured = (left: Matrix, right: Matrix): Float64Array => {
    const out = new Float64Array(operator.count);
    operator.measure({ left, right }, out);
    return out;
  };
  const fit = measured(x, x);
  const residual = fit.map((value, i) => value - measurements[i]);
  const force = symmetrized(answered(operator, dataAdjoint({ ...problem, measurements: residual })));
  const eigen = symmetricEigen(kernels, force);
  if ("reason" in eigen) throw new RangeError(eigen.reason);
  const direction = matrix(x.rows, 1, eigen.vectors.data.slice(0, x.rows));
  const [uu, xu, ux] = [measured(direction, direction), measured(x, direction), measured(direction, x)];
  return {
    curvature: leastCurvature(problem, x, force),
    direction,
    least: eigen.values[0],
    products: { fit: dot(fit, uu), data: dot(measurements, uu), crossed: dot(xu, xu), mirrored: dot(xu, ux) },
  };
}

/** The least eigenvalue of vᵀHv = vᵀFv + ½‖𝒜(xvᵀ + vxᵀ)‖², F = sym 𝒜*(r). */
function leastCurvature({ operator, kernels }: Problem, x: Matrix, force: Matrix): number {
  const n = x.rows;
  const changes = zeros(operator.count, n);
  for (let j = 0; j < n; j++) {
    const [left, right] = [zeros(n, 2), zeros(n, 2)];
    left.data.set(x.data);
    right.data.set(x.data, n);
    left.data[n + j] = right.data[j] = 1;
    operator.measure({ left, right }, changes.data.subarray(j * operator.count, (j + 1) * operator.count));
  }
  const hessian = zeros(n, n);
  gram(kernels, hessian, changes);
  for (let at = 0; at < n * n; at++) hessian.data[at] = force.data[at] + 0.5 * hessian.data[at];
  const eigen = symmetricEigen(kernels, hessian);
  return "reason" in eigen ? Number.NaN : eigen.values[0];
}
