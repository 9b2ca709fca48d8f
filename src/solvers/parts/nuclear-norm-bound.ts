import { dot, norm } from "../../linalg/arithmetic.ts";
import type { Matrix } from "../../linalg/matrix.ts";
import type { Problem } from "../../problem/problem.ts";

/**
 * What weak duality proves of an X that fits y: every such matrix has ‖X‖_* ≥ ⟨y, λ⟩ / ‖𝒜*(λ)‖₂, for any λ with ⟨y, λ⟩ > 0 (for
 * X ⪰ 0, λ_max of the symmetric part instead of the norm). Nothing is proved while X does not fit.
 */
export type NuclearNormBound = {
  /** ‖X‖_*. */
  readonly nuclearNorm: number;
  /** Every matrix that fits y has at least this nuclear norm. */
  readonly nuclearNormBound: number;
  /** nuclearNorm / nuclearNormBound − 1: by this share at most a matrix that fits y has less. Below zero where X does not fit. */
  readonly nuclearNormGap: number;
};

/** λ = −Σ step·r_t by what it is seen through: ⟨y, λ⟩, from ⟨y, r⟩ = ⟨𝒜*(y), X⟩ − ‖y‖². No λ is stored. */
export interface DualSum {
  /** 𝒜*(y). */
  readonly data: Matrix;
  /** ⟨y, λ⟩. */
  value: number;
}

/** Adds −step·r to λ, r = 𝒜(X) − y. */
export function addResidual(sum: DualSum, { measurements }: Problem, x: Matrix, step: number): void {
  sum.value -= step * (dot(sum.data, x) - norm(measurements) ** 2);
}

/** Nothing before the first step, when λ = 0, and where its bound would not be positive. */
export function nuclearNormBound(
  { value }: Pick<DualSum, "value">,
  nuclearNorm: number,
  dualNorm: number,
): NuclearNormBound | undefined {
  if (!(value > 0 && dualNorm > 0 && Number.isFinite(nuclearNorm))) return undefined;
  const bound = value / dualNorm;
  return { nuclearNorm, nuclearNormBound: bound, nuclearNormGap: nuclearNorm / bound - 1 };
}
