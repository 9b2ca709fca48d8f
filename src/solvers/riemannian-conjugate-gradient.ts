import { addScaled } from "../linalg/arithmetic.ts";
import { beside } from "../linalg/columns.ts";
import { type Factors, zeros } from "../linalg/matrix.ts";
import { integer, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, type Breakdown, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import { exactStep, type FixedRankState, moveTo, startOnManifold } from "./parts/fixed-rank.ts";
import { requireSquared } from "./parts/requirements.ts";
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
 * With `growth` it begins rank by rank instead of at x0, X ← X + the leading singular triplet of 𝒜*(y − 𝒜(X))/τ after so many steps at each
 * (Uschmajew, Vandereycken. Greedy rank updates combined with Riemannian descent methods for low-rank optimization. SampTA 2015).
 */
export class RiemannianConjugateGradient extends Solver<typeof RiemannianConjugateGradient.parameters, ConjugateState> {
  static readonly parameters = {
    growth: integer(
      0,
      "steps at each rank below k, from one on, before those at k; 0 begins with the start that is given. From few entries 20 finds M where the spectral start leads to an X that gathers in a few rows",
    ),
  };
  readonly name = "riemannian-cg";
  readonly reference =
    "Vandereycken. Low-rank matrix completion by Riemannian optimization. SIAM J. Optim. 23, 2013, arXiv:1209.3834.";
  readonly form = "asymmetric";
  override readonly counterpart = "scaled-gd-symmetric";
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry", "entries"],
    assumes: "a spectral start near M; the theorem is for a restarted form, this one is practice",
  };
  override readonly cost: Cost = {
    asks: 2,
    more: "with growth, those of the lower ranks before the first step",
    algebra: "thin QRs of n×2k factors and the SVD of a 2k×2k core, O(nk²)",
    memory: "7(n1 + n2)k + m",
  };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof RiemannianConjugateGradient.parameters>> = {}) {
    super("riemannian-cg", RiemannianConjugateGradient.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<ConjugateState> {
    requireSquared(this.name, problem);
    const grown = this.options.growth > 0 ? yield* this.#grown(problem, x0.left.cols) : x0;
    return isBreakdown(grown) ? grown : yield* this.#begun(problem, grown);
  }

  *#begun(problem: Problem, x: Factors): Asking<ConjugateState> {
    const state = yield* startOnManifold(problem, x);
    if (isBreakdown(state)) return state;
    const nothing = (): Tangent => ({ p: zeros(x.left.rows, x.left.cols), q: zeros(x.right.rows, x.right.cols) });
    return { ...state, direction: nothing(), before: nothing(), size: 0 };
  }

  *#grown(problem: Problem, k: number): Asking<Factors> {
    let x = yield* leadingPair(problem, problem.measurements);
    while (!isBreakdown(x) && x.left.cols < k) {
      const state: ConjugateState | Breakdown = yield* this.#begun(problem, x);
      if (isBreakdown(state)) return state;
      for (let step = 0; step < this.options.growth; step++) {
        const flaw = yield* this.step(state, problem);
        if (isBreakdown(flaw)) return flaw;
      }
      const rest = new Float64Array(problem.operator.count);
      yield { verb: "measure", x: state.x, out: rest };
      const pair = yield* leadingPair(
        problem,
        rest.map((value, i) => problem.measurements[i] - value),
      );
      if (isBreakdown(pair)) return pair;
      x = { left: beside(state.x.left, pair.left), right: beside(state.x.right, pair.right) };
    }
    return x;
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

/** The best approximation of rank one of 𝒜*(w)/τ. */
const leadingPair = (problem: Problem, weights: Float64Array): Asking<Factors> =>
  spectralStart()({ ...problem, measurements: weights, dataNorm: undefined }, 1, 0);

function addTo(out: Tangent, s: number, t: Tangent): void {
  addScaled(out.p, s, t.p);
  addScaled(out.q, s, t.q);
}
