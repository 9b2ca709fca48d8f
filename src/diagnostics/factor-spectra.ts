import type { AlgebraKernels } from "../kernels/contract.ts";
import type { Factors } from "../linalg/matrix.ts";
import { requireCount } from "../parameters/checked-numbers.ts";
import { type Diagnostic, sparsely } from "../solve/snapshot.ts";
import { singularValues } from "./projections.ts";

/** The singular values of each factor, descending: O(nk²). For X = F·Fᵀ both are those of F. NaN where a factor is not finite. */
export function factorSpectraOf(kernels: AlgebraKernels, { left, right }: Factors): { left: Float64Array; right: Float64Array } {
  const values = singularValues(kernels, left);
  return { left: values, right: right === left ? values : singularValues(kernels, right) };
}

/** Columns left_1 … and right_1 …: the `count` leading singular values of both factors along the way. Throws RangeError unless `count` is an integer ≥ 1. */
export function factorSpectra(count = 10, due = sparsely): Diagnostic {
  requireCount("recorded spectra", { count });
  return {
    due,
    columns: ({ problem, state }) => {
      const { left, right } = factorSpectraOf(problem.kernels, state.x);
      const named = (name: string, values: Float64Array) =>
        [...values.subarray(0, count)].map((value, i): [string, number] => [`${name}_${i + 1}`, value]);
      return Object.fromEntries([...named("left", left), ...named("right", right)]);
    },
  };
}
