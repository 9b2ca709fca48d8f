import { addScaled } from "../linalg/arithmetic.ts";
import { scaledColumns } from "../linalg/columns.ts";
import { qrOf } from "../linalg/decompositions.ts";
import { copyMatrix, type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { productInto } from "../linalg/product.ts";
import type { Ask } from "../operators/operator.ts";
import type { Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { conjugateGradient } from "./parts/conjugate-gradient.ts";
import { type FixedRankState, moveTo, startOnManifold } from "./parts/fixed-rank.ts";
import { innerLimits, innerParameters } from "./parts/inner-solve.ts";
import { onOneFactor } from "./parts/linearized.ts";
import { inverseRoots, pointOf } from "./parts/tangent-space.ts";

/**
 * Alternating minimization: least squares over one factor while the other, orthonormal, is held,
 *
 *     L ← argmin ‖𝒜(L·Vᵀ) − y‖,   U·C ← L (QR)
 *     R ← argmin ‖𝒜(U·Rᵀ) − y‖,   V·C ← R (QR)
 *
 * Each is solved for the change of the factor, by conjugate gradients on its normal equations: their condition is that of 𝒜 alone. Two
 * gradients a step, and one for each inner iteration.
 */
export class AlternatingMinimization extends Solver<typeof AlternatingMinimization.parameters, FixedRankState> {
  static readonly parameters = innerParameters(1e-2);
  readonly name = "alternating-minimization";
  readonly reference =
    "Jain, Netrapalli, Sanghavi. Low-rank matrix completion using alternating minimization. STOC 2013, arXiv:1212.0467.";
  readonly form = "asymmetric";
  override readonly counterpart = "prec-gd";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry", "entries"],
    assumes: "restricted isometry of order 1/(κ²r), or sampled entries taken afresh each step, and a spectral start",
  };
  override readonly cost: Cost = {
    asks: 2,
    more: "one for each conjugate gradient of the two inner solves",
    algebra: "two thin QRs and the SVD of a k×k core, O(nk²)",
    memory: "6(n1 + n2)k + m",
  };
  override readonly defaultStart = spectralStart();

  constructor(options: Partial<Values<typeof AlternatingMinimization.parameters>> = {}) {
    super("alternating-minimization", AlternatingMinimization.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<FixedRankState> {
    return yield* startOnManifold(problem, x0);
  }

  *step(state: FixedRankState, problem: Problem): Asking {
    const { u, s, v } = state.point;
    const left = scaledColumns(u, s); // X = left·Vᵀ
    // At the balanced factors ∇_L = G·V√s.
    addScaled(left, 1, yield* this.#change(problem, "left", v, scaledColumns(state.gradient.left, inverseRoots(s))));

    const parts = yield* asked(qrOf(left));
    if (isBreakdown(parts)) return parts;
    const right = zeros(v.rows, v.cols); // X = Q·rightᵀ
    yield* asked(productInto(right, v, parts.r, { transB: true }));
    const half = { left: parts.q, right };
    const gradient = gradientLike(half);
    yield* gradientAt(problem, half, gradient);
    addScaled(right, 1, yield* this.#change(problem, "right", parts.q, gradient.right));

    const next = yield* asked(pointOf(half));
    return isBreakdown(next) ? next : yield* moveTo(state, next, problem);
  }

  /** The change of one factor that minimizes ‖r + 𝒜(change)‖ where the other is `fixed`, from the gradient with respect to it. */
  *#change(problem: Problem, side: "left" | "right", fixed: Matrix, gradient: Matrix): Generator<Ask, Matrix, void> {
    const downhill = copyMatrix(gradient).data.map((value) => -value);
    const solved = yield* conjugateGradient(onOneFactor(problem, side, fixed), downhill, innerLimits(this.options));
    return matrix(gradient.rows, gradient.cols, solved);
  }
}
