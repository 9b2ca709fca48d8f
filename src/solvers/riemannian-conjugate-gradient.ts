import { addScaled } from "../linalg/arithmetic.ts";
import { type Factors, zeros } from "../linalg/matrix.ts";
import { integer, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { type StartingPoint, spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { exactStep, type FixedRankState, moveTo, startOnManifold } from "./parts/fixed-rank.ts";
import { grownStart } from "./parts/grown-start.ts";
import { retracted, type Tangent, tangentDot, tangentGradient, tangentTimes, transported } from "./parts/tangent-space.ts";

/** Of the step before, carried to the point where the iterate is now; zeros before the first. */
export interface ConjugateState extends FixedRankState {
  direction: Tangent;
  before: Tangent;
  /** ‖gradient‖² at the point before. */
  size: number;
}

/**
 * Conjugate gradients on the manifold of matrices of rank k:
 *
 *     g ← P_T 𝒜*(r)
 *     d ← −g + β·P_T(d),   β = max(0, ⟨g, g − P_T(g₋)⟩/‖g₋‖²)
 *     X ← H_k(X + t·d)        t = −⟨g, d⟩/‖𝒜(d)‖²
 *
 * with g₋ and d of the step before, P_T the projection to the tangent space (which carries them along), and H_k the best approximation of
 * rank k. β is Polak and Ribière's; where d is no descent direction it starts anew from −g. A measurement and a gradient a step.
 *
 * It begins rank by rank (`grownStart`), unless it is given a start. For singular vectors of M whose values are below the noise of 𝒜*(y)/τ the spectral
 * start has directions that are near right angles to them, which from entries may lead to an X that gathers in a few rows and grows for ever. From the
 * spectral start and from the grown one, of twenty draws each, these are found (relative error 10⁻⁶ within 300 steps) from c·r(2n − r) entries:
 *
 *     n, r     κ     c = 2.5     c = 4
 *     80, 3    1     20, 20      20, 20
 *     80, 3    10     3, 20      15, 20
 *     300, 5   1     20, 20      20, 20
 *     300, 5   10     2, 20      16, 20
 */
export class RiemannianConjugateGradient extends Solver<typeof RiemannianConjugateGradient.parameters, ConjugateState> {
  static readonly parameters = {
    growth: integer(
      5,
      "steps at each rank below k before those at k, of a run that is given no start; 0 begins with the spectral start",
    ),
  };
  readonly name = "riemannian-cg";
  readonly reference =
    "Vandereycken. Low-rank matrix completion by Riemannian optimization. SIAM J. Optim. 23, 2013, arXiv:1209.3834.";
  readonly form = "asymmetric";
  override readonly counterpart = "scaled-gd-symmetric";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry", "entries"],
    assumes: "a start near M; the theorem is for a restarted form from a spectral start, this one is practice",
  };
  override readonly cost: Cost = {
    asks: 2,
    more: "those of the lower ranks before the first step, where no start is given",
    algebra: "thin QRs of n×2k factors and the SVD of a 2k×2k core, O(nk²)",
    memory: "7(n1 + n2)k + m",
  };
  override readonly defaultStart: StartingPoint;
  override readonly startOptions = ["growth"];

  constructor(options: Partial<Values<typeof RiemannianConjugateGradient.parameters>> = {}) {
    super("riemannian-cg", RiemannianConjugateGradient.parameters, options);
    const { growth } = this.options;
    this.defaultStart = growth > 0 ? grownStart(growth, this) : spectralStart();
  }

  *start(problem: Problem, x0: Factors): Asking<ConjugateState> {
    const state = yield* startOnManifold(problem, x0);
    if (isBreakdown(state)) return state;
    const nothing = (): Tangent => ({ p: zeros(x0.left.rows, x0.left.cols), q: zeros(x0.right.rows, x0.right.cols) });
    return { ...state, direction: nothing(), before: nothing(), size: 0 };
  }

  *step(state: ConjugateState, problem: Problem): Asking {
    const { point, before, size } = state;
    const g = yield* asked(tangentGradient(point, state.gradient));
    const now = tangentDot(g, g);
    const beta = size > 0 ? Math.max(0, (now - tangentDot(g, before)) / size) : 0;
    let direction = tangentTimes(g, -1);
    addTo(direction, beta, state.direction);
    if (!(tangentDot(g, direction) < 0)) direction = tangentTimes(g, -1);

    const t = yield* exactStep(problem, point, g, direction);
    const next = yield* asked(retracted(point, tangentTimes(direction, t)));
    if (isBreakdown(next)) return next;
    state.direction = yield* asked(transported(point, direction, next));
    state.before = yield* asked(transported(point, g, next));
    state.size = now;
    return yield* moveTo(state, next, problem);
  }
}

function addTo(out: Tangent, s: number, t: Tangent): void {
  addScaled(out.p, s, t.p);
  addScaled(out.q, s, t.q);
}
