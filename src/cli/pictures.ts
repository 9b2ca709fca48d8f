import { type Factors, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import type { Problem } from "../problem/problem.ts";
import type { Picture } from "../report/raster.ts";
import type { QuantumState } from "../tasks/quantum-state.ts";

/** Above this a picture of the whole estimate would be formed only to be averaged away. */
const LARGEST = 4_000_000;

/** What the page shows of the estimate: X itself, or real and imaginary parts of ρ. */
export function picturesOf({ operator, kernels }: Problem, { left, right }: Factors, state?: QuantumState): Picture[] {
  if (state)
    return [
      { label: "Re ρ", ...state.real },
      { label: "Im ρ", ...state.imaginary },
    ];
  if (operator.rows * operator.cols > LARGEST) return [];
  const x = zeros(operator.rows, operator.cols);
  multiply(kernels, x, left, right, { transB: true });
  return [{ label: "estimate", ...x }];
}
