import { beside, columnsOf, transposed } from "../../linalg/columns.ts";
import { identity, type Matrix, zeros } from "../../linalg/matrix.ts";
import type { Ask, Gradient } from "../../operators/operator.ts";
import { gradientLike } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import type { State } from "../../solve/snapshot.ts";

/**
 * The gradient at x, and G = 𝒜*(r) itself (n1×n2), in one pass: asked at the factors [L, 0]·[R, I]ᵀ, whose product is that of x, so that the
 * answer is [G·R, G]; with the identity on the side that has fewer rows. Writes `gradient`.
 */
export function* wholeGradientAt(
  { operator: { rows, cols }, measurements, loss }: Problem,
  { x, gradient }: State,
): Generator<Ask, Matrix, void> {
  const wide = rows >= cols;
  const side = wide ? cols : rows;
  const padded = {
    left: beside(x.left, wide ? zeros(rows, side) : identity(side)),
    right: beside(x.right, wide ? identity(side) : zeros(cols, side)),
  };
  const answer = gradientLike(padded);
  yield { verb: "gradient", x: padded, y: measurements, loss, out: answer };
  const k = x.left.cols;
  copyAnswer(gradient, answer);
  return wide ? columnsOf(answer.left, k, k + side) : transposed(columnsOf(answer.right, k, k + side));
}

/** The first columns of the answer. */
function copyAnswer(out: Gradient, { left, right, value, residualNorm }: Gradient): void {
  out.left.data.set(left.data.subarray(0, out.left.data.length));
  out.right.data.set(right.data.subarray(0, out.right.data.length));
  out.value = value;
  out.residualNorm = residualNorm;
}
