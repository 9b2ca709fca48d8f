import { productSvd } from "../linalg/factored.ts";
import { embedding } from "../linalg/hermitian.ts";
import { type FactorsLike, toFactors } from "../linalg/matrix-like.ts";
import { requireCount } from "../parameters/checked-numbers.ts";
import type { Problem } from "../problem/problem.ts";
import { type Diagnostic, sparsely } from "../solve/snapshot.ts";

/**
 * The min(k, n1, n2) singular values of the estimate, descending, in factored form: O((n1 + n2)k²), never n1×n2.
 * Where the field is complex they are the k eigenvalues of U·U*. NaN where a factor is not finite.
 */
export function spectrumOf({ kernels, operator }: Pick<Problem, "kernels" | "operator">, estimate: FactorsLike): Float64Array {
  const x = toFactors(estimate, "the estimate");
  if (operator.field === "real") return productSvd(kernels, x).values;
  const whole = embedding(x.left);
  return productSvd(kernels, { left: whole, right: whole }).values.filter((_, i) => i % 2 === 0); // each appears twice
}

/** Columns sigma_1 … sigma_count: the leading singular values of the estimate along the way. Throws RangeError unless `count` is an integer ≥ 1. */
export function spectrum(count = 10, due = sparsely): Diagnostic {
  requireCount("a recorded spectrum", { count });
  return {
    due,
    columns: ({ problem, state }) =>
      Object.fromEntries([...spectrumOf(problem, state.x).subarray(0, count)].map((value, i) => [`sigma_${i + 1}`, value])),
  };
}
