import { requireCount } from "../parameters/checked-numbers.ts";

/**
 * The curvature of h(w) = ¼‖⟨𝒜^{⊗l}, w ⊗ w⟩ − y^{⊗l}‖² at a stationary point x̂ of l = 1, lifted to x̂^{⊗l}, along u^{⊗l}:
 *
 *     q_l = ⟨𝒜(x̂x̂ᵀ), 𝒜(uuᵀ)⟩^l − ⟨y, 𝒜(uuᵀ)⟩^l + ‖𝒜(x̂uᵀ)‖^{2l} + ⟨𝒜(x̂uᵀ), 𝒜(ux̂ᵀ)⟩^l
 *
 * Ma, Lavaei, Sojoudi. Algorithmic regularization in tensor optimization: towards a lifted approach in matrix sensing. NeurIPS 2023.
 */
export interface LiftedProducts {
  /** ⟨𝒜(x̂x̂ᵀ), 𝒜(uuᵀ)⟩ and ⟨y, 𝒜(uuᵀ)⟩. */
  readonly fit: number;
  readonly data: number;
  /** ‖𝒜(x̂uᵀ)‖² and ⟨𝒜(x̂uᵀ), 𝒜(ux̂ᵀ)⟩. */
  readonly crossed: number;
  readonly mirrored: number;
}

/** q_l. Throws RangeError unless l is an integer ≥ 1. */
export function liftedCurvature({ fit, data, crossed, mirrored }: LiftedProducts, l: number): number {
  requireCount("the lifted curvature", { l });
  return fit ** l - data ** l + crossed ** l + mirrored ** l;
}

/** The same products of ½(A_i + A_iᵀ): both of the last two are their mean, which no sum of odd powers exceeds. */
export function symmetrizedProducts({ crossed, mirrored, ...rest }: LiftedProducts): LiftedProducts {
  const mean = 0.5 * (crossed + mirrored);
  return { ...rest, crossed: mean, mirrored: mean };
}

/** The first odd l for which q_l < 0, up to `most`; NaN where there is none. Throws RangeError unless `most` is an integer ≥ 1. */
export function firstSaddleOrder(products: LiftedProducts, most = 399): number {
  requireCount("the search for a saddle", { most });
  for (let l = 1; l <= most; l += 2) if (liftedCurvature(products, l) < 0) return l;
  return Number.NaN;
}
