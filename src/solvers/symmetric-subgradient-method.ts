import { addScaled } from "../linalg/arithmetic.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { Values } from "../parameters/parameter.ts";
import type { Asking } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { geometricParameters } from "./parts/geometric-schedule.ts";
import { beginSubgradient, type SubgradientState, subgradientAt, subgradientSize } from "./parts/subgradient-step.ts";

/**
 * The subgradient method for Σ|⟨A_i, FFᵀ⟩ − y_i| over the factor of X = F·Fᵀ ⪰ 0:
 *
 *     F ← F − s_t sym(D) F        D = 𝒜*(sign r)/√(mτ),   sym(Z) = ½(Z + Zᵀ)
 *
 *     s_t = s₀ρᵗ,   s₀ρᵗ/‖sym D‖₂   or   s₀·f/‖M‖_F with f = Σ|r_i|/√(mτ)
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
  override readonly takes: Takes = { loss: "absolute" };
  override readonly regime: Regime = {
    loss: "absolute",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes: "M ⪰ 0, Sign-RIP, which Gaussian matrices have with a share of wrong measurements below one, and a small start",
  };
  override readonly cost: Cost = {
    asks: 1,
    algebra: this.options.step === "normalized" ? "ten power steps, O(n²)" : "none",
    memory: this.options.step === "normalized" ? "8nk + 10n²" : "2nk",
  };
  /** Ours, in units of the data: the paper begins from a spectral start of signs, which is `signSpectralStart`. */
  override readonly defaultStart = randomStart({ scale: 1e-2, relative: true });

  constructor(options: Partial<Values<typeof SymmetricSubgradientMethod.parameters>> = {}) {
    super("subgm-symmetric", SymmetricSubgradientMethod.parameters, options);
  }

  *start(problem: Problem, { left: factor }: Factors): Asking<SubgradientState> {
    return yield* beginSubgradient(this.name, problem, { left: factor, right: factor }, this.options);
  }

  *step(state: SubgradientState, problem: Problem): Asking {
    const { x, gradient, step } = state;
    const size = 0.5 * subgradientSize(state, problem, this.options);
    addScaled(x.left, -size, gradient.left);
    addScaled(x.left, -size, gradient.right);
    step.size *= this.options.decay;
    return yield* subgradientAt(state, problem);
  }
}
