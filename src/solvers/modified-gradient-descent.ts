import { addScaled, norm } from "../linalg/arithmetic.ts";
import { productSvdOf } from "../linalg/factored.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { Ask } from "../operators/operator.ts";
import { oneOf, positive, positiveOrAuto, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { DescentState } from "./gradient-descent.ts";
import { chooseStep, descend } from "./parts/automatic-step.ts";
import { rankByGap } from "./parts/rank-by-gap.ts";
import { rescaleLeft } from "./parts/rescale-left.ts";

export interface ModifiedState extends DescentState {
  /** The one changed step, as plain data; zeros before it. */
  readonly change: { steps: number; switched: boolean; iteration: number; beta: number; rank: number };
}

/** The rank is looked for at every fifth step: it costs as much as k² columns of n numbers. */
const STRIDE = 5;

/**
 * Gradient descent on X = L·Rᵀ with one changed step. Where the residual is below τ‖y‖, with the thin SVD L = A·diag(s)·Bᵀ,
 *
 *     lift:  L ← A·diag(max(s, β))    R ← R·B·diag(s / max(s, β))
 *     flat:  L ← βA                   R ← R·B·diag(s / β)
 *
 * and plain descent goes on. L·Rᵀ stays what it was, but LᵀL ⪰ β²I, so that surplus columns no longer slow it down: the rate does
 * not depend on the scale of the start. β is √σ̂_r, with r̂ where the spectrum of L·Rᵀ has its largest gap; it needs y alone. `flat` is
 * the authors' step; `lift` keeps balanced columns as they are, and with them plain descent's step size. k lifted columns open
 * k(n1 + n2 − k) directions: where that exceeds m they may fit the data at a wrong matrix, near the one at the change. One gradient a step.
 */
export class ModifiedGradientDescent extends Solver<typeof ModifiedGradientDescent.parameters, ModifiedState> {
  static readonly parameters = {
    form: oneOf(["lift", "flat"], "which singular values of L the changed step sets to β: those below it, or all"),
    tau: positive(0.02, "τ, the relative residual below which the step is changed"),
    gap: positive(3, "the least σ_r̂/σ_{r̂+1} that is taken for the gap behind the signal"),
    beta: positiveOrAuto("β; auto is √σ_r̂ of the estimate"),
    stepSize: positiveOrAuto("η; auto is ½/‖𝒜*(y)‖₂, and after the changed step at most 1/(τ(σ₁(L)² + σ₁(R)²))"),
  };
  readonly name = "gd-modified";
  readonly reference =
    "Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769.";
  readonly form = "asymmetric";
  override readonly counterpart = "gd-symmetric";
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes: "as plain descent, and that the step is changed near M; the automatic moment of the change is ours and has no proof",
  };
  override readonly cost: Cost = {
    asks: 1,
    more: "one for each halving of the step, where it backtracks from a large start",
    algebra: "an SVD of the k×k core at every fifth step before the change, O(nk²)",
    memory: "(n1 + n2)k",
  };
  override readonly defaultStart = randomStart({ ratio: 1 / 3 });
  override readonly needsSmallStart = true;

  constructor(options: Partial<Values<typeof ModifiedGradientDescent.parameters>> = {}) {
    super("gd-modified", ModifiedGradientDescent.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<ModifiedState> {
    const gradient = gradientLike(x0);
    yield* gradientAt(problem, x0, gradient);
    const step = yield* chooseStep(problem, this.options.stepSize, x0, gradient.value);
    if (isBreakdown(step)) return step;
    return { x: x0, gradient, step, change: { steps: 0, switched: false, iteration: 0, beta: 0, rank: 0 } };
  }

  *step(state: ModifiedState, problem: Problem): Asking {
    const { x, gradient, step, change } = state;
    change.steps++;
    const found = change.switched ? undefined : yield* this.#target(state, problem);
    if (!found) {
      return yield* descend(problem, x, gradient, step, (size) => {
        addScaled(x.left, -size, gradient.left);
        addScaled(x.right, -size, gradient.right);
      });
    }
    const sharpness = yield* asked(rescaleLeft(x, found.beta, this.options.form));
    if (isBreakdown(sharpness)) return sharpness;
    if (step.automatic) step.size = Math.min(step.size, 1 / (problem.operator.scale * sharpness));
    Object.assign(change, found, { switched: true, iteration: change.steps });
    yield* gradientAt(problem, x, gradient);
    return undefined;
  }

  /** β and the estimated rank, once the residual is small enough and the gap is clear. */
  *#target(
    { x, gradient, change }: ModifiedState,
    problem: Problem,
  ): Generator<Ask, { beta: number; rank: number } | undefined, void> {
    const { tau, gap, beta } = this.options;
    if (change.steps % STRIDE !== 0 || !(gradient.residualNorm < tau * norm(problem.measurements))) return undefined;
    const { values } = yield* asked(productSvdOf(x));
    const found = rankByGap(values);
    if (beta !== "auto") return { beta, rank: found.rank };
    return found.gap >= gap ? { beta: Math.sqrt(values[found.rank - 1]), rank: found.rank } : undefined;
  }
}
