import { norm } from "../linalg/arithmetic.ts";
import { columnsOf, transposed } from "../linalg/columns.ts";
import { svdOf } from "../linalg/decompositions.ts";
import type { Factors, Matrix } from "../linalg/matrix.ts";
import { productInto } from "../linalg/product.ts";
import type { Ask } from "../operators/operator.ts";
import type { Values } from "../parameters/parameter.ts";
import { type Asking, asked, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import { adjointMatrix } from "../problem/whole-matrices.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { type FixedRankState, moveTo, startOnManifold } from "./parts/fixed-rank.ts";
import { innerLimits, innerParameters } from "./parts/inner-solve.ts";
import { type RankPoint, tangentFactors } from "./parts/tangent-space.ts";
import { type TangentWeights, tangentWeights, weightedChange } from "./parts/tangent-weights.ts";

export interface ReweightedState extends FixedRankState {
  /** ε, which never grows. */
  epsilon: number;
  /** a = ‖𝒜*(y)‖_F²/‖y‖². */
  readonly spread: number;
}

/** D below this counts as this: a direction that is weighted as the complement of the tangent space is has D = 0. */
const LEAST = 1e-6;

/**
 * Iteratively reweighted least squares for the log-determinant, smoothed at ε. With D diagonal in the singular vectors of X,
 *
 *     T ← argmin ‖𝒜(T) − y‖²/a + ⟨T, D⁻¹T⟩ over the tangent space at X       D_ij = w_i·w_j/ε² − 1,  w = max(σ, ε)
 *     Z ← T + 𝒜*(y − 𝒜(T))/a,   X ← H_k(Z),   ε ← min(ε, σ_{k+1}(Z))
 *
 * For sampled entries, 𝒜𝒜* = I and a = 1, Z is the X of least ⟨X, W⁻¹X⟩ that fits y, as published; for other 𝒜 the fit is held by 1/a alone,
 * with the same fixed points of rank k. Quadratic near M, and as fast for ill-conditioned M. It decomposes a whole matrix a step; a
 * measurement, an adjoint and a gradient a step, and a gradient for each inner iteration.
 */
export class MatrixIrls extends Solver<typeof MatrixIrls.parameters, ReweightedState> {
  static readonly parameters = innerParameters(1e-3);
  readonly name = "matrix-irls";
  readonly reference =
    "Kümmerle, Mayrink Verdun. A scalable second order method for ill-conditioned matrix completion from few samples. ICML 2021, arXiv:2106.02119.";
  readonly form = "asymmetric";
  override readonly counterpart = "prec-gd";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["entries"],
    assumes: "local, quadratic from a start near incoherent M with m of order rn·log n; the variant for other 𝒜 is practice",
  };
  override readonly cost: Cost = {
    asks: 3,
    more: "one for each conjugate gradient of the inner solve",
    algebra: "the SVD of an n1×n2 matrix, O(n³); O(nk²) an inner iteration",
    memory: "24·n1·n2 + 8(n1 + n2)k + m",
  };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof MatrixIrls.parameters>> = {}) {
    super("matrix-irls", MatrixIrls.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<ReweightedState> {
    const size = norm(problem.measurements);
    const spread = size > 0 ? (norm((yield* adjointMatrix(problem, problem.measurements)).data) / size) ** 2 : 1;
    const state = yield* startOnManifold(problem, x0);
    if (isBreakdown(state)) return state;
    const svd = yield* asked(svdOf(yield* corrected(problem, state.x, spread)));
    if (isBreakdown(svd)) return svd;
    return { ...state, epsilon: svd.s[x0.left.cols] ?? 0, spread };
  }

  *step(state: ReweightedState, problem: Problem): Asking {
    const { point, spread } = state;
    const k = point.s.length;
    const { p, q } = yield* weightedChange(problem, state, weightsAt(state), innerLimits(this.options));
    for (let j = 0; j < k; j++)
      for (let i = 0; i < q.rows; i++) q.data[i + j * q.rows] += point.s[j] * point.v.data[i + j * q.rows];
    const svd = yield* asked(svdOf(yield* corrected(problem, tangentFactors(point, { p, q }), spread)));
    if (isBreakdown(svd)) return svd;
    const next: RankPoint = {
      u: columnsOf(svd.u, 0, k),
      s: svd.s.slice(0, k),
      v: transposed(svd.vt, k),
    };
    state.epsilon = Math.min(state.epsilon, svd.s[k] ?? 0);
    return yield* moveTo(state, next, problem);
  }
}

/** a·D⁻¹. */
function weightsAt({ point: { s }, epsilon, spread }: ReweightedState): TangentWeights {
  const inverse = (d: number) => (epsilon > 0 ? spread / Math.max(d, LEAST) : 0);
  const w = s.map((value) => Math.max(value, epsilon) / epsilon);
  return tangentWeights(
    s.length,
    (j) => inverse(w[j] - 1),
    (i, j) => inverse(w[i] * w[j] - 1),
  );
}

/** X + 𝒜*(y − 𝒜(X))/a. A measurement and an adjoint. */
function* corrected(problem: Problem, x: Factors, spread: number): Generator<Ask, Matrix, void> {
  const residual = new Float64Array(problem.operator.count);
  yield { verb: "measure", x, out: residual };
  for (let i = 0; i < residual.length; i++) residual[i] = problem.measurements[i] - residual[i];
  const out = yield* adjointMatrix(problem, residual);
  yield* asked(productInto(out, x.left, x.right, { transB: true, beta: 1 / spread }));
  return out;
}
