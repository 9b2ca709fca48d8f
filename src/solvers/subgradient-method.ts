import { addScaled } from "../linalg/arithmetic.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { Values } from "../parameters/parameter.ts";
import { type Asking, gradientAt, gradientLike } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import {
  type GeometricStep,
  geometricParameters,
  requireAbsolute,
  subgradientScale,
  travelOf,
} from "./parts/geometric-schedule.ts";
import { requireGrowth } from "./parts/growth-budget.ts";

export interface SubgradientState extends State {
  readonly step: GeometricStep;
}

/**
 * The subgradient method for Σ|⟨A_i, LRᵀ⟩ − y_i|, which a share of arbitrarily wrong measurements does not mislead:
 *
 *     L ← L − s_t D R
 *     R ← R − s_t Dᵀ L        D = 𝒜*(sign r)/√(mτ),   s_t = s₀·ρᵗ,   sign(0) = 0
 *
 * Both updates are of the old point. D does not shrink as x nears M, so the steps must; and they must not shrink before a small start has grown:
 * a schedule with Σ s_t too short for that is refused. The problem carries the absolute loss. One gradient a step.
 */
export class SubgradientMethod extends Solver<typeof SubgradientMethod.parameters, SubgradientState> {
  static readonly parameters = geometricParameters;
  readonly name = "subgm";
  readonly reference =
    "Ma, Fattahi. Global convergence of sub-gradient method for robust matrix recovery: small initialization, noisy measurements, and over-parameterization. JMLR 24, 2023, arXiv:2202.08788.";
  readonly form = "asymmetric";
  override readonly counterpart = "subgm-symmetric";
  override readonly regime: Regime = {
    loss: "absolute",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes: "Sign-RIP, which Gaussian matrices have with a share of wrong measurements below one, and a small start",
  };
  override readonly cost: Cost = { asks: 1, algebra: "none", memory: "(n1 + n2)k" };
  override readonly defaultStart = randomStart({ scale: 1e-2 });

  constructor(options: Partial<Values<typeof SubgradientMethod.parameters>> = {}) {
    super("subgm", SubgradientMethod.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<SubgradientState> {
    requireAbsolute(this.name, problem);
    requireGrowth(problem, x0, travelOf(this.options), this.options.signalRank);
    const gradient = gradientLike(x0);
    yield* gradientAt(problem, x0, gradient);
    return { x: x0, gradient, step: { size: this.options.stepSize } };
  }

  *step({ x, gradient, step }: SubgradientState, problem: Problem): Asking {
    const size = step.size * subgradientScale(problem);
    addScaled(x.left, -size, gradient.left);
    addScaled(x.right, -size, gradient.right);
    step.size *= this.options.decay;
    yield* gradientAt(problem, x, gradient);
    return undefined;
  }
}
