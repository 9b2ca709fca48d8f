import { norm } from "../linalg/arithmetic.ts";
import { distance, productNorm } from "../linalg/factored.ts";
import { embedding } from "../linalg/hermitian.ts";
import type { Factors } from "../linalg/matrix.ts";
import { type FactorsLike, toFactors } from "../linalg/matrix-like.ts";
import type { Problem } from "../problem/problem.ts";
import { type Diagnostic, sparsely } from "../solve/snapshot.ts";

/**
 * ‖X − M‖_F / ‖M‖_F, in factored form where M is factored; NaN where the truth is not known.
 * Where the field is complex it is that of U·U*, through embeddings: a factored truth is then the real image of its U.
 */
export function relativeErrorOf({ kernels, operator, truth }: Problem, estimate: FactorsLike): number {
  if (!truth) return Number.NaN;
  const x = toFactors(estimate, "the estimate");
  const complex = operator.field === "complex";
  const m = complex && "left" in truth ? twice(embedding(truth.left)) : truth;
  const size = "left" in m ? productNorm(kernels, m) : norm(m);
  return distance(kernels, complex ? twice(embedding(x.left)) : x, m) / size;
}

const twice = (factor: Factors["left"]): Factors => ({ left: factor, right: factor });

/** The column relativeError. */
export const relativeError = (due = sparsely): Diagnostic => ({
  due,
  columns: ({ problem, state }) => ({ relativeError: relativeErrorOf(problem, state.x) }),
});
