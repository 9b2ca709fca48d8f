import { addScaled } from "../linalg/arithmetic.ts";
import { type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { gramInto, solvedRight } from "../linalg/product.ts";
import { nonNegative, positive, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";

interface ScaledState extends State {
  readonly gramOfLeft: Matrix;
  readonly gramOfRight: Matrix;
}

/**
 * Gradient descent with each factor's gradient scaled by the other factor's Gram matrix:
 *
 *     L ← L − η ∇_L f (RᵀR + λI)⁻¹
 *     R ← R − η ∇_R f (LᵀL + λI)⁻¹
 *
 * Its rate does not depend on the condition number of the truth. With λ = 0 it is unchanged by
 * (L, R) → (L Q, R Q⁻ᵀ) for every invertible Q. One gradient a step.
 */
export class ScaledGradientDescent extends Solver<typeof ScaledGradientDescent.parameters, ScaledState> {
  static readonly parameters = {
    stepSize: positive(0.5, "η in units of 1/τ; near a spectral start the theory covers η ≤ 2/3"),
    damping: nonNegative(0, "λ; above zero it allows more columns than the true rank"),
  };
  readonly name = "scaled-gd";
  readonly reference =
    "Tong, Ma, Chi. Accelerating ill-conditioned low-rank matrix estimation via scaled gradient descent. JMLR 22, 2021.";
  readonly form = "asymmetric";
  override readonly counterpart = "scaled-gd-symmetric";
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry"],
    assumes: "a spectral start and η ≤ 2/3; with damping above zero k may exceed r, which these authors do not prove",
  };
  override readonly cost: Cost = {
    asks: 1,
    algebra: "two k×k Gram matrices and Cholesky solves, O(nk²)",
    memory: "(n1 + n2)k + 2k²",
  };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof ScaledGradientDescent.parameters>> = {}) {
    super("scaled-gd", ScaledGradientDescent.parameters, options);
  }

  *start(problem: Problem, x: Factors): Asking<ScaledState> {
    const rank = x.left.cols;
    const state = { x, gradient: gradientLike(x), gramOfLeft: zeros(rank, rank), gramOfRight: zeros(rank, rank) };
    yield* gradientAt(problem, state.x, state.gradient);
    return state;
  }

  *step({ x, gradient, gramOfLeft, gramOfRight }: ScaledState, problem: Problem): Asking {
    // Both Gram matrices are of the old point: the two updates are simultaneous.
    yield* asked(gramInto(gramOfLeft, x.left, this.options.damping));
    yield* asked(gramInto(gramOfRight, x.right, this.options.damping));

    const flaw =
      (yield* asked(solvedRight(gramOfRight, gradient.left))) || (yield* asked(solvedRight(gramOfLeft, gradient.right)));
    if (flaw) return { reason: lostRank(flaw) };

    const step = this.options.stepSize / problem.operator.scale;
    addScaled(x.left, -step, gradient.left);
    addScaled(x.right, -step, gradient.right);
    yield* gradientAt(problem, x, gradient);
    return undefined;
  }
}

/** What a failed Cholesky factorization of a Gram matrix means. */
export const lostRank = (flaw: number): string =>
  flaw > 0 ? `a factor lost rank: minor ${flaw} of its Gram matrix is not positive` : "a Gram matrix is not finite";
