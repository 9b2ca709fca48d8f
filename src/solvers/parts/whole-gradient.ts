import { norm } from "../../linalg/arithmetic.ts";
import { beside, columnsOf, transposed } from "../../linalg/columns.ts";
import { type Factors, identity, type Matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import type { Ask, Gradient } from "../../operators/operator.ts";
import { asked, gradientLike } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import { unit } from "../../problem/whole-matrices.ts";
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

/** X = L·Rᵀ whole, as the pair { left: X, right: I }. */
export function* wholeOf({ left, right }: Factors, problem: Problem): Generator<Ask, Factors, void> {
  const whole = zeros(left.rows, right.rows);
  yield* asked(productInto(whole, left, right, { transB: true }));
  return { left: whole, right: unit(problem) };
}

/** ‖𝒜*(r)‖_F / ‖𝒜*(y)‖₂, of states whose gradient is asked for at { left: X, right: I }. */
export const wholeStationarity = ({ dataNorm = 1 }: Problem, { gradient }: Pick<State, "gradient">): number =>
  norm(gradient.left) / dataNorm;

/** The first columns of the answer. */
function copyAnswer(out: Gradient, { left, right, value, residualNorm }: Gradient): void {
  out.left.data.set(left.data.subarray(0, out.left.data.length));
  out.right.data.set(right.data.subarray(0, out.right.data.length));
  out.value = value;
  out.residualNorm = residualNorm;
}
