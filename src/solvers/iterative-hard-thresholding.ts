import { norm } from "../linalg/arithmetic.ts";
import { columnsOf, transposed } from "../linalg/columns.ts";
import { svdOf } from "../linalg/decompositions.ts";
import { copyMatrix, type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { productInto } from "../linalg/product.ts";
import type { Ask } from "../operators/operator.ts";
import { positiveOrAuto, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { pointOf, writePoint } from "./parts/tangent-space.ts";
import { wholeGradientAt } from "./parts/whole-gradient.ts";

export interface ThresholdingState extends State {
  /** G = 𝒜*(r) at x, n1×n2. */
  whole: Matrix;
  /** Orthonormal columns of x.left, n1×k. */
  basis: Matrix;
}

/** Beyond this many times 1/τ a normalized step is not trusted, for 𝒜 hardly sees the direction that it was measured on. */
const LONGEST = 1000;

/**
 * Iterative hard thresholding, projected gradient descent on the matrices of rank k:
 *
 *     X ← H_k(X − η 𝒜*(r))        η = ‖P_U G‖²/‖𝒜(P_U G)‖²,  G = 𝒜*(r),  P_U = UUᵀ
 *
 * H_k keeps the k largest singular values; U are the left singular vectors of X. With the step that it measures, "auto", this is
 * normalized IHT and asks for a measurement and a gradient a step; with a given one it is singular value projection (SVP), one gradient a
 * step, and ½ suits few measurements. It holds whole matrices and decomposes one a step.
 */
export class IterativeHardThresholding extends Solver<typeof IterativeHardThresholding.parameters, ThresholdingState> {
  static readonly parameters = {
    stepSize: positiveOrAuto("η in units of 1/τ; auto measures it each step (normalized IHT), a number is that of SVP"),
  };
  readonly name = "iht";
  readonly reference =
    "Tanner, Wei. Normalized iterative hard thresholding for matrix completion. SIAM J. Sci. Comput. 35, 2013; Jain, Meka, Dhillon. Guaranteed rank minimization via singular value projection. NIPS 2010.";
  readonly form = "asymmetric";
  override readonly counterpart = "scaled-gd-symmetric";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry"],
    assumes:
      "restricted isometry at rank 3r (SVP needs δ₂ᵣ < 1/3 at its step 1/(1 + δ)); for sampled entries there is practice alone",
  };
  override readonly cost: Cost = {
    asks: 2,
    algebra: "the SVD of an n1×n2 matrix, O(n³)",
    memory: "28·n1·n2 + (n1 + n2)k + m",
  };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof IterativeHardThresholding.parameters>> = {}) {
    super("iht", IterativeHardThresholding.parameters, options);
  }

  *start(problem: Problem, x: Factors): Asking<ThresholdingState> {
    const point = yield* asked(pointOf(x));
    if (isBreakdown(point)) return point;
    writePoint(x, point);
    const state = { x, gradient: gradientLike(x), basis: point.u };
    return { ...state, whole: yield* wholeGradientAt(problem, state) };
  }

  *step(state: ThresholdingState, problem: Problem): Asking {
    const { x, whole } = state;
    const step = yield* this.#stepSize(state, problem);
    const moved = copyMatrix(whole);
    yield* asked(productInto(moved, x.left, x.right, { transB: true, beta: -step }));
    const svd = yield* asked(svdOf(moved));
    if (isBreakdown(svd)) return svd;
    const k = x.left.cols;
    state.basis = columnsOf(svd.u, 0, k);
    writePoint(x, { u: state.basis, s: svd.s.slice(0, k), v: transposed(svd.vt, k) });
    state.whole = yield* wholeGradientAt(problem, state);
    return undefined;
  }

  *#stepSize({ basis, whole }: ThresholdingState, { operator }: Problem): Generator<Ask, number, void> {
    const { stepSize } = this.options;
    if (stepSize !== "auto") return stepSize / operator.scale;
    const inside = zeros(whole.cols, basis.cols); // GᵀU
    yield* asked(productInto(inside, whole, basis, { transA: true }));
    const image = new Float64Array(operator.count);
    yield { verb: "measure", x: { left: basis, right: inside }, out: image };
    const ratio = norm(inside) / norm(image);
    return ratio ** 2 * operator.scale <= LONGEST ? ratio ** 2 : 1 / operator.scale;
  }
}
