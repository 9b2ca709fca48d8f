import { addScaled } from "../linalg/arithmetic.ts";
import { columnsOf, scaledColumns, transposed } from "../linalg/columns.ts";
import { svdOf } from "../linalg/decompositions.ts";
import type { Factors, Matrix } from "../linalg/matrix.ts";
import { productInto } from "../linalg/product.ts";
import { count, nonNegative, positive, share, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { type StartingPoint, spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { wholeOf, wholeStationarity } from "./parts/whole-gradient.ts";

/** x is { left: X, right: I }. */
export interface RankPruningState extends State {
  readonly rank: number;
  steps: number;
  /** How many truncations there were, and the rank that the last one left. */
  certificate: { readonly truncations: number; readonly kept: number } | undefined;
}

/** Singular values below this share of the first have no part in the subgradient of the nuclear norm. */
const NEGLIGIBLE = 1e-9;

/**
 * Descent on a whole matrix, whose rank is cut every few steps (trained rank pruning):
 *
 *     τ times X ← X − η(𝒜*(r)/τ_𝒜 + λ U·Vᵀ);   then X ← H_k(X), or with `energy` e the fewest singular values with Σσ² ≥ e‖X‖_F²
 *
 * U·Vᵀ is the subgradient of the nuclear norm. With τ = 1 and λ = 0 it is singular value projection (`iht` with its step); as τ grows it becomes alternating
 * projections between the X that fit and those of rank k: fewer truncations, many more gradients. A block of more than one step needs η < 2/‖𝒜*𝒜‖, where single
 * ones may be about 1/(1 + δ). The penalty and the energy rule leave an error of their own. One gradient a step.
 */
export class TrainedRankPruning extends Solver<typeof TrainedRankPruning.parameters, RankPruningState> {
  static readonly parameters = {
    stepSize: positive(0.25, "η in units of 1/τ of the operator"),
    every: count(1, "τ, steps from one truncation to the next"),
    penalty: nonNegative(0, "λ, in units of X"),
    energy: share(0, "e; above 0 each truncation chooses its rank by it, up to n"),
  };
  readonly name = "trained-rank-pruning";
  readonly reference =
    "Xu et al. Trained rank pruning for efficient deep neural networks. 2018, arXiv:1812.02402; Jain, Meka, Dhillon. Guaranteed rank minimization via singular value projection. NIPS 2010.";
  readonly form = "asymmetric";
  override readonly counterpart = "scaled-gd-symmetric";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry"],
    assumes: "restricted isometry at rank 2r and truncation at every step; nothing is proved for longer blocks",
  };
  override readonly cost: Cost = {
    asks: 1,
    algebra: "the SVD of an n1×n2 matrix where the rank is cut, and at every step with λ > 0, O(n³)",
    memory: "16·n1·n2 + 2n²",
  };
  override readonly defaultStart: StartingPoint = spectralStart();

  constructor(options: Partial<Values<typeof TrainedRankPruning.parameters>> = {}) {
    super("trained-rank-pruning", TrainedRankPruning.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<RankPruningState> {
    const x = yield* wholeOf(x0, problem);
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    return { x, gradient, rank: x0.left.cols, steps: 0, certificate: undefined };
  }

  *step(state: RankPruningState, problem: Problem): Asking {
    const { x, gradient } = state;
    const { stepSize, every, penalty } = this.options;
    if (penalty > 0) {
      const svd = yield* asked(svdOf(x.left));
      if (isBreakdown(svd)) return svd;
      const kept = svd.s.filter((s) => s > NEGLIGIBLE * svd.s[0]).length;
      if (kept > 0)
        yield* asked(productInto(x.left, ...leading(svd, kept), { alpha: -stepSize * penalty, beta: 1, transB: true }));
    }
    addScaled(x.left, -stepSize / problem.operator.scale, gradient.left);
    if (++state.steps % every === 0) {
      const svd = yield* asked(svdOf(x.left));
      if (isBreakdown(svd)) return svd;
      const kept = this.#rank(svd.s, state.rank);
      const [u, v] = leading(svd, kept);
      yield* asked(productInto(x.left, scaledColumns(u, svd.s.subarray(0, kept)), v, { transB: true }));
      state.certificate = { truncations: (state.certificate?.truncations ?? 0) + 1, kept };
    }
    yield* gradientAt(problem, x, gradient);
    return undefined;
  }

  override stationarity(state: RankPruningState, problem: Problem): number {
    return wholeStationarity(problem, state);
  }

  /** k, or the fewest values with the share e of Σσ². */
  #rank(values: Float64Array, k: number): number {
    const { energy } = this.options;
    if (energy === 0) return Math.min(k, values.length);
    const wanted = energy * values.reduce((sum, s) => sum + s * s, 0);
    let sum = 0;
    const at = values.findIndex((s) => (sum += s * s) >= wanted);
    return at < 0 ? values.length : at + 1;
  }
}

const leading = ({ u, vt }: { u: Matrix; vt: Matrix }, count: number): [Matrix, Matrix] => [
  columnsOf(u, 0, count),
  transposed(vt, count),
];
