import type { Factors } from "../linalg/matrix.ts";
import type { Values } from "../parameters/parameter.ts";
import { type Asking, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { descendOneFactor } from "./parts/alternating-steepest.ts";
import { qrSolve } from "./parts/gram-solve.ts";

/**
 * Alternating steepest descent along directions scaled by the other factor's Gram matrix, with exact steps:
 *
 *     L ← L − t D,   D = ∇_L (RᵀR)⁻¹,   t = ⟨∇_L, D⟩/‖𝒜(D·Rᵀ)‖²
 *     R ← R − t D,   D = ∇_R (LᵀL)⁻¹,   t = ⟨∇_R, D⟩/‖𝒜(L·Dᵀ)‖²,   both of the new L
 *
 * It is unchanged by (L, R) → (L·Q, R·Q⁻ᵀ), and its rate does not depend on the condition number of M. Two measurements and two gradients
 * a step.
 */
export class ScaledAlternatingSteepestDescent extends Solver<typeof ScaledAlternatingSteepestDescent.parameters, State> {
  static readonly parameters = {};
  readonly name = "scaled-asd";
  readonly reference =
    "Tanner, Wei. Low rank matrix completion by alternating steepest descent methods. Appl. Comput. Harmon. Anal. 40, 2016.";
  readonly form = "asymmetric";
  override readonly counterpart = "scaled-gd-symmetric";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: [],
    assumes: "none: every limit point is stationary, and what is recovered from a spectral start is practice",
  };
  override readonly cost: Cost = {
    asks: 4,
    algebra: "a thin QR for each half, O(nk²)",
    memory: "2(n1 + n2)k + m",
  };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof ScaledAlternatingSteepestDescent.parameters>> = {}) {
    super("scaled-asd", ScaledAlternatingSteepestDescent.parameters, options);
  }

  *start(problem: Problem, x: Factors): Asking<State> {
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    return { x, gradient };
  }

  *step(state: State, problem: Problem): Asking {
    const flaw = yield* descendOneFactor(problem, state, "left", qrSolve);
    return isBreakdown(flaw) ? flaw : yield* descendOneFactor(problem, state, "right", qrSolve);
  }
}
