import { copyMatrix, type Factors, type Matrix, matrix } from "../linalg/matrix.ts";
import type { Values } from "../parameters/parameter.ts";
import { type Asking, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { type StartingPoint, zeroMatrix } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import { gapBelow } from "../solve/stop-rules.ts";
import type { Takes } from "../solve/takes.ts";
import { greatestCurvature } from "./parts/curvature.ts";
import {
  lowerPenalty,
  type ProximalState,
  penaltyParameters,
  proximalStationarity,
  proximalStep,
  startProximal,
} from "./parts/proximal-step.ts";

export interface AcceleratedState extends ProximalState {
  /** X and 𝒜*(r) of the step before. */
  readonly before: { readonly x: Matrix; readonly gradient: Matrix };
  /** t_k, and the share of the last step that is taken again: (t_{k−1} − 1)/t_k. */
  t: number;
  momentum: number;
}

/**
 * Accelerated proximal gradients (FISTA) for ½‖𝒜(X) − y‖² + λ‖X‖_*, with continuation in λ:
 *
 *     λ ← max(c·λ, λ_end)
 *     Z ← X + ((t₋ − 1)/t)·(X − X₋),   t ← (1 + √(1 + 4t²))/2
 *     X ← S_{λ/L}(Z − 𝒜*(𝒜(Z) − y)/L)
 *
 * S_c lowers singular values by c, to zero at the least, and L ≈ ‖𝒜‖² is measured at the start; up to 4/3 of it the step is stable. No rank is
 * searched: X goes to the matrix of least nuclear norm that fits y, up to λ_end, and −r proves it (NuclearNormBound). By default a run ends where
 * X fits to 10⁻⁴ and that gap is below 10⁻². 𝒜*(𝒜(Z) − y) is affine in Z, so that of X is all that is asked for: one gradient a step.
 */
export class AcceleratedProximalGradient extends Solver<typeof AcceleratedProximalGradient.parameters, AcceleratedState> {
  static readonly parameters = penaltyParameters(0.985);
  readonly name = "fista";
  readonly reference =
    "Toh, Yun. An accelerated proximal gradient algorithm for nuclear norm regularized linear least squares problems. Pac. J. Optim. 6, 2010; Beck, Teboulle. A fast iterative shrinkage-thresholding algorithm. SIAM J. Imaging Sci. 2, 2009.";
  readonly form = "asymmetric";
  override readonly counterpart = "mirror-psd";
  override readonly carries = "matrix";
  override readonly enough = gapBelow(1e-2, 1e-4);
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "whole",
    sensing: ["isometry", "entries"],
    assumes: "M is what least nuclear norm recovers from y: of Gaussian matrices, m above the Donoho–Gavish–Montanari curve",
  };
  override readonly cost: Cost = { asks: 1, algebra: "the SVD of an n1×n2 matrix, O(n³)", memory: "16·n1·n2" };
  override readonly defaultStart: StartingPoint = zeroMatrix;

  constructor(options: Partial<Values<typeof AcceleratedProximalGradient.parameters>> = {}) {
    super("fista", AcceleratedProximalGradient.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<AcceleratedState> {
    const curvature = yield* greatestCurvature(problem);
    const state = yield* startProximal(problem, x0, { curvature, penalty: this.options.penalty });
    if (isBreakdown(state)) return state;
    const before = { x: copyMatrix(state.whole.left), gradient: copyMatrix(state.gradient.left) };
    return { ...state, before, t: 1, momentum: 0 };
  }

  *step(state: AcceleratedState, problem: Problem): Asking {
    const flaw = yield* lowerPenalty(state, this.options.ratio);
    if (isBreakdown(flaw)) return flaw;
    const { before, momentum, t } = state;
    const [x, gradient] = [state.whole.left, state.gradient.left];
    const z = extrapolated(x, before.x, momentum);
    const g = extrapolated(gradient, before.gradient, momentum);
    before.x.data.set(x.data);
    before.gradient.data.set(gradient.data);
    state.t = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
    state.momentum = (t - 1) / state.t;
    return yield* proximalStep(state, problem, z, g);
  }

  override stationarity(state: AcceleratedState, problem: Problem): number {
    return proximalStationarity(problem, state);
  }
}

/** A + s·(A − B). */
const extrapolated = ({ rows, cols, data }: Matrix, b: Matrix, s: number): Matrix =>
  matrix(
    rows,
    cols,
    data.map((value, i) => value + s * (value - b.data[i])),
  );
