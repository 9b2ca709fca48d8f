import { addScaled } from "../linalg/arithmetic.ts";
import { copyMatrix, type Factors } from "../linalg/matrix.ts";
import type { Gradient } from "../operators/operator.ts";
import { nonNegative, oneOf, positive, positiveOrAuto, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import { dataTriplets } from "../problem/data-spectrum.ts";
import { maximumRank, type Problem } from "../problem/problem.ts";
import { randomStart, type StartingPoint, spectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { gramSolveOrLeast } from "./parts/gram-solve.ts";
import { rankByGap } from "./parts/rank-by-gap.ts";

export interface PreconditionedState extends State {
  /** λ of `fixed`, and the most that `hybrid` takes: infinite where the spectrum of 𝒜*(y) shows no gap. */
  readonly most: number;
  /** λ_t of the step that comes next. */
  readonly damping: { value: number };
}

/**
 * Scaled gradient descent on X = F·Fᵀ ⪰ 0 with more columns than the rank of M, made possible by a damping λ_t ≥ 0:
 *
 *     F ← F − (η/τ) ∇f(F) (FᵀF + λ_t I)⁻¹
 *
 *     fixed     λ_t = λ                        ScaledGD(λ): from a small random start; its error has a floor that λ sets
 *     residual  λ_t = ρ_t = ‖r_t‖/√τ           PrecGD: linear to the end, slow from a small start, where ρ_t is large
 *     noisy     λ_t = √|ρ_t² − σ̂²/τ|           NoisyPrecGD: σ̂ is the norm of the noise in y
 *     hybrid    λ_t = min(λ, ρ_t)              leaves a small start like the first and ends like the second; it is ours
 *
 * ρ_t stands for ‖FFᵀ − M‖_F. Rates do not depend on the condition number of M. One gradient a step.
 */
export class PreconditionedGradientDescent extends Solver<typeof PreconditionedGradientDescent.parameters, PreconditionedState> {
  static readonly parameters = {
    rule: oneOf(
      ["hybrid", "residual", "noisy", "fixed"],
      "λ_t: hybrid is the smaller of λ and ρ; residual is ρ (PrecGD); noisy is √|ρ² − σ̂²/τ| (NoisyPrecGD); fixed is λ (ScaledGD(λ)); ρ = ‖r‖/√τ",
    ),
    damping: positiveOrAuto("λ of hybrid and fixed; auto is ½σ̂_r, where the spectrum of 𝒜*(y)/τ has its largest gap"),
    noise: nonNegative(0, "σ̂ of noisy, the norm of the noise in y"),
    stepSize: positive(0.3, "η in units of 1/τ"),
  };
  readonly name = "prec-gd";
  readonly reference =
    "Zhang, Fattahi, Zhang. Preconditioned gradient descent for over-parameterized nonconvex matrix factorization. NeurIPS 2021 (residual); Zhang, Zhang, Chiu. AISTATS 2024 (noisy); Xu, Shen, Chi, Ma. The power of preconditioning in overparameterized low-rank matrix sensing. ICML 2023, arXiv:2302.01186 (fixed).";
  readonly form = "symmetric";
  override readonly counterpart = "apgd";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes:
      "M ⪰ 0; residual and noisy from near M, which a spectral start gives; fixed from a small random start with λ of order σᵣ; hybrid has no proof",
  };
  override readonly cost: Cost = { asks: 1, algebra: "a k×k Gram matrix and a Cholesky solve, O(nk²)", memory: "3nk + k²" };
  override readonly defaultStart: StartingPoint =
    this.options.rule === "hybrid" || this.options.rule === "fixed"
      ? randomStart({ scale: 1e-6, relative: true })
      : spectralStart();

  constructor(options: Partial<Values<typeof PreconditionedGradientDescent.parameters>> = {}) {
    super("prec-gd", PreconditionedGradientDescent.parameters, options);
  }

  *start(problem: Problem, { left: factor }: Factors): Asking<PreconditionedState> {
    const x = { left: factor, right: factor };
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    const most = yield* this.#most(problem, factor.cols);
    if (isBreakdown(most)) return most;
    return { x, gradient, most, damping: { value: this.#damping(problem, gradient, most) } };
  }

  *step({ x, gradient, most, damping }: PreconditionedState, problem: Problem): Asking {
    const direction = copyMatrix(gradient.left);
    addScaled(direction, 1, gradient.right); // 2∇f
    const scaled = yield* asked(gramSolveOrLeast(problem, x.left, damping.value, direction));
    if (isBreakdown(scaled)) return scaled;
    addScaled(x.left, (-0.5 * this.options.stepSize) / problem.operator.scale, scaled);
    yield* gradientAt(problem, x, gradient);
    damping.value = this.#damping(problem, gradient, most);
    return undefined;
  }

  #damping({ operator }: Problem, { residualNorm }: Gradient, most: number): number {
    const { rule, noise } = this.options;
    if (rule === "fixed") return most;
    const root = Math.sqrt(operator.scale);
    if (rule !== "noisy") return rule === "hybrid" ? Math.min(most, residualNorm / root) : residualNorm / root;
    return Math.sqrt(Math.abs((residualNorm - noise) * (residualNorm + noise))) / root;
  }

  /** λ as given, or half of the singular value of 𝒜*(y)/τ before the largest gap among the first k + 1. */
  *#most(problem: Problem, columns: number): Asking<number> {
    const { rule, damping } = this.options;
    if (damping !== "auto") return damping;
    if (rule === "residual" || rule === "noisy") return Number.POSITIVE_INFINITY;
    const each = problem.operator.field === "complex" ? 2 : 1; // a real embedding has every singular value twice
    const count = each * Math.min(columns + 1, maximumRank(problem));
    const triplets = yield* dataTriplets(problem, count);
    if (isBreakdown(triplets)) return triplets;
    const values = triplets.values.filter((_, i) => i % each === 0);
    const { rank } = rankByGap(values);
    if (rank > 0) return (0.5 * values[rank - 1]) / problem.operator.scale;
    if (rule === "hybrid") return Number.POSITIVE_INFINITY;
    throw new RangeError(
      `${this.name}: the spectrum of 𝒜*(y) has no gap to take λ from; give damping, or the rule "residual", which needs none`,
    );
  }
}
