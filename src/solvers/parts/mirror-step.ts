import { addScaled } from "../../linalg/arithmetic.ts";
import type { Computing } from "../../linalg/computing.ts";
import type { Factors, Matrix } from "../../linalg/matrix.ts";
import { type Asking, asked, type Breakdown, gradientAt, gradientLike, isBreakdown } from "../../problem/asking.ts";
import { dataNorm } from "../../problem/data-spectrum.ts";
import type { Problem } from "../../problem/problem.ts";
import { adjointMatrix, unit } from "../../problem/whole-matrices.ts";
import type { State } from "../../solve/snapshot.ts";
import { addResidual, type DualSum, type NuclearNormBound, nuclearNormBound } from "./nuclear-norm-bound.ts";

/** What mirror descent carries: `x` holds factors of X, and the gradient is asked for at `whole`. */
export interface MirrorState extends State {
  /** X and I, so that `gradient.left` is 𝒜*(r). */
  readonly whole: Factors;
  /** Z = ∇Φ(X/σ̂) = Z₀ + 𝒜*(λ); of its real embedding where the field is complex. */
  readonly dual: Matrix;
  readonly sum: DualSum;
  /** σ̂ = ‖𝒜*(y)‖₂/τ: X in this unit has the same numbers whatever the units of y. */
  readonly size: number;
  /** What 𝒜*(r) is multiplied by: η/τ. */
  readonly step: number;
  certificate: NuclearNormBound | undefined;
}

/** What the dual matrix gives beside X: ‖X‖_*, and the dual norm of 𝒜*(λ), NaN where Z₀ hides it. */
export interface Primal {
  readonly nuclearNorm: number;
  readonly dualNorm: number;
}

/** How one potential Φ maps: X and its factors from Z, written in place; and 𝒜*(r) as it is subtracted from Z. */
export interface MirrorMap<S extends MirrorState> {
  primal(state: Omit<S, "certificate">, problem: Problem): Computing<Primal | Breakdown>;
  direction(adjoint: Matrix, problem: Problem): Matrix;
}

/** The parts of a state that no potential changes. X and its factors are left to `primal`. Refuses nothing. */
export function* mirrorParts(
  problem: Problem,
  { x, whole, size, step }: { x: Factors; whole: Matrix; size: number; step: number },
): Asking<Omit<MirrorState, "dual" | "certificate">> {
  const pair = { left: whole, right: unit(problem) };
  const data = yield* adjointMatrix(problem, problem.measurements);
  return { x, whole: pair, gradient: gradientLike(pair), sum: { data, value: 0 }, size, step };
}

/** σ̂ = ‖𝒜*(y)‖₂/τ. */
export function* dataSize(problem: Problem): Asking<number> {
  const norm = yield* dataNorm(problem);
  return isBreakdown(norm) ? norm : norm / problem.operator.scale;
}

/** X = ∇Φ*(Z) of the first Z, and the gradient there. */
export function* beginMirror<S extends MirrorState>(state: S, problem: Problem, map: MirrorMap<S>): Asking<S> {
  const primal = yield* asked(map.primal(state, problem));
  if (isBreakdown(primal)) return primal;
  yield* gradientAt(problem, state.whole, state.gradient);
  return state;
}

/** Z ← Z − (η/τ)𝒜*(r), then X = ∇Φ*(Z), then the gradient there. */
export function* mirrorStep<S extends MirrorState>(state: S, problem: Problem, map: MirrorMap<S>): Asking {
  addResidual(state.sum, problem, state.whole.left, state.step);
  addScaled(state.dual, -state.step, map.direction(state.gradient.left, problem));
  const primal = yield* asked(map.primal(state, problem));
  if (isBreakdown(primal)) return primal;
  yield* gradientAt(problem, state.whole, state.gradient);
  state.certificate = nuclearNormBound(state.sum, primal.nuclearNorm, primal.dualNorm);
  return undefined;
}
