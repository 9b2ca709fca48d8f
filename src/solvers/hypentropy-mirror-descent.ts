import type { Computing } from "../linalg/computing.ts";
import { svdOf } from "../linalg/decompositions.ts";
import { exponential, hyperbolicSine, inverseHyperbolicSine, naturalLogarithm } from "../linalg/elementary.ts";
import { type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { productInto } from "../linalg/product.ts";
import { positiveOrAuto, type Values } from "../parameters/parameter.ts";
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

export interface HypentropyState extends MirrorState {
  /** β/σ̂. */
  readonly beta: number;
  /** Z₀ = 0, so that the singular values of Z are those of 𝒜*(λ). */
  readonly fromZero: boolean;
}

/** β in units of σ̂ where none is given. */
const SMALL = 1e-6;
/** The largest exponent that is taken; e⁷⁰⁰ is near the largest number. */
const LARGEST = 700;
/** From here on sinh s is ½eˢ to the last digit, and β·sinh s = e^(s + ln(β/2)) may be finite where sinh s is not. */
const STEEP = 20;

/**
 * Mirror descent for the spectral hypentropy Φ(X) = Σ[σᵢ arsinh(σᵢ/β) − √(σᵢ² + β²)], from X₀ = 0:
 *
 *     Z ← Z − (η/τ) 𝒜*(r)      Z = U·diag(s)·Vᵀ,  X = U·diag(β·sinh s)·Vᵀ
 *
 * No rank is searched and nothing is factorized: Z − Z₀ stays in the range of 𝒜*, so that of all X that fit y the limit has the least
 * Σ[σ ln((σ + √(σ² + β²))/β) − √(σ² + β²)]: the least nuclear norm as β → 0, the least Frobenius norm as β → ∞. Z = 𝒜*(λ) also proves
 * it: see NuclearNormBound. The tail is sublinear, 10⁻³ of ‖y‖ after some thousand steps: so by default a run ends where X fits to 5·10⁻³ and the gap is below 0.05. One gradient a step.
 */
export class HypentropyMirrorDescent extends Solver<typeof HypentropyMirrorDescent.parameters, HypentropyState> {
  static readonly parameters = {
    beta: positiveOrAuto("β of the potential; auto is 10⁻⁶·‖𝒜*(y)‖₂/τ"),
    stepSize: positiveOrAuto("η in units of 1/τ; auto is the smaller of 0.8·τ/‖𝒜*(y)‖₂ and 1.2/(β·(1 + √(n1·n2/m))²)"),
  };
  readonly name = "mirror-hypentropy";
  readonly reference =
    "Wu, Rebeschini. Implicit regularization in matrix sensing via mirror descent. NeurIPS 2021, arXiv:2105.13831.";
  readonly form = "asymmetric";
  override readonly counterpart = "mirror-psd";
  override readonly carries = "matrix";
  override readonly enough = gapBelow();
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "whole",
    sensing: ["isometry", "entries"],
    assumes:
      "M is what least nuclear norm recovers from y, and β is small; for any 𝒜 it converges to the matrix that is least as above",
  };
  override readonly cost: Cost = { asks: 1, algebra: "an n1×n2 singular value decomposition, O(n³)", memory: "6·n1·n2" };
  override readonly defaultStart: StartingPoint = zeroMatrix;

  constructor(options: Partial<Values<typeof HypentropyMirrorDescent.parameters>> = {}) {
    super("mirror-hypentropy", HypentropyMirrorDescent.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<HypentropyState> {
    const size = yield* dataSize(problem);
    if (isBreakdown(size)) return size;
    const { rows, cols, scale } = problem.operator;
    const beta = this.options.beta === "auto" ? SMALL : this.options.beta / size;
    const step = this.options.stepSize === "auto" ? Math.min(0.8, largest(problem) / beta) / size : this.options.stepSize;
    const dual = yield* asked(dualOf(x0, { size, beta }));
    if (isBreakdown(dual)) return dual;
    const least = Math.min(rows, cols);
    const parts = yield* mirrorParts(problem, {
      x: { left: zeros(rows, least), right: zeros(cols, least) },
      whole: zeros(rows, cols),
      size,
      step: step / scale,
    });
    if (isBreakdown(parts)) return parts;
    const fromZero = dual.data.every((value) => value === 0);
    return yield* beginMirror({ ...parts, dual, beta, fromZero, certificate: undefined }, problem, hypentropy);
  }

  *step(state: HypentropyState, problem: Problem): Asking {
    return yield* mirrorStep(state, problem, hypentropy);
  }

  override stationarity(state: HypentropyState, problem: Problem): number {
    return wholeStationarity(problem, state);
  }
}

/**
 * βη that is stable where β is large and X moves by βη𝒜*(r)/τ: 1.2 over ‖𝒜‖²/τ, which is at most about (1 + √(n1·n2/m))², the edge of
 * the spectrum of a Gaussian 𝒜 after Marchenko and Pastur. 0.3 where m is near n1·n2.
 */
const largest = ({ operator: { rows, cols, count } }: Problem): number => 1.2 / (1 + Math.sqrt((rows * cols) / count)) ** 2;

const hypentropy: MirrorMap<HypentropyState> = {
  direction: (adjoint) => adjoint,

  /** The factors U√σ and V√σ with σ = β·sinh s, and X = U·diag(σ)·Vᵀ. */
  *primal({ dual, size, beta, fromZero, x, whole }): Computing<Primal | Breakdown> {
    const svd = yield* svdOf(dual);
    if (isBreakdown(svd)) return svd;
    const values = svd.s.map((s) => size * scaledSine(s, beta));
    yield* writeSpectrum(x, whole.left, svd, values);
    return { nuclearNorm: values.reduce((sum, value) => sum + value, 0), dualNorm: fromZero ? svd.s[0] : Number.NaN };
  },
};

/** β·sinh s for s ≥ 0, finite where sinh s alone is not. */
function scaledSine(s: number, beta: number): number {
  if (s < STEEP) return beta * hyperbolicSine(s);
  return exponential(Math.min(s + naturalLogarithm(beta / 2), LARGEST));
}

/** U·diag(arsinh(σ/β))·Vᵀ of X₀/σ̂ = U·diag(σ)·Vᵀ. */
function* dualOf({ left, right }: Factors, { size, beta }: { size: number; beta: number }): Computing<Matrix | Breakdown> {
  const out = zeros(left.rows, right.rows);
  yield* productInto(out, left, right, { transB: true, alpha: 1 / size });
  const svd = yield* svdOf(out);
  if (isBreakdown(svd)) return svd;
  for (let at = 0; at < svd.u.data.length; at++)
    svd.u.data[at] *= inverseHyperbolicSine(svd.s[Math.floor(at / left.rows)] / beta);
  yield* productInto(out, svd.u, svd.vt);
  return out;
}
