import { addScaled, dot, norm } from "../../linalg/arithmetic.ts";
import type { Computing } from "../../linalg/computing.ts";
import type { Factors, Matrix } from "../../linalg/matrix.ts";
import { type Asking, asked, type Breakdown, gradientAt, isBreakdown } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import type { State } from "../../solve/snapshot.ts";

/** What a factor moves along: its gradient, or a multiple of it that depends on the other factor. */
export type Direction = (other: Matrix, gradient: Matrix) => Computing<Matrix | Breakdown>;

/** One factor moves down along its direction d, by the exact t = ⟨∇, d⟩/‖𝒜(d)‖²; then the gradient is asked for. */
export function* descendOneFactor(
  problem: Problem,
  { x, gradient }: State,
  side: "left" | "right",
  directionOf: Direction,
): Asking {
  const direction = yield* asked(directionOf(x[side === "left" ? "right" : "left"], gradient[side]));
  if (isBreakdown(direction)) return direction;
  const moved: Factors = side === "left" ? { left: direction, right: x.right } : { left: x.left, right: direction };
  const image = new Float64Array(problem.operator.count);
  yield { verb: "measure", x: moved, out: image };
  const size = norm(image);
  if (size > 0) addScaled(x[side], -(dot(gradient[side], direction) / size / size), direction);
  yield* gradientAt(problem, x, gradient);
  return undefined;
}
