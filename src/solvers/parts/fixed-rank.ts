import { norm } from "../../linalg/arithmetic.ts";
import type { Factors } from "../../linalg/matrix.ts";
import type { Ask } from "../../operators/operator.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import type { State } from "../../solve/snapshot.ts";
import { pointOf, type RankPoint, type Tangent, tangentDot, tangentFactors, writePoint } from "./tangent-space.ts";

/** An iterate on the manifold of matrices of a rank: x are the balanced factors of the point, and zero in what columns they have more. */
export interface FixedRankState extends State {
  point: RankPoint;
}

/** The state at x0, a matrix of that rank, whose factors become balanced; the product stays. */
export function* startOnManifold(problem: Problem, x: Factors, rank = x.left.cols): Asking<FixedRankState> {
  const point = yield* asked(pointOf(x, rank));
  if (isBreakdown(point)) return point;
  const state = { x, gradient: gradientLike(x), point };
  yield* moveTo(state, point, problem);
  return state;
}

/** The state moves to a point, and asks for the gradient there. */
export function* moveTo(state: FixedRankState, point: RankPoint, problem: Problem): Asking {
  state.point = point;
  writePoint(state.x, point);
  yield* gradientAt(problem, state.x, state.gradient);
  return undefined;
}

/** The t that minimizes ‖𝒜(X + t·d) − y‖ for the Riemannian gradient g at X: −⟨g, d⟩/‖𝒜(d)‖²; 0 where 𝒜 does not see d. One question. */
export function* exactStep(
  { operator }: Problem,
  point: RankPoint,
  gradient: Tangent,
  direction: Tangent,
): Generator<Ask, number, void> {
  const image = new Float64Array(operator.count);
  yield { verb: "measure", x: tangentFactors(point, direction), out: image };
  const size = norm(image);
  return size > 0 ? -(tangentDot(gradient, direction) / size / size) : 0;
}
