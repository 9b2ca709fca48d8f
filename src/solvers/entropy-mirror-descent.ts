import { symmetrized } from "../linalg/columns.ts";
import type { Computing } from "../linalg/computing.ts";
import { eigenOf } from "../linalg/decompositions.ts";
import { exponential, naturalLogarithm } from "../linalg/elementary.ts";
import { complexBasis, embedding, imageOf } from "../linalg/hermitian.ts";
import { copyMatrix, type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { productInto } from "../linalg/product.ts";
import { positiveOrAuto, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, type Breakdown, isBreakdown } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import type { StartingPoint } from "../problem/starting-points.ts";
import { unit } from "../problem/whole-matrices.ts";
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

export interface EntropyState extends MirrorState {
  /** ln(α/σ̂) where Z₀ is that multiple of I; NaN for another start. */
  readonly shift: number;
}

/** α in units of σ̂ where none is given. */
const SMALL = 1e-6;
/** ln 10¹⁷: eigenvalues of X below the first by more are rounding in it. */
const NEGLIGIBLE = 39.14;
/** The largest exponent that is taken; e⁷⁰⁰ is near the largest number. */
const LARGEST = 700;

/**
 * Mirror descent for the von Neumann entropy Φ(X) = tr(X ln X − X) over X ⪰ 0, from X₀ = αI:
 *
 *     Z ← Z − (η/τ) sym(𝒜*(r))      X = exp(Z),  Z₀ = ln α · I
 *
 * No rank is searched and nothing is factorized: Z − Z₀ stays in the range of 𝒜*, so that of all X ⪰ 0 that fit y the limit has the least
 * tr(X ln X − X) − tr(X) ln α, which is the least trace as α → 0. Z − Z₀ = 𝒜*(λ) also proves it: see NuclearNormBound. The tail is
 * sublinear, 10⁻³ of ‖y‖ after some thousand steps: so by default a run ends where X fits to 5·10⁻³ and the gap is below 0.05. A start that is given has its eigenvalues raised to α.
 * One gradient a step.
 */
export class EntropyMirrorDescent extends Solver<typeof EntropyMirrorDescent.parameters, EntropyState> {
  static readonly parameters = {
    alpha: positiveOrAuto("α of X₀ = αI; auto is 10⁻⁶·‖𝒜*(y)‖₂/τ"),
    stepSize: positiveOrAuto("η in units of 1/τ; auto is 0.8·τ/‖𝒜*(y)‖₂, and it is stable to about 2/σ₁(M)"),
  };
  readonly name = "mirror-psd";
  readonly reference =
    "Wu, Rebeschini. Implicit regularization in matrix sensing via mirror descent. NeurIPS 2021, arXiv:2105.13831.";
  readonly form = "symmetric";
  override readonly counterpart = "mirror-hypentropy";
  override readonly carries = "matrix";
  override readonly enough = gapBelow();
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "whole",
    sensing: ["isometry", "entries"],
    assumes:
      "M ⪰ 0 is what least trace recovers from y, and α is small; for any 𝒜 it converges to the matrix that is least as above",
  };
  override readonly cost: Cost = { asks: 1, algebra: "an n×n eigendecomposition, O(n³)", memory: "6n²" };
  override readonly defaultStart: StartingPoint = multipleOfIdentity(this.options.alpha);

  constructor(options: Partial<Values<typeof EntropyMirrorDescent.parameters>> = {}) {
    super("mirror-psd", EntropyMirrorDescent.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<EntropyState> {
    const size = yield* dataSize(problem);
    if (isBreakdown(size)) return size;
    const { alpha, stepSize } = this.options;
    const { rows, scale } = problem.operator;
    const dual = yield* asked(logarithmOf(problem, x0, { size, least: alpha === "auto" ? SMALL : alpha / size }));
    if (isBreakdown(dual)) return dual;
    const { cols } = unit(problem);
    const factor = zeros(rows, cols);
    const parts = yield* mirrorParts(problem, {
      x: { left: factor, right: factor },
      whole: zeros(rows, cols),
      size,
      step: (stepSize === "auto" ? 0.8 / size : stepSize) / scale,
    });
    if (isBreakdown(parts)) return parts;
    return yield* beginMirror({ ...parts, ...dual, certificate: undefined }, problem, entropy);
  }

  *step(state: EntropyState, problem: Problem): Asking {
    return yield* mirrorStep(state, problem, entropy);
  }

  override stationarity(state: EntropyState, problem: Problem): number {
    return wholeStationarity(problem, state);
  }
}

const entropy: MirrorMap<EntropyState> = {
  /** sym(𝒜*(r)). */
  direction: (adjoint, { operator }) => symmetrized(operator.field === "complex" ? embedding(adjoint) : adjoint),

  /** F = Q·exp(θ/2) from the eigenpairs (θ, Q) of Z, and X = F·F*. */
  *primal({ dual, size, shift, x, whole }, { operator }): Computing<Primal | Breakdown> {
    const eigen = yield* eigenOf(dual);
    if (isBreakdown(eigen)) return eigen;
    const { values, vectors } = eigen;
    const order = Array.from(values, (_, i) => values.length - 1 - i);
    const complex = operator.field === "complex";
    const basis = complex ? complexBasis(vectors, order, x.left.cols) : { image: permuted(vectors, order), from: order };
    const exponents = basis.from.map((at) => values[at]);
    const roots = exponents.map((theta) => Math.sqrt(size) * exponential(Math.min(theta, LARGEST) / 2));
    const { rows } = x.left;
    for (const [q, root] of roots.entries())
      for (let i = 0; i < rows; i++) x.left.data[q * rows + i] = root * basis.image.data[q * rows + i];
    const kept = exponents.filter((theta) => theta > exponents[0] - NEGLIGIBLE).length;
    const leading = matrix(rows, kept, x.left.data.subarray(0, rows * kept));
    if (complex) {
      const [factor, product] = [embedding(leading), zeros(rows, rows)];
      yield* productInto(product, factor, factor, { transB: true });
      whole.left.data.set(imageOf(product).data);
    } else yield* productInto(whole.left, leading, leading, { transB: true });
    return { nuclearNorm: roots.reduce((sum, root) => sum + root * root, 0), dualNorm: exponents[0] - shift };
  },
};

/** ln of X₀/σ̂ with its eigenvalues raised to `least`; a multiple of I where all of them are then the same. */
function* logarithmOf(
  { operator }: Problem,
  x0: Factors,
  { size, least }: { size: number; least: number },
): Computing<{ dual: Matrix; shift: number } | Breakdown> {
  const factor = operator.field === "complex" ? embedding(x0.left) : x0.left;
  const n = factor.rows;
  const product = zeros(n, n);
  yield* productInto(product, factor, factor, { transB: true, alpha: 1 / size });
  const eigen = yield* eigenOf(product);
  if (isBreakdown(eigen)) return eigen;
  const logarithms = eigen.values.map((value) => naturalLogarithm(Math.max(value, least)));
  const dual = zeros(n, n);
  if (logarithms.every((value) => value === logarithms[0])) {
    for (let i = 0; i < n; i++) dual.data[i * (n + 1)] = logarithms[0];
    return { dual, shift: logarithms[0] };
  }
  const scaled = copyMatrix(eigen.vectors);
  for (let at = 0; at < scaled.data.length; at++) scaled.data[at] *= logarithms[Math.floor(at / n)];
  yield* productInto(dual, scaled, eigen.vectors, { transB: true });
  return { dual: symmetrized(dual), shift: Number.NaN };
}

/** √α·I, whatever the rank. */
function multipleOfIdentity(alpha: number | "auto"): StartingPoint {
  return function* (problem) {
    const size = yield* dataSize(problem);
    if (isBreakdown(size)) return size;
    const factor = unit(problem);
    const root = Math.sqrt(alpha === "auto" ? SMALL * size : alpha);
    for (let i = 0; i < factor.data.length; i++) factor.data[i] *= root;
    return { left: factor, right: factor };
  };
}

function permuted(a: Matrix, order: readonly number[]): Matrix {
  const out = zeros(a.rows, order.length);
  for (const [q, j] of order.entries()) out.data.set(a.data.subarray(j * a.rows, (j + 1) * a.rows), q * a.rows);
  return out;
}
