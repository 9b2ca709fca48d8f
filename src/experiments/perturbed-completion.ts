import type { Kernels } from "../kernels/contract.ts";
import { matrix } from "../linalg/matrix.ts";
import { denseOperator } from "../operators/dense.ts";
import { createProblem, type Problem } from "../problem/problem.ts";

/**
 * Perturbed matrix completion of M = zzᵀ, z = (1, 0, 1, 0, …): every entry is measured, with weight 1 on the diagonal and where a row or column is even
 * (counted from 1), where M is zero, and a small weight ε elsewhere. For small ε every choice of signs of z has a minimum near it.
 */
export function perturbedCompletion(n: number, weight: number, kernels: Kernels): Problem {
  const matrices = new Float64Array(n ** 4);
  for (let j = 0; j < n; j++)
    for (let k = 0; k < n; k++) matrices[(j * n + k) * (n * n + 1)] = j === k || j % 2 === 1 || k % 2 === 1 ? 1 : weight;
  const operator = denseOperator({ rows: n, cols: n, matrices }, kernels);
  const z = matrix(n, 1, signs(n));
  const measurements = new Float64Array(n * n);
  operator.measure({ left: z, right: z }, measurements);
  return createProblem({ operator, measurements, symmetric: true, truth: { left: z, right: z } });
}

/** z; with its first sign turned where asked. */
export const signs = (n: number, turned = false): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => (i % 2 === 1 ? 0 : i === 0 && turned ? -1 : 1));
