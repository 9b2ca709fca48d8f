import { addScaled } from "../linalg/arithmetic.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { Values } from "../parameters/parameter.ts";
import { type Asking, gradientAt, gradientLike } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import { geometricParameters, requireAbsolute, subgradientScale, travelOf } from "./parts/geometric-schedule.ts";
import { requireGrowth } from "./parts/growth-budget.ts";
import type { SubgradientState } from "./subgradient-method.ts";

/**
 * The subgradient method for Σ|⟨A_i, FFᵀ⟩ − y_i| over the factor of X = F·Fᵀ ⪰ 0:
 *
 *     F ← F − s_t sym(D) F        D = 𝒜*(sign r)/√(mτ),   s_t = s₀·ρᵗ,   sym(Z) = ½(Z + Zᵀ)
 *
 * A schedule with Σ s_t too short for the start to grow to the size of the data is refused. The problem carries the absolute loss.
 * One gradient a step.
 */
export class SymmetricSubgradientMethod extends Solver<typeof SymmetricSubgradientMethod.parameters, SubgradientState> {
  static readonly parameters = geometricParameters;
  readonly name = "subgm-symmetric";
  readonly reference =
    "Ma, Fattahi. Global convergence of sub-gradient method for robust matrix recovery: small initialization, noisy measurements, and over-parameterization. JMLR 24, 2023, arXiv:2202.08788.";
  readonly form = "symmetric";
  override readonly counterpart = "subgm";
  override readonly regime: Regime = {
    loss: "absolute",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes: "M ⪰ 0, Sign-RIP, which Gaussian matrices have with a share of wrong measurements below one, and a small start",
  };
  override readonly cost: Cost = { asks: 1, algebra: "none", memory: "2nk" };
  override readonly defaultStart = randomStart({ scale: 1e-2 });

  constructor(options: Partial<Values<typeof SymmetricSubgradientMethod.parameters>> = {}) {
    super("subgm-symmetric", SymmetricSubgradientMethod.parameters, options);
  }

  *start(problem: Problem, { left: factor }: Factors): Asking<SubgradientState> {
    requireAbsolute(this.name, problem);
    const x = { left: factor, right: factor };
    requireGrowth(problem, x, travelOf(this.options), this.options.signalRank);
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    return { x, gradient, step: { size: this.options.stepSize } };
  }

  *step({ x, gradient, step }: SubgradientState, problem: Problem): Asking {
    const size = 0.5 * step.size * subgradientScale(problem);
    addScaled(x.left, -size, gradient.left);
    addScaled(x.left, -size, gradient.right);
    step.size *= this.options.decay;
    yield* gradientAt(problem, x, gradient);
    return undefined;
  }
}
