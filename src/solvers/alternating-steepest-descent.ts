import type { Factors } from "../linalg/matrix.ts";
import type { Values } from "../parameters/parameter.ts";
import { type Asking, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { type Direction, descendOneFactor } from "./parts/alternating-steepest.ts";

/**
 * Steepest descent on one factor of X = L·Rᵀ after the other, with exact steps:
 *
 *     L ← L − t ∇_L,   t = ‖∇_L‖²/‖𝒜(∇_L·Rᵀ)‖²,   ∇_L = 𝒜*(r) R
 *     R ← R − t ∇_R,   t = ‖∇_R‖²/‖𝒜(L·∇_Rᵀ)‖²,   ∇_R = 𝒜*(r)ᵀ L of the new L
 *
 * It has no parameter, and its rate depends on the condition number of M. Two measurements and two gradients a step.
 */
export class AlternatingSteepestDescent extends Solver<typeof AlternatingSteepestDescent.parameters, State> {
  static readonly parameters = {};
  readonly name = "asd";
  readonly reference =
    "Tanner, Wei. Low rank matrix completion by alternating steepest descent methods. Appl. Comput. Harmon. Anal. 40, 2016.";
  readonly form = "asymmetric";
  override readonly counterpart = "gd-symmetric";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: [],
    assumes: "none: every limit point is stationary, and what is recovered from a spectral start is practice",
  };
  override readonly cost: Cost = {
    asks: 4,
    algebra: "none beyond the factors",
    memory: "(n1 + n2)k + m",
  };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof AlternatingSteepestDescent.parameters>> = {}) {
    super("asd", AlternatingSteepestDescent.parameters, options);
  }

  *start(problem: Problem, x: Factors): Asking<State> {
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    return { x, gradient };
  }

  *step(state: State, problem: Problem): Asking {
    const plain: Direction = function* (_, gradient) {
      yield* [];
      return gradient;
    };
    const flaw = yield* descendOneFactor(problem, state, "left", plain);
    return isBreakdown(flaw) ? flaw : yield* descendOneFactor(problem, state, "right", plain);
  }
}
