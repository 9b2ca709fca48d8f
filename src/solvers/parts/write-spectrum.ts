import type { Computing } from "../../linalg/computing.ts";
import type { Svd } from "../../linalg/decompositions.ts";
import { type Factors, type Matrix, matrix } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";

/** Singular values of X below this share of the first are rounding in it. */
const NEGLIGIBLE = 1e-17;

/** x ← (U√σ, V√σ) and whole ← X = U·diag(σ)·Vᵀ, for U and V of an SVD of min(n1, n2) columns and new values σ ≥ 0, descending. */
export function* writeSpectrum(x: Factors, whole: Matrix, { u, vt }: Svd, values: Float64Array): Computing<void> {
  const { rows: n1 } = x.left;
  const { rows: n2, cols: p } = x.right;
  for (let q = 0; q < p; q++) {
    const root = Math.sqrt(values[q]);
    for (let i = 0; i < n1; i++) x.left.data[q * n1 + i] = root * u.data[q * n1 + i];
    for (let j = 0; j < n2; j++) x.right.data[q * n2 + j] = root * vt.data[j * p + q];
  }
  const kept = Math.max(1, values.filter((value) => value > NEGLIGIBLE * values[0]).length);
  const first = ({ rows, data }: Matrix) => matrix(rows, kept, data.subarray(0, rows * kept));
  yield* productInto(whole, first(x.left), first(x.right), { transB: true });
}
