import { norm, scaleBy } from "../../linalg/arithmetic.ts";
import type { Matrix } from "../../linalg/matrix.ts";
import { squared } from "../../losses/loss.ts";
import type { Ask } from "../../operators/operator.ts";
import { gradientLike } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import { adjointMatrix, unit } from "../../problem/whole-matrices.ts";

const STEPS = 40;
/** A step of the power iteration that adds a smaller share is the last. */
const SETTLED = 1e-3;

/**
 * L ≈ ‖𝒜‖², the greatest curvature of ½‖𝒜(X) − y‖², by power iteration on 𝒜*𝒜 from 𝒜*(y): from below, of Gaussian matrices by some per
 * cent; at once where 𝒜*𝒜 is a multiple of a projection. A gradient a step, 40 at the most.
 */
export function* greatestCurvature(problem: Problem): Generator<Ask, number, void> {
  const { operator } = problem;
  const at: Matrix = yield* adjointMatrix(problem, problem.measurements);
  const x = { left: at, right: unit(problem) };
  const nothing = new Float64Array(operator.count);
  const answer = gradientLike(x);
  let found = 0;
  for (let step = 0; step < STEPS; step++) {
    const size = norm(at);
    if (!(size > 0 && size < Number.POSITIVE_INFINITY)) break;
    scaleBy(at, 1 / size);
    yield { verb: "gradient", x, y: nothing, loss: squared, out: answer };
    const before = found;
    found = answer.residualNorm ** 2;
    if (!(found - before > SETTLED * found)) break;
    at.data.set(answer.left.data);
  }
  return found;
}
