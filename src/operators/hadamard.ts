import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import type { HadamardBy } from "../kernels/structured-contract.ts";
import { kernelCalls } from "./kernel-calls.ts";
import { kernelOperator } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";
import { drawRows, type TransformRows, type TransformSensing } from "./transform-rows.ts";

/**
 * Subsampled randomized Hadamard transform: 𝒜(X) = m^−½·R·H·D·vec(X), with D random signs, H the Walsh–Hadamard matrix of ±1 over vec(X)
 * (row-major, zeros up to N = 2^⌈log₂ n1·n2⌉ numbers) and R m of its N rows, each set equally likely: E 𝒜*𝒜 = I, and entries of A_i are ±m^−½.
 *
 * All measurements together cost O(N log N), and the operator stores m integers and n1·n2 bits; a question takes 8·N bytes of work.
 * Throws RangeError for bad sizes or m > N; NotEnoughMemory where the work does not fit.
 *
 * Tropp. Improved analysis of the subsampled randomized Hadamard transform. Adv. Adapt. Data Anal. 3, 2011.
 */
export function hadamardOperator(sensing: TransformSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  return over(drawRows(sensing, 1, 1), sensing.count, kernels);
}

/** Of rows of a transform of which `all` were drawn, which is what scales it. */
function over(transform: TransformRows, all: number, kernels: Kernels): MeasurementOperator {
  const { rows, cols, size, row, signs } = transform;
  const count = row.length;
  const by: HadamardBy = [count, rows, cols, size, row, signs, 1 / Math.sqrt(all)];
  return kernelOperator(
    {
      kind: "hadamard",
      rows,
      cols,
      count,
      field: "real",
      symmetric: false,
      kernels,
      scale: count / all, // ‖A_i‖_F² = n1·n2/m
      restrict: (keep) => over({ ...transform, row: keep.map((i) => row[i]) }, all, kernels),
      work: (k) => 2 * size * Math.log2(size) + 6 * rows * cols * k,
    },
    {
      made: {},
      kept: { "rows and signs": row.byteLength + signs.byteLength },
      scratch: size + count,
      ...kernelCalls(by, (on) => ({
        measure: on.measureHadamard,
        pullback: on.pullbackHadamard,
        gradient: on.gradientHadamard,
      })),
    },
  );
}
