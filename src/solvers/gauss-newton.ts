import { addScaled } from "../linalg/arithmetic.ts";
import { scaledColumns } from "../linalg/columns.ts";
import type { Computing } from "../linalg/computing.ts";
import { copyMatrix, type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { productInto } from "../linalg/product.ts";
import type { Ask } from "../operators/operator.ts";
import { nonNegative, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { type FixedRankState, moveTo, startOnManifold } from "./parts/fixed-rank.ts";
import { innerLimits, innerParameters } from "./parts/inner-solve.ts";
import { inverseRoots, outside, pointOf, type RankPoint, type Tangent, tangentDot } from "./parts/tangent-space.ts";
import { tangentWeights, weightedChange } from "./parts/tangent-weights.ts";

export interface GaussNewtonState extends FixedRankState {
  /** λ of the step before, and ‖T‖_F of its change; infinite before the first. */
  lambda: number;
  moved: number;
}

/** Where √τ‖T‖ is below this share of ‖r‖ the iterate rests at what λ allows: λ is halved, for it must not stay where noise keeps r large. */
const AT_REST = 0.05;

/**
 * Gauss–Newton on the factors of X = L·Rᵀ, which are kept balanced (LᵀL = RᵀR):
 *
 *     (L′, R′) ← argmin ½‖𝒜(L·R′ᵀ + L′·Rᵀ) − y‖² + ½λ(‖L′‖² + ‖R′‖²)
 *     L ← ½L + L′,   R ← ½R + R′        λ = c·‖r‖·√(τ/k)
 *
 * With λ = 0, and then the solution of least norm, this is GNMR; its "updating" and "averaging" are one method for balanced factors. λ keeps
 * directions that few measurements see from running away, falls with the residual, and never stays: exact data are met quadratically, or
 * with λ by a large factor a step. L·R′ᵀ + L′·Rᵀ is in the tangent space at X, where conjugate gradients find it: their condition there is
 * that of 𝒜 alone, however ill-conditioned M is. One gradient a step, and one for each inner iteration.
 */
export class GaussNewton extends Solver<typeof GaussNewton.parameters, GaussNewtonState> {
  static readonly parameters = {
    damping: nonNegative(
      0.2,
      "c, in units that a measurement taken twice does not change; 0 is the published method, which needs a good start or many measurements",
    ),
    ...innerParameters(1e-2),
  };
  readonly name = "gnmr";
  readonly reference =
    "Zilber, Nadler. GNMR: a provable one-line algorithm for low rank matrix recovery. SIAM J. Math. Data Sci. 4, 2022, arXiv:2106.12933.";
  readonly form = "asymmetric";
  override readonly counterpart = "prec-gd";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry", "entries"],
    assumes: "local, quadratic from a start near M with m of order rn; with damping above zero practice alone",
  };
  override readonly cost: Cost = {
    asks: 1,
    more: "one for each conjugate gradient of the inner solve",
    algebra: "thin QRs of n×2k factors and the SVD of a 2k×2k core, O(nk²); O(nk²) an inner iteration",
    memory: "8(n1 + n2)k + m",
  };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof GaussNewton.parameters>> = {}) {
    super("gnmr", GaussNewton.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<GaussNewtonState> {
    const state = yield* startOnManifold(problem, x0);
    return isBreakdown(state) ? state : { ...state, lambda: Number.POSITIVE_INFINITY, moved: Number.POSITIVE_INFINITY };
  }

  *step(state: GaussNewtonState, problem: Problem): Asking {
    const { x, point } = state;
    const change = yield* this.#change(state, problem);
    state.moved = Math.sqrt(tangentDot(change, change));
    const { left, right } = yield* asked(factorChange(point, change));
    addScaled(x.left, 1, left);
    addScaled(x.right, 1, right);
    const next = yield* asked(pointOf(x));
    return isBreakdown(next) ? next : yield* moveTo(state, next, problem);
  }

  /** T = L·R′ᵀ + L′·Rᵀ − X. */
  *#change(state: GaussNewtonState, problem: Problem): Generator<Ask, Tangent, void> {
    this.#damp(state, problem);
    const { lambda, point } = state;
    const { s } = point;
    // ‖L′‖² + ‖R′‖² of the least factors of a tangent vector.
    const weights = tangentWeights(
      s.length,
      (j) => (s[j] > 0 ? lambda / s[j] : 0),
      (i, j) => (s[i] + s[j] > 0 ? lambda / (s[i] + s[j]) : 0),
    );
    return yield* weightedChange(problem, state, weights, innerLimits(this.options));
  }

  #damp(state: GaussNewtonState, { operator: { scale } }: Problem): void {
    const { residualNorm } = state.gradient;
    const proposed = this.options.damping * residualNorm * Math.sqrt(scale / state.point.s.length);
    const resting = Math.sqrt(scale) * state.moved <= AT_REST * residualNorm;
    state.lambda = Math.min(proposed, resting ? state.lambda / 2 : state.lambda);
  }
}

/**
 * The (Δ_L, Δ_R) of least norm with L·Δ_Rᵀ + Δ_L·Rᵀ = T at L = U√s, R = V√s. With the core C = UᵀTV it is
 *
 *     Δ_L = U·A + p/√s,  a_ij = c_ij·√s_j/(s_i + s_j)        Δ_R = V·B + (I − VVᵀ)q/√s,  b_ji = c_ij·√s_i/(s_i + s_j)
 */
function* factorChange({ u, s, v }: RankPoint, { p, q }: Tangent): Computing<Factors> {
  const k = s.length;
  const core = zeros(k, k);
  yield* productInto(core, q, v, { transA: true });
  const [a, b] = [zeros(k, k), zeros(k, k)];
  for (let j = 0; j < k; j++)
    for (let i = 0; i < k; i++) {
      const share = s[i] + s[j] > 0 ? core.data[i + j * k] / (s[i] + s[j]) : 0;
      a.data[i + j * k] = share * Math.sqrt(s[j]);
      b.data[j + i * k] = share * Math.sqrt(s[i]);
    }
  const inverse = inverseRoots(s);
  return {
    left: yield* plusProduct(scaledColumns(p, inverse), u, a),
    right: yield* plusProduct(scaledColumns(yield* outside(v, q), inverse), v, b),
  };
}

/** B + Q·A. */
function* plusProduct(b: Matrix, q: Matrix, a: Matrix): Computing<Matrix> {
  const out = copyMatrix(b);
  yield* productInto(out, q, a, { beta: 1 });
  return out;
}
