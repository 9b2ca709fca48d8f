import { norm } from "../linalg/arithmetic.ts";
import type { Matrix } from "../linalg/matrix.ts";
import type { Problem } from "../problem/problem.ts";
import type { State } from "./snapshot.ts";

/** ‖∇‖ / (‖𝒜*(y)‖₂·‖x‖), free of every scale; with ∇ = ½(left + right) and ‖x‖ = ‖F‖ where the problem is symmetric. */
export function relativeGradient({ symmetric, dataNorm = 1 }: Problem, { x, gradient: { left, right } }: State): number {
  const size = symmetric ? norm(x.left) : both(norm(x.left), norm(x.right));
  const gradient = symmetric ? meanNorm(left, right) : both(norm(left), norm(right));
  return gradient / (size || 1) / dataNorm;
}

/** √(a² + b²) without underflow; with + − × ÷ √ alone, so that it is the same on any machine. */
function both(a: number, b: number): number {
  const most = Math.max(a, b);
  return most > 0 && most < Number.POSITIVE_INFINITY ? most * Math.sqrt((a / most) ** 2 + (b / most) ** 2) : most;
}

/** ‖½(A + B)‖_F, in units of the larger so that no square underflows. */
function meanNorm(a: Matrix, b: Matrix): number {
  const unit = Math.max(norm(a), norm(b));
  if (!(unit > 0 && unit < Number.POSITIVE_INFINITY)) return unit;
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (0.5 * (a.data[i] / unit + b.data[i] / unit)) ** 2;
  return unit * Math.sqrt(sum);
}
