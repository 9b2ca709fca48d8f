import { scaledColumns } from "../../linalg/columns.ts";
import type { Computing } from "../../linalg/computing.ts";
import { svdOf } from "../../linalg/decompositions.ts";
import { type Factors, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import { type Breakdown, isBreakdown } from "../../problem/asking.ts";

export type RescaledForm = "lift" | "flat";

/**
 * With the thin SVD L = A·diag(s)·Bᵀ, in place and with L·Rᵀ unchanged:
 *
 *     flat:  s′ᵢ = β              lift:  s′ᵢ = max(sᵢ, β)
 *     L ← A·diag(s′)              R ← R·B·diag(s/s′)
 *
 * so that LᵀL ⪰ β²I. Where s ends in zeros their columns of A are arbitrary, which is as good. Needs at least as many rows as columns.
 * Returns the sharpness σ₁(L)² + σ₁(R)² of the new point.
 */
export function* rescaleLeft({ left, right }: Factors, beta: number, form: RescaledForm): Computing<number | Breakdown> {
  const svd = yield* svdOf(left);
  if (isBreakdown(svd)) return svd;
  const target = svd.s.map((s) => (form === "flat" ? beta : Math.max(s, beta)));
  const turned = zeros(right.rows, right.cols);
  yield* productInto(turned, right, svd.vt, { transB: true });
  left.data.set(scaledColumns(svd.u, target).data);
  right.data.set(
    scaledColumns(
      turned,
      svd.s.map((s, i) => s / target[i]),
    ).data,
  );
  const other = yield* svdOf(right);
  return isBreakdown(other) ? other : Math.max(...target) ** 2 + other.s[0] ** 2;
}
