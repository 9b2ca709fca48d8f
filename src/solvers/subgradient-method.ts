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
 * The subgradient method for Σ|⟨A_i, LRᵀ⟩ − y_i|, which a share of arbitrarily wrong measurements does not mislead:
 *
 *     L ← L − s_t D R
 *     R ← R − s_t Dᵀ L        D = 𝒜*(sign r)/√(mτ),   sign(0) = 0
 *
 *     s_t = s₀ρᵗ,   s₀ρᵗ/‖D‖₂   or   s₀·f/‖M‖_F with f = Σ|r_i|/√(mτ)
 *
 * Both updates are of the old point. D does not shrink as x nears M, so the steps must: with the loss where no measurement is wrong, else geometrically; and not
 * before a small start has grown: a schedule with Σ s_t too short for that is refused. The problem carries the absolute loss. One gradient a step.
 */
export class SubgradientMethod extends Solver<typeof SubgradientMethod.parameters, SubgradientState> {
  static readonly parameters = geometricParameters;
  readonly name = "subgm";
  readonly reference =
    "Ma, Fattahi. Global convergence of sub-gradient method for robust matrix recovery: small initialization, noisy measurements, and over-parameterization. JMLR 24, 2023, arXiv:2202.08788.";
  readonly form = "asymmetric";
  override readonly counterpart = "subgm-symmetric";
  override readonly takes: Takes = { loss: "absolute" };
  override readonly regime: Regime = {
    loss: "absolute",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes: "Sign-RIP, which Gaussian matrices have with a share of wrong measurements below one, and a small start",
  };
  override readonly cost: Cost = {
    asks: 1,
    algebra: this.options.step === "normalized" ? "ten power steps, O(n²)" : "none",
    memory: this.options.step === "normalized" ? "4(n1 + n2)k + 4(n1 + n2)n + 2·n1·n2" : "(n1 + n2)k",
  };
  /** Ours, in units of the data: the paper begins from a spectral start of signs, which is `signSpectralStart`. */
  override readonly defaultStart = randomStart({ scale: 1e-2, relative: true });

  constructor(options: Partial<Values<typeof SubgradientMethod.parameters>> = {}) {
    super("subgm", SubgradientMethod.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<SubgradientState> {
    return yield* beginSubgradient(this.name, problem, x0, this.options);
  }

  *step(state: SubgradientState, problem: Problem): Asking {
    const { x, gradient, step } = state;
    const size = subgradientSize(state, problem, this.options);
    addScaled(x.left, -size, gradient.left);
    addScaled(x.right, -size, gradient.right);
    step.size *= this.options.decay;
    return yield* subgradientAt(state, problem);
  }
}
