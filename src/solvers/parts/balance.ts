import type { Computing } from "../../linalg/computing.ts";
import { productSvdOf } from "../../linalg/factored.ts";
import type { Factors, Matrix } from "../../linalg/matrix.ts";

const CUT = 1e-13;

/**
 * (L, R) ← (U√Σ, V√Σ) with L·Rᵀ = U·diag(Σ)·Vᵀ, from two thin QRs and the SVD of a k×k core: X stays what it was, and the columns of
 * both factors become orthogonal with equal norms. With `whole` factors of a product that has lost rank (to 13 digits) are left alone, for
 * balancing would forget what one factor still holds beyond it. Whether x is finite; where not, it is left alone too.
 */
export function* balance(x: Factors, { whole = false } = {}): Computing<boolean> {
  const { left, values, right } = yield* productSvdOf(x);
  if (Number.isNaN(values[0])) return false;
  if (whole && !(values[values.length - 1] > CUT * values[0])) return true;
  const roots = values.map(Math.sqrt);
  setColumns(x.left, left, roots);
  setColumns(x.right, right, roots);
  return true;
}

function setColumns(out: Matrix, a: Matrix, scales: Float64Array): void {
  for (let q = 0; q < a.cols; q++) for (let i = 0; i < a.rows; i++) out.data[q * a.rows + i] = a.data[q * a.rows + i] * scales[q];
}
