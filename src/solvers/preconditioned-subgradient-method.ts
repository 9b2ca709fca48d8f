import { addScaled, dot } from "../linalg/arithmetic.ts";
import { copyMatrix, type Factors, type Matrix } from "../linalg/matrix.ts";
import { flag, integer, nonNegative, oneOf, positive, share, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { type StartingPoint, truncatedSpectralStart } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { balance } from "./parts/balance.ts";
import { decayOf, subgradientScale } from "./parts/geometric-schedule.ts";
import { gramSolveOrLeast } from "./parts/gram-solve.ts";
import { sizeOfTruth } from "./parts/growth-budget.ts";

export interface PreconditionedSubgradientState extends State {
  /** The geometric step that comes next, and how many steps were made. */
  readonly step: { size: number; steps: number };
}

/**
 * The preconditioned subgradient method for Σ|⟨A_i, LRᵀ⟩ − y_i|, at any condition number and with more columns than the rank of M:
 *
 *     L ← L − s_t (D R + [λ_t L]) (RᵀR + λ_t I)⁻¹          D = 𝒜*(sign r)/√(mτ),   λ_t = λ + c·(f − f*)₊
 *     R ← R − s_t (DᵀL + [λ_t R]) (LᵀL + λ_t I)⁻¹          f = Σ|r_i|/√(mτ)
 *
 * Both updates are of the old point; the term in brackets is the option `shrink`. Steps are geometric, s_t = s₀ρᵗ, or Polyak's,
 * s_t = (f − f*)/(‖D R‖² + ‖DᵀL‖²) in the norms of the preconditioners, which need the value at M. A constant λ leaves a floor in the error;
 * one that falls with f − f* does not. With λ_t > 0 the path depends on how L·Rᵀ is split, so the factors are balanced every few steps.
 * The problem carries the absolute loss. One gradient a step.
 */
export class PreconditionedSubgradientMethod extends Solver<
  typeof PreconditionedSubgradientMethod.parameters,
  PreconditionedSubgradientState
> {
  static readonly parameters = {
    step: oneOf(["geometric", "polyak"], "s_t: s₀ρᵗ, or Polyak's from f*"),
    stepSize: positive(0.5, "s₀ of geometric, in units of ‖M‖_F, which the median of |y_i| gives"),
    decay: decayOf(0.93, "ρ of geometric: every step is this share of the one before"),
    optimum: nonNegative(0, "Σ|r_i| at M, which is Σ|ν_i| of the errors in y: Polyak's step and c need it"),
    damping: nonNegative(0, "λ, the constant part of the damping, in units of M"),
    adaptive: nonNegative(0, "c, of the damping that falls with f − f*; 0.1 where the optimum is known"),
    shrink: flag("the published term λ_t L and λ_t R, which pulls the factors towards zero"),
    balanceEvery: integer(10, "the factors are balanced after every so many steps; 0 for never"),
    outliers: share(0.1, "the share of measurements, the largest, that the spectral start leaves out"),
  };
  readonly name = "opsa";
  readonly reference =
    "Giampouras, Cai, Vidal. Guarantees of a preconditioned subgradient algorithm for overparameterized asymmetric low-rank matrix recovery. 2024, arXiv:2410.16826; with damping 0 the method of Tong, Ma, Chi. Low-rank matrix recovery with scaled subgradient methods. IEEE Trans. Signal Process. 69, 2021.";
  readonly form = "asymmetric";
  override readonly counterpart = "subgm-symmetric";
  override readonly takes: Takes = { loss: "absolute" };
  override readonly regime: Regime = {
    loss: "absolute",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes:
      "a mixed-norm restricted isometry at the rank of the search, a share of wrong measurements below one half, and a start near M",
  };
  override readonly cost: Cost = {
    asks: 1,
    algebra: "two k×k Gram matrices and Cholesky solves, two thin QRs and the SVD of a k×k core where it balances, O(nk²)",
    memory: "3(n1 + n2)k",
  };
  override readonly defaultStart: StartingPoint = truncatedSpectralStart(this.options.outliers);
  override readonly startOptions = ["outliers"];

  constructor(options: Partial<Values<typeof PreconditionedSubgradientMethod.parameters>> = {}) {
    super("opsa", PreconditionedSubgradientMethod.parameters, options);
  }

  *start(problem: Problem, x: Factors): Asking<PreconditionedSubgradientState> {
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    return { x, gradient, step: { size: this.options.stepSize * sizeOfTruth(problem), steps: 0 } };
  }

  *step({ x, gradient, step }: PreconditionedSubgradientState, problem: Problem): Asking {
    const scale = subgradientScale(problem);
    const above = scale * Math.max(0, gradient.value - this.options.optimum); // f − f*
    const damping = this.options.damping + this.options.adaptive * above;
    const [forLeft, forRight] = [
      this.#direction(x.left, gradient.left, scale, damping),
      this.#direction(x.right, gradient.right, scale, damping),
    ];
    const left = yield* asked(gramSolveOrLeast(problem, x.right, damping, forLeft));
    if (isBreakdown(left)) return left;
    const right = yield* asked(gramSolveOrLeast(problem, x.left, damping, forRight));
    if (isBreakdown(right)) return right;

    const length = dot(forLeft, left) + dot(forRight, right);
    const size = this.options.step === "geometric" ? step.size : length > 0 ? above / length : 0;
    addScaled(x.left, -size, left);
    addScaled(x.right, -size, right);
    step.size *= this.options.decay;
    step.steps++;
    if (this.options.balanceEvery > 0 && step.steps % this.options.balanceEvery === 0) yield* asked(balance(x));
    yield* gradientAt(problem, x, gradient);
    return undefined;
  }

  /** D R, with λ L added where it shrinks. */
  #direction(factor: Matrix, gradient: Matrix, scale: number, damping: number): Matrix {
    const out = copyMatrix(gradient);
    for (let i = 0; i < out.data.length; i++) out.data[i] *= scale;
    if (this.options.shrink) addScaled(out, damping, factor);
    return out;
  }
}
