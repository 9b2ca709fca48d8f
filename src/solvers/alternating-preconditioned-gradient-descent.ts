import { addScaled } from "../linalg/arithmetic.ts";
import type { Factors, Matrix } from "../linalg/matrix.ts";
import { positive, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { balance } from "./parts/balance.ts";
import { qrSolve } from "./parts/gram-solve.ts";

/**
 * Preconditioned descent on one factor of X = L·Rᵀ, then on the other, each with its own gradient:
 *
 *     L ← L − (η/τ) 𝒜*(r) R (RᵀR)^†
 *     R ← R − (η/τ) 𝒜*(r)ᵀ L (LᵀL)^†       r is taken anew at the moved L
 *
 * Alternating needs no damping, whatever the columns, and its rate does not depend on the condition number of M. It is the alternating
 * Gauss–Newton method of Jia et al., found twice. X is unchanged by (L, R) → (L Q, R Q⁻ᵀ), so the factors are balanced after each half:
 * their columns are then orthogonal, and the pseudo-inverse divides columns without loss, where normal equations would lose what lies
 * below √ε. With k > r it needs more measurements than the k(n1 + n2 − k) directions of k columns: with fewer it fits y at a wrong
 * matrix, from any start. Two gradients a step.
 */
export class AlternatingPreconditionedGradientDescent extends Solver<
  typeof AlternatingPreconditionedGradientDescent.parameters,
  State
> {
  static readonly parameters = {
    stepSize: positive(
      0.5,
      "η in units of 1/τ; it descends up to 2/(1 + δ), and 1 is fastest where m is far above k(n1 + n2 − k)",
    ),
  };
  readonly name = "apgd";
  readonly reference =
    "Liu, Han, Tang, Zhang, Tang, Wang. Efficient over-parameterized matrix sensing from noisy measurements via alternating preconditioned gradient descent. 2025, arXiv:2502.00463; Jia, Feng, Meng, Sun. Globally Q-linear Gauss-Newton method for overparameterized non-convex matrix sensing. NeurIPS 2024.";
  readonly form = "asymmetric";
  override readonly counterpart = "prec-gd";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes: "restricted isometry at the rank of the search, so m above k(n1 + n2 − k), and a random start of any size",
  };
  override readonly cost: Cost = {
    asks: 2,
    algebra: "two thin QRs for each half and the SVD of a k×k core, O(nk²)",
    memory: "2(n1 + n2)k",
  };
  override readonly defaultStart = randomStart({ scale: 0.1, variance: "1", relative: true });

  constructor(options: Partial<Values<typeof AlternatingPreconditionedGradientDescent.parameters>> = {}) {
    super("apgd", AlternatingPreconditionedGradientDescent.parameters, options);
  }

  *start(problem: Problem, x: Factors): Asking<State> {
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    return { x, gradient };
  }

  *step({ x, gradient }: State, problem: Problem): Asking {
    for (const [side, other] of [
      ["left", "right"],
      ["right", "left"],
    ] as const) {
      const direction: Matrix | { reason: string } = yield* asked(qrSolve(x[other], gradient[side]));
      if (isBreakdown(direction)) return direction;
      addScaled(x[side], -this.options.stepSize / problem.operator.scale, direction);
      const finite = yield* asked(balance(x, { whole: true }));
      yield* gradientAt(problem, x, gradient);
      if (!finite) return undefined; // the driver ends it as diverged
    }
    return undefined;
  }
}
