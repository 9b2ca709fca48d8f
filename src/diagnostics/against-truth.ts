/** What snapshots say beside the truth: its subspaces are found once, before the run. */
import { columnsOf, transposed } from "../linalg/columns.ts";
import { thinSvd } from "../linalg/decompositions.ts";
import { productSvd } from "../linalg/factored.ts";
import type { Matrix } from "../linalg/matrix.ts";
import { answered } from "../problem/answered.ts";
import { isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { type Diagnostic, sparsely } from "../solve/snapshot.ts";
import { principalAngles } from "./principal-angles.ts";
import { perturbationNorm } from "./restricted-isometry.ts";
import { residualBlocks, signalNoise } from "./signal-noise.ts";

/** M = U·Σ·Vᵀ: U n1×r and V n2×r, orthonormal. */
export interface Subspaces {
  readonly u: Matrix;
  readonly v: Matrix;
}

/** Singular values below this share of the first are rounding, of truths in single precision too. */
const ROUNDING = 1e-6;

/** Those of a real truth, O(n³) where it is given whole. Throws RangeError where it is not known, or zero. */
export function truthSubspaces({ kernels, truth }: Pick<Problem, "kernels" | "truth">): Subspaces {
  if (!truth) throw new RangeError("this problem does not know the truth");
  const { left, values, right } = "left" in truth ? productSvd(kernels, truth) : wholeSvd(kernels, truth);
  const rank = values.filter((value) => value > ROUNDING * values[0]).length;
  if (rank === 0) throw new RangeError("the truth is zero, which has no subspaces");
  return { u: leading(left, rank), v: leading(right, rank) };
}

function wholeSvd(kernels: Problem["kernels"], truth: Matrix): ReturnType<typeof productSvd> {
  const svd = thinSvd(kernels, truth);
  if (isBreakdown(svd)) throw new RangeError(`the truth has no singular values: ${svd.reason}`);
  return { left: svd.u, values: svd.s, right: transposed(svd.vt) };
}

const leading = (a: Matrix, count: number): Matrix => columnsOf(a, 0, count);

/** Columns leftAngle and rightAngle (the first alone where X is symmetric): the largest principal angle between the r leading singular vectors of X and those of M. */
export const angleColumns = ({ u, v }: Subspaces, due = sparsely): Diagnostic => ({
  due,
  columns: ({ problem: { kernels, symmetric }, state }): Record<string, number> => {
    const { left, right } = productSvd(kernels, state.x);
    const largest = (basis: Matrix, of: Matrix): number => principalAngles(kernels, leading(basis, of.cols), of)[0];
    return { leftAngle: largest(left, u), ...(!symmetric && { rightAngle: largest(right, v) }) };
  },
});

/** Columns signal, noise and misalignment of F, where X = F·Fᵀ. */
export const signalNoiseColumns = ({ u }: Subspaces, due = sparsely): Diagnostic => ({
  due,
  columns: ({ problem, state }) => ({ ...signalNoise(problem.kernels, state.x.left, u) }),
});

/** Columns leftSignal, rightSignal, leftResidual, rightResidual and block. */
export const residualBlockColumns = ({ u, v }: Subspaces, due = sparsely): Diagnostic => ({
  due,
  columns: ({ problem, state }) => ({ ...residualBlocks(problem.kernels, state.x, u, v) }),
});

/** The column perturbation. */
export const perturbationColumn = (due = sparsely): Diagnostic => ({
  due,
  columns: ({ problem, state }) => ({ perturbation: answered(problem.operator, perturbationNorm(problem, state.x)) }),
});
