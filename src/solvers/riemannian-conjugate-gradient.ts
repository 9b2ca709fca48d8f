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
import { columnsBegun, grownStart, withNextRank } from "./parts/rank-by-rank.ts";
import { retracted, type Tangent, tangentDot, tangentGradient, tangentTimes, transported } from "./parts/tangent-space.ts";

/** Of the step before, carried to the point where the iterate is now; zeros before the first. */
export interface ConjugateState extends FixedRankState {
  direction: Tangent;
  before: Tangent;
  /** ‖gradient‖² at the point before. */
  size: number;
  /** Steps so far, and those at the present rank. */
  steps: number;
  stepsHere: number;
  restsFrom: number;
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
 * It begins at rank one and adds a rank after every few steps (`grownStart`), unless it is given a start that has all its columns. For singular vectors of M whose values are below the noise of 𝒜*(y)/τ the spectral
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
      "steps at each rank below k before the next is added, of a run that is given no start; 0 begins with the spectral start",
    ),
  };
  readonly name = "riemannian-cg";
  readonly reference =
    "Vandereycken. Low-rank matrix completion by Riemannian optimization. SIAM J. Optim. 23, 2013, arXiv:1209.3834; the ranks below k as in Uschmajew, Vandereycken. Greedy rank updates combined with Riemannian descent methods for low-rank optimization. SampTA 2015.";
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
    more: "a step that adds a rank takes those of a leading singular triplet",
    algebra: "thin QRs of n×2k factors and the SVD of a 2k×2k core, O(nk²)",
    memory: "7(n1 + n2)k + m",
  };
  override readonly defaultStart: StartingPoint;
  override readonly startOptions = ["growth"];

  constructor(options: Partial<Values<typeof RiemannianConjugateGradient.parameters>> = {}) {
    super("riemannian-cg", RiemannianConjugateGradient.parameters, options);
    const { growth } = this.options;
    this.defaultStart = growth > 0 ? grownStart(growth) : spectralStart();
  }

  *start(problem: Problem, x0: Factors): Asking<ConjugateState> {
    const begun = this.options.growth > 0 ? columnsBegun(x0) : x0.left.cols;
    const state = yield* startOnManifold(problem, x0, begun);
    if (isBreakdown(state)) return state;
    const restsFrom = begun < x0.left.cols ? Number.POSITIVE_INFINITY : 0;
    return { ...state, direction: nothing(x0), before: nothing(x0), size: 0, steps: 0, stepsHere: 0, restsFrom };
  }

  *step(state: ConjugateState, problem: Problem): Asking {
    const { point, before, size, x } = state;
    state.steps++;
    if (state.stepsHere++ === this.options.growth && point.s.length < x.left.cols) return yield* addRank(state, problem);
    const g = yield* asked(tangentGradient(point, state.gradient));
    const now = tangentDot(g, g);
    const beta = size > 0 ? Math.max(0, (now - tangentDot(g, before)) / size) : 0;
    let direction = tangentTimes(g, -1);
    if (beta > 0) addTo(direction, beta, state.direction);
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

/** The next rank, from which the method starts anew. */
function* addRank(state: ConjugateState, problem: Problem): Asking {
  const next = yield* withNextRank(problem, state.x, state.point);
  if (isBreakdown(next)) return next;
  state.size = 0;
  state.stepsHere = 0;
  if (next.s.length === state.x.left.cols) state.restsFrom = state.steps;
  return yield* moveTo(state, next, problem);
}

const nothing = ({ left, right }: Factors): Tangent => ({ p: zeros(left.rows, left.cols), q: zeros(right.rows, right.cols) });

function addTo(out: Tangent, s: number, t: Tangent): void {
  addScaled(out.p, s, t.p);
  addScaled(out.q, s, t.q);
}
