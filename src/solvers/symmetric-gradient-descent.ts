import { addScaled } from "../linalg/arithmetic.ts";
import type { Factors } from "../linalg/matrix.ts";
import { positiveOrAuto, type Values } from "../parameters/parameter.ts";
import { type Asking, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { DescentState } from "./gradient-descent.ts";
import { chooseStep, descend } from "./parts/automatic-step.ts";

/**
 * Gradient descent on the factor of X = F·Fᵀ ⪰ 0, f(F) = ½Σ φ(⟨A_i, FFᵀ⟩ − y_i), which is ¼‖r‖² for the squared loss:
 *
 *     F ← F − η sym(𝒜*(r)) F,   sym(Z) = ½(Z + Zᵀ)
 *
 * At the true rank it is linear; with more columns the error falls as 1/T. One gradient a step.
 */
export class SymmetricGradientDescent extends Solver<typeof SymmetricGradientDescent.parameters, DescentState> {
  static readonly parameters = {
    stepSize: positiveOrAuto(
      "η; auto is ½/‖𝒜*(y)‖₂, halved once where the value oscillates, and backtracking from a large start",
    ),
  };
  readonly name = "gd-symmetric";
  readonly reference =
    "Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning. NeurIPS 2021, arXiv:2106.15013.";
  readonly form = "symmetric";
  override readonly counterpart = "gd";
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes: "M ⪰ 0, a restricted isometry constant of order κ⁻⁴r^(−1/2) and a small random start",
  };
  override readonly cost: Cost = {
    asks: 1,
    more: "one for each halving of the step, where it backtracks from a large start",
    algebra: "none",
    memory: "2nk",
  };
  override readonly needsSmallStart = true;

  constructor(options: Partial<Values<typeof SymmetricGradientDescent.parameters>> = {}) {
    super("gd-symmetric", SymmetricGradientDescent.parameters, options);
  }

  *start(problem: Problem, { left: factor }: Factors): Asking<DescentState> {
    const x = { left: factor, right: factor };
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    const step = yield* chooseStep(problem, this.options.stepSize, x, gradient.value);
    return isBreakdown(step) ? step : { x, gradient, step };
  }

  *step({ x, gradient, step }: DescentState, problem: Problem): Asking {
    return yield* descend(problem, x, gradient, step, (size) => {
      addScaled(x.left, -size / 2, gradient.left);
      addScaled(x.left, -size / 2, gradient.right);
    });
  }
}
