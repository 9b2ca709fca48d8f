import { norm } from "../linalg/arithmetic.ts";
import { copyMatrix, type Factors } from "../linalg/matrix.ts";
import { positive, type Values } from "../parameters/parameter.ts";
import { type Asking, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { type StartingPoint, zeroMatrix } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import { gapBelow } from "../solve/stop-rules.ts";
import type { Takes } from "../solve/takes.ts";
import { mostRepeated } from "./parts/most-repeated.ts";
import {
  lowerPenalty,
  type ProximalState,
  penaltyParameters,
  proximalStationarity,
  proximalStep,
  startProximal,
} from "./parts/proximal-step.ts";

export interface ImputeState extends ProximalState {
  /** ‖X − X₋‖/‖X₋‖ of the last step; infinite where there is none, or X₋ = 0. */
  change: number;
}

/**
 * Soft-Impute, for sampled entries: the others are filled in from X, and singular values are lowered by λ,
 *
 *     X ← S_λ(P_Ω(Y) + P_Ω^⊥(X)) = S_λ(X − 𝒜*(r))
 *
 * until ‖X − X₋‖ ≤ ε·‖X₋‖; then λ ← c·λ, from ‖𝒜*(y)‖₂ down to its end: the path of all λ, each begun where the last one ended. No rank is
 * searched. With noise, hold entries out: the run returns the X of the path that predicts them best. Entries that are measured several times
 * count once, with their mean, where all are measured equally often. By default a run ends where X fits to 10⁻⁴. One gradient a step.
 */
export class SoftImpute extends Solver<typeof SoftImpute.parameters, ImputeState> {
  static readonly parameters = {
    ...penaltyParameters(0.8),
    tolerance: positive(1e-3, "ε, the relative change of X at which it is taken for that of its λ"),
  };
  readonly name = "soft-impute";
  readonly reference =
    "Mazumder, Hastie, Tibshirani. Spectral regularization algorithms for learning large incomplete matrices. JMLR 11, 2010.";
  readonly form = "asymmetric";
  override readonly counterpart = "mirror-psd";
  override readonly carries = "matrix";
  override readonly enough = gapBelow(0.5, 1e-4);
  override readonly takes: Takes = { loss: "squared", measurements: "entries" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "whole",
    sensing: ["entries"],
    assumes: "M is what least nuclear norm recovers from y; at each λ it converges from anywhere, as 1/t",
  };
  override readonly cost: Cost = { asks: 1, algebra: "the SVD of an n1×n2 matrix, O(n³)", memory: "13·n1·n2" };
  override readonly defaultStart: StartingPoint = zeroMatrix;

  constructor(options: Partial<Values<typeof SoftImpute.parameters>> = {}) {
    super("soft-impute", SoftImpute.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<ImputeState> {
    const curvature = mostRepeated(problem);
    const state = yield* startProximal(problem, x0, { curvature, penalty: this.options.penalty });
    return isBreakdown(state) ? state : { ...state, change: 0 };
  }

  *step(state: ImputeState, problem: Problem): Asking {
    if (state.change <= this.options.tolerance) {
      const flaw = yield* lowerPenalty(state, this.options.ratio);
      if (isBreakdown(flaw)) return flaw;
    }
    const before = copyMatrix(state.whole.left);
    const flaw = yield* proximalStep(state, problem, before, copyMatrix(state.gradient.left));
    if (isBreakdown(flaw)) return flaw;
    const size = norm(before);
    for (let i = 0; i < before.data.length; i++) before.data[i] -= state.whole.left.data[i];
    const moved = norm(before);
    state.change = moved > 0 ? moved / size : 0;
    return undefined;
  }

  override stationarity(state: ImputeState, problem: Problem): number {
    return proximalStationarity(problem, state);
  }
}
