import { addScaled } from "../linalg/arithmetic.ts";
import type { Factors } from "../linalg/matrix.ts";
import { positive, positiveOrAuto, type Values } from "../parameters/parameter.ts";
import { type Asking, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import { chooseStep, descend, type Step } from "./parts/automatic-step.ts";

export interface DescentState extends State {
  readonly step: Step;
}

/**
 * Gradient descent on both factors of X = L·Rᵀ, f(L, R) = Σ φ(⟨A_i, LRᵀ⟩ − y_i):
 *
 *     L ← L − η 𝒜*(r) R
 *     R ← R − cη 𝒜*(r)ᵀ L
 *
 * Both updates are of the old point. With more columns than the true rank it stays linear, at a rate that the scale of the
 * start sets. One gradient a step.
 */
export class GradientDescent extends Solver<typeof GradientDescent.parameters, DescentState> {
  static readonly parameters = {
    stepSize: positiveOrAuto(
      "η; auto is ½/‖𝒜*(y)‖₂, halved once where the value oscillates, and backtracking from a large start",
    ),
    stepRatio: positive(1, "c, the step of the right factor over that of the left one"),
  };
  readonly name = "gd";
  readonly reference =
    "Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769.";
  readonly form = "asymmetric";
  override readonly counterpart = "gd-symmetric";
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes: "a small restricted isometry constant; for k > r a random start whose factors differ in scale, which sets the rate",
  };
  override readonly cost: Cost = {
    asks: 1,
    more: "one for each halving of the step, where it backtracks from a large start",
    algebra: "none",
    memory: "(n1 + n2)k",
  };
  override readonly needsSmallStart = true;

  constructor(options: Partial<Values<typeof GradientDescent.parameters>> = {}) {
    super("gd", GradientDescent.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<DescentState> {
    const gradient = gradientLike(x0);
    yield* gradientAt(problem, x0, gradient);
    const step = yield* chooseStep(problem, this.options.stepSize, x0, gradient.value);
    return isBreakdown(step) ? step : { x: x0, gradient, step };
  }

  step({ x, gradient, step }: DescentState, problem: Problem): Asking {
    return descend(problem, x, gradient, step, (size) => {
      addScaled(x.left, -size, gradient.left);
      addScaled(x.right, -size * this.options.stepRatio, gradient.right);
    });
  }
}
