import { dot } from "../linalg/arithmetic.ts";
import type { Matrix } from "../linalg/matrix.ts";
import type { Problem } from "../problem/problem.ts";
import type { State } from "./snapshot.ts";

/** ‖∇‖ / (‖𝒜*(y)‖₂·‖x‖), free of every scale; with ∇ = ½(left + right) and ‖x‖ = ‖F‖ where the problem is symmetric. */
export function relativeGradient({ symmetric, dataNorm = 1 }: Problem, { x, gradient: { left, right } }: State): number {
  const squares = symmetric ? 0.25 * (square(left) + 2 * dot(left, right) + square(right)) : square(left) + square(right);
  const size = symmetric ? square(x.left) : square(x.left) + square(x.right);
  return Math.sqrt(Math.max(0, squares) / (size || 1)) / dataNorm;
}

const square = (a: Matrix): number => dot(a, a);
