import { beside, columnsOf, isZeroColumn } from "../../linalg/columns.ts";
import { type Factors, type Matrix, matrix } from "../../linalg/matrix.ts";
import { type Asking, asked, isBreakdown } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import { recorded, type StartingPoint, spectralStart } from "../../problem/starting-points.ts";
import { pointOf, type RankPoint } from "./tangent-space.ts";

/**
 * The spectral start of rank one, with columns of zeros for the ranks to come: a method that goes rank by rank takes `steps` steps at each, then adds the
 * leading singular triplet of 𝒜*(y − 𝒜(X))/τ. Where the large singular values of M are fitted, what 𝒜*𝒜 makes of them no longer hides the small ones,
 * as it does in 𝒜*(y). Doubling the rank instead loses draws: of n = 300, r = 5, κ = 10, 2.5·r(2n − r) entries, 12 of 20 are then found with five steps
 * and 16 with ten, and 20 by one.
 *
 * Uschmajew, Vandereycken. Greedy rank updates combined with Riemannian descent methods for low-rank optimization. SampTA 2015.
 */
export function grownStart(steps: number): StartingPoint {
  const { memory } = spectralStart();
  const start = function* (problem: Problem, rank: number): Asking<Factors> {
    const x = yield* leading(problem, problem.measurements);
    return isBreakdown(x) ? x : { left: widened(x.left, rank), right: widened(x.right, rank) };
  };
  return recorded({ kind: "grown", steps }, Object.assign(start, { memory }));
}

/** How many columns of the factors come before those that are zero in both: all of them where there is no other. */
export function columnsBegun(x: Factors): number {
  let k = x.left.cols;
  while (k > 0 && isZeroColumn(x, k - 1)) k--;
  return k || x.left.cols;
}

/** X and the leading singular triplet of 𝒜*(y − 𝒜(X))/τ, as a point of the next rank, for x whose columns beyond those of the point are zero. */
export function* withNextRank(problem: Problem, x: Factors, { s }: RankPoint): Asking<RankPoint> {
  const rest = new Float64Array(problem.operator.count);
  yield { verb: "measure", x, out: rest };
  for (let i = 0; i < rest.length; i++) rest[i] = problem.measurements[i] - rest[i];
  const more = yield* leading(problem, rest);
  if (isBreakdown(more)) return more;
  const begun = (a: Matrix): Matrix => columnsOf(a, 0, s.length);
  return yield* asked(pointOf({ left: beside(begun(x.left), more.left), right: beside(begun(x.right), more.right) }));
}

/** The best approximation of 𝒜*(w)/τ of rank one. */
const leading = (problem: Problem, weights: Float64Array): Asking<Factors> =>
  spectralStart()({ ...problem, measurements: weights, dataNorm: undefined }, 1, 0);

function widened(a: Matrix, cols: number): Matrix {
  const out = matrix(a.rows, cols);
  out.data.set(a.data);
  return out;
}
