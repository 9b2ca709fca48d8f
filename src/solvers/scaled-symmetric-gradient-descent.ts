import { addScaled } from "../linalg/arithmetic.ts";
import { copyMatrix, type Factors } from "../linalg/matrix.ts";
import { nonNegative, positive, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import { gramSolve } from "./parts/gram-solve.ts";
import { lostRank } from "./scaled-gradient-descent.ts";

/**
 * Scaled gradient descent on the factor of X = F·Fᵀ ⪰ 0:
 *
 *     F ← F − η ∇f(F) (FᵀF + λI)⁻¹
 *
 * Its rate does not depend on the condition number of the truth. Where the field is complex the Gram matrix is U*U + λI,
 * applied through its real 2k×2k embedding. One gradient a step.
 */
export class ScaledSymmetricGradientDescent extends Solver<typeof ScaledSymmetricGradientDescent.parameters, State> {
  static readonly parameters = {
    stepSize: positive(0.5, "η in units of 1/τ"),
    damping: nonNegative(0, "λ; above zero it allows more columns than the true rank"),
  };
  readonly name = "scaled-gd-symmetric";
  readonly reference =
    "Tong, Ma, Chi. Accelerating ill-conditioned low-rank matrix estimation via scaled gradient descent. JMLR 22, 2021.";
  readonly form = "symmetric";
  override readonly counterpart = "scaled-gd";
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry"],
    assumes: "M ⪰ 0, a spectral start and η ≤ 2/3; with damping above zero k may exceed r, which these authors do not prove",
  };
  override readonly cost: Cost = { asks: 1, algebra: "a k×k Gram matrix and a Cholesky solve, O(nk²)", memory: "3nk + k²" };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof ScaledSymmetricGradientDescent.parameters>> = {}) {
    super("scaled-gd-symmetric", ScaledSymmetricGradientDescent.parameters, options);
  }

  *start(problem: Problem, { left: factor }: Factors): Asking<State> {
    const x = { left: factor, right: factor };
    const state = { x, gradient: gradientLike(x) };
    yield* gradientAt(problem, x, state.gradient);
    return state;
  }

  *step({ x, gradient }: State, problem: Problem): Asking {
    const direction = copyMatrix(gradient.left);
    addScaled(direction, 1, gradient.right); // 2∇f
    const scaled = yield* asked(gramSolve(problem, x.left, this.options.damping, direction));
    if (typeof scaled === "number") return { reason: lostRank(scaled) };
    addScaled(x.left, (-0.5 * this.options.stepSize) / problem.operator.scale, scaled);
    yield* gradientAt(problem, x, gradient);
    return undefined;
  }
}
