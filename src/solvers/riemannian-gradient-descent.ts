import type { Factors } from "../linalg/matrix.ts";
import type { Values } from "../parameters/parameter.ts";
import { type Asking, asked, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { exactStep, type FixedRankState, moveTo, startOnManifold } from "./parts/fixed-rank.ts";
import { retracted, tangentGradient, tangentTimes } from "./parts/tangent-space.ts";

/**
 * Gradient descent on the manifold of matrices of rank k, X = U·diag(s)·Vᵀ:
 *
 *     g ← P_T 𝒜*(r) = UUᵀG + GVVᵀ − UUᵀGVVᵀ,  G = 𝒜*(r)
 *     X ← H_k(X − t·g)        t = ‖g‖²/‖𝒜(g)‖²
 *
 * The step is exact for the linearized problem, and the best approximation H_k of rank k needs the SVD of a 2k×2k core alone. Its rate
 * does not depend on how X is factored, but does on the condition number of M. A measurement and a gradient a step.
 */
export class RiemannianGradientDescent extends Solver<typeof RiemannianGradientDescent.parameters, FixedRankState> {
  static readonly parameters = {};
  readonly name = "riemannian-gd";
  readonly reference =
    "Wei, Cai, Chan, Leung. Guarantees of Riemannian optimization for low rank matrix recovery. SIAM J. Matrix Anal. Appl. 37, 2016, arXiv:1511.01562.";
  readonly form = "asymmetric";
  override readonly counterpart = "scaled-gd-symmetric";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry", "entries"],
    assumes: "a spectral start and m of order κ²r²n, or for sampled entries r²n·log n of incoherent M",
  };
  override readonly cost: Cost = {
    asks: 2,
    algebra: "thin QRs of n×2k factors and the SVD of a 2k×2k core, O(nk²)",
    memory: "5(n1 + n2)k + m",
  };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof RiemannianGradientDescent.parameters>> = {}) {
    super("riemannian-gd", RiemannianGradientDescent.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<FixedRankState> {
    return yield* startOnManifold(problem, x0);
  }

  *step(state: FixedRankState, problem: Problem): Asking {
    const { point, gradient } = state;
    const g = yield* asked(tangentGradient(point, gradient));
    const t = yield* exactStep(problem, point, g, g);
    const next = yield* asked(retracted(point, tangentTimes(g, t)));
    return isBreakdown(next) ? next : yield* moveTo(state, next, problem);
  }
}
