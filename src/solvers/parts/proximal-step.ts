/** Steps of proximal descent on ½‖𝒜(X) − y‖² + λ‖X‖_* over whole matrices, with a λ that falls on the way. */
import { addScaled, dot, norm } from "../../linalg/arithmetic.ts";
import { svdOf } from "../../linalg/decompositions.ts";
import { copyMatrix, type Factors, type Matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import { positive, share } from "../../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../../problem/asking.ts";
import { dataNorm } from "../../problem/data-spectrum.ts";
import type { Problem } from "../../problem/problem.ts";
import { unit } from "../../problem/whole-matrices.ts";
import type { State } from "../../solve/snapshot.ts";
import { type NuclearNormBound, nuclearNormBound } from "./nuclear-norm-bound.ts";
import { writeSpectrum } from "./write-spectrum.ts";

/** `x` holds factors of X of full rank, and the gradient is asked for at `whole`. */
export interface ProximalState extends State {
  /** X and I, so that `gradient.left` is 𝒜*(r). */
  readonly whole: Factors;
  /** L, which is ‖𝒜‖² or a little less. */
  readonly curvature: number;
  /** λ of the step to come; infinite before the first. */
  penalty: number;
  /** The λ that it falls to. */
  readonly least: number;
  /** The norm of a subgradient of ½‖r‖² + λ‖X‖_* at X, with the λ of the step that led there. */
  defect: number;
  steps: number;
  /** When λ came to its end; infinite before. */
  restsFrom: number;
  certificate: NuclearNormBound | undefined;
}

export const penaltyParameters = /* @__NO_SIDE_EFFECTS__ */ (ratio: number) => ({
  penalty: positive(1e-6, "the λ at the end, in units of ‖𝒜*(y)‖₂"),
  ratio: share(ratio, "what λ is multiplied by until then, from ‖𝒜*(r)‖₂ of the start on; 0 takes the last λ at once"),
});

/** The state at x0. `curvature` is L. */
export function* startProximal(
  problem: Problem,
  { left, right }: Factors,
  { curvature, penalty }: { curvature: number; penalty: number },
): Asking<ProximalState> {
  const { rows, cols } = problem.operator;
  const size = yield* dataNorm(problem);
  if (isBreakdown(size)) return size;
  const whole = { left: zeros(rows, cols), right: unit(problem) };
  yield* asked(productInto(whole.left, left, right, { transB: true }));
  const svd = yield* asked(svdOf(whole.left));
  if (isBreakdown(svd)) return svd;
  const least = Math.min(rows, cols);
  const x = { left: zeros(rows, least), right: zeros(cols, least) };
  yield* asked(writeSpectrum(x, whole.left, svd, svd.s));
  const gradient = gradientLike(whole);
  yield* gradientAt(problem, whole, gradient);
  return {
    x,
    whole,
    gradient,
    curvature,
    penalty: Number.POSITIVE_INFINITY,
    least: penalty * size,
    defect: norm(gradient.left),
    steps: 0,
    restsFrom: Number.POSITIVE_INFINITY,
    certificate: undefined,
  };
}

/** λ ← c·λ for c = `ratio`, and at first c·‖𝒜*(r)‖₂, above which X = 0 would stay; never below its end. */
export function* lowerPenalty(state: ProximalState, ratio: number): Asking {
  let from = state.penalty;
  if (!Number.isFinite(from)) {
    const svd = yield* asked(svdOf(state.gradient.left));
    if (isBreakdown(svd)) return svd;
    from = svd.s[0];
  }
  state.penalty = Math.max(ratio * from, state.least);
  if (state.penalty === state.least) state.restsFrom = Math.min(state.restsFrom, state.steps);
  return undefined;
}

/** X ← S_{λ/L}(Z − G/L) for G = 𝒜*(𝒜(Z) − y), S_c lowering singular values by c, to zero at the least. Then the gradient at X. */
export function* proximalStep(state: ProximalState, problem: Problem, z: Matrix, g: Matrix): Asking {
  const { x, whole, gradient, curvature, penalty } = state;
  const moved = copyMatrix(z);
  addScaled(moved, -1 / curvature, g);
  const svd = yield* asked(svdOf(moved));
  if (isBreakdown(svd)) return svd;
  const values = svd.s.map((s) => Math.max(0, s - penalty / curvature));
  yield* asked(writeSpectrum(x, whole.left, svd, values));
  yield* gradientAt(problem, whole, gradient);
  state.steps++;

  // L(Z − X) − G is in λ∂‖X‖_*, so this is in the subdifferential of the whole at X, and ‖𝒜*(r)‖₂ ≤ λ + its norm.
  const subgradient = copyMatrix(gradient.left);
  for (let i = 0; i < g.data.length; i++) subgradient.data[i] += curvature * (z.data[i] - whole.left.data[i]) - g.data[i];
  state.defect = norm(subgradient);
  // ⟨y, −r⟩ = ‖r‖² − ⟨𝒜*(r), X⟩.
  const value = gradient.residualNorm ** 2 - dot(gradient.left, whole.left);
  const nuclearNorm = values.reduce((sum, s) => sum + s, 0);
  state.certificate = nuclearNormBound({ value }, nuclearNorm, penalty + state.defect);
  return undefined;
}

/** How far X is from the least of ½‖r‖² + λ‖X‖_* with the last λ, in units of ‖𝒜*(y)‖₂. */
export function proximalStationarity({ dataNorm: unit = 1 }: Problem, { defect, penalty, least }: ProximalState): number {
  return (defect + (Number.isFinite(penalty) ? penalty - least : 0)) / unit;
}
