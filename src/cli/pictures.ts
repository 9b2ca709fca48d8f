import type { Kernels } from "../kernels/contract.ts";
import { type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import type { Picture } from "../report/raster.ts";
import { densityMatrix } from "../tasks/quantum-state.ts";

/** Above so many entries a picture of the whole estimate would be formed only to be averaged away. */
const LARGEST = 4_000_000;

/** X = left·rightᵀ as a picture; none where it is very large. */
export function estimatePictures(kernels: Kernels, { left, right }: Factors): Picture[] {
  if (left.rows * right.rows > LARGEST) return [];
  const x = zeros(left.rows, right.rows);
  multiply(kernels, x, left, right, { transB: true });
  return [{ label: "estimate", ...x }];
}

/** Real and imaginary parts of U·U*; of a state ρ, the basis named |00⟩, |01⟩, …; none where it is very large. */
export function complexPictures(kernels: Kernels, factor: Matrix, state: boolean): Picture[] {
  const n = factor.rows / 2;
  if (4 * n * n > LARGEST) return [];
  const { real, imaginary } = densityMatrix(kernels, factor);
  const name = state ? "ρ" : "X";
  const basis = (i: number): string => `|${i.toString(2).padStart(Math.log2(n), "0")}⟩`;
  const named = state ? { basis: Array.from({ length: n }, (_, i) => basis(i)) } : {};
  return [
    { label: `Re ${name}`, ...real, ...named },
    { label: `Im ${name}`, ...imaginary, ...named },
  ];
}
