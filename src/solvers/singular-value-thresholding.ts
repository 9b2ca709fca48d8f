import type { Computing } from "../linalg/computing.ts";
import { svdOf } from "../linalg/decompositions.ts";
import { type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { productInto } from "../linalg/product.ts";
import { positive, positiveOrAuto, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, type Breakdown, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { type StartingPoint, zeroMatrix } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import { gapBelow } from "../solve/stop-rules.ts";
import type { Takes } from "../solve/takes.ts";
import {
  beginMirror,
  dataSize,
  type MirrorMap,
  type MirrorState,
  mirrorParts,
  mirrorStep,
  type Primal,
} from "./parts/mirror-step.ts";
import { wholeStationarity } from "./parts/whole-gradient.ts";
import { writeSpectrum } from "./parts/write-spectrum.ts";

export interface ThresholdedState extends MirrorState {
  /** The threshold, in the units of X. */
  readonly threshold: number;
  /** Z is a multiple of 𝒜*(λ): its greatest singular value is the dual norm of λ. */
  readonly fromZero: boolean;
}

/** The threshold in units of ‖𝒜*(y)‖₂/τ, which for products of n×r normal numbers is about n. */
const THRESHOLD = 5;
/** Singular values of a start below this share of the first are zero. */
const NEGLIGIBLE = 1e-13;

/**
 * Singular value thresholding, for sampled entries: ascent on the dual of min θ‖X‖_* + ½‖X‖_F² subject to 𝒜(X) = y,
 *
 *     Z ← Z − (δ/τ)·𝒜*(r)      X = S_θ(Z)
 *
 * with S_θ lowering singular values by θ, to zero at the least. It begins at Z = k₀(δ/τ)·𝒜*(y), the last multiple for which the steps
 * before left X at zero. No rank is searched; X goes to nearly the least nuclear norm as θ grows, and Z bounds it (NuclearNormBound). Slow unless
 * the rank is small and entries are many. By default a run ends where X fits to 10⁻⁴, as published. One gradient a step.
 */
export class SingularValueThresholding extends Solver<typeof SingularValueThresholding.parameters, ThresholdedState> {
  static readonly parameters = {
    threshold: positiveOrAuto(
      "θ, in the units of X; auto is 5·‖𝒜*(y)‖₂/τ, about the published 5n of n×n matrices of normal factors",
    ),
    stepSize: positive(1.2, "δ in units of 1/τ; below 2τ/‖𝒜‖² it is proved to converge"),
  };
  readonly name = "svt";
  readonly reference =
    "Cai, Candès, Shen. A singular value thresholding algorithm for matrix completion. SIAM J. Optim. 20, 2010, arXiv:0810.3286.";
  readonly form = "asymmetric";
  override readonly counterpart = "mirror-psd";
  override readonly carries = "matrix";
  override readonly enough = gapBelow(0.5, 1e-4);
  override readonly takes: Takes = { loss: "squared", measurements: "entries" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "whole",
    sensing: ["entries"],
    assumes: "M is what least nuclear norm recovers from y, θ is large, and δ < 2τ; the default δ is practice",
  };
  override readonly cost: Cost = { asks: 1, algebra: "the SVD of an n1×n2 matrix, O(n³)", memory: "8·n1·n2" };
  override readonly defaultStart: StartingPoint = zeroMatrix;

  constructor(options: Partial<Values<typeof SingularValueThresholding.parameters>> = {}) {
    super("svt", SingularValueThresholding.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<ThresholdedState> {
    const { rows, cols, scale } = problem.operator;
    const size = yield* dataSize(problem);
    if (isBreakdown(size)) return size;
    const threshold = this.options.threshold === "auto" ? THRESHOLD * size : this.options.threshold;
    const least = Math.min(rows, cols);
    const step = this.options.stepSize / scale;
    const x = { left: zeros(rows, least), right: zeros(cols, least) };
    const parts = yield* mirrorParts(problem, { x, whole: zeros(rows, cols), size, step });
    if (isBreakdown(parts)) return parts;
    const dual = yield* asked(dualOf(x0, threshold));
    if (isBreakdown(dual)) return dual;
    const fromZero = dual.data.every((value) => value === 0);
    if (fromZero) {
      const kicks = Math.ceil(threshold / (step * size * scale)) * step;
      for (let i = 0; i < dual.data.length; i++) dual.data[i] = kicks * parts.sum.data.data[i];
      for (const y of problem.measurements) parts.sum.value += kicks * y * y;
    }
    return yield* beginMirror({ ...parts, dual, threshold, fromZero, certificate: undefined }, problem, thresholding);
  }

  *step(state: ThresholdedState, problem: Problem): Asking {
    return yield* mirrorStep(state, problem, thresholding);
  }

  override stationarity(state: ThresholdedState, problem: Problem): number {
    return wholeStationarity(problem, state);
  }
}

const thresholding: MirrorMap<ThresholdedState> = {
  direction: (adjoint) => adjoint,

  *primal({ dual, threshold, fromZero, x, whole }): Computing<Primal | Breakdown> {
    const svd = yield* svdOf(dual);
    if (isBreakdown(svd)) return svd;
    const values = svd.s.map((s) => Math.max(0, s - threshold));
    yield* writeSpectrum(x, whole.left, svd, values);
    return { nuclearNorm: values.reduce((sum, value) => sum + value, 0), dualNorm: fromZero ? svd.s[0] : Number.NaN };
  },
};

/** The Z with S_θ(Z) = X₀ of the same rank: U·diag(σ + θ)·Vᵀ of X₀ = U·diag(σ)·Vᵀ. */
function* dualOf({ left, right }: Factors, threshold: number): Computing<Matrix | Breakdown> {
  const out = zeros(left.rows, right.rows);
  yield* productInto(out, left, right, { transB: true });
  const svd = yield* svdOf(out);
  if (isBreakdown(svd)) return svd;
  for (let at = 0; at < svd.u.data.length; at++) {
    const s = svd.s[Math.floor(at / left.rows)];
    svd.u.data[at] *= s > NEGLIGIBLE * svd.s[0] ? s + threshold : 0;
  }
  yield* productInto(out, svd.u, svd.vt);
  return out;
}
