import { beside } from "../../linalg/columns.ts";
import type { Factors } from "../../linalg/matrix.ts";
import { type Asking, type Breakdown, isBreakdown } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import { recorded, type StartingPoint, spectralStart } from "../../problem/starting-points.ts";
import type { State } from "../../solve/snapshot.ts";

/** What a solver does, of which a grown start is made. */
interface Stepping<S extends State> {
  start(problem: Problem, x0: Factors): Asking<S>;
  step(state: S, problem: Problem): Asking;
}

/**
 * So many steps of a solver at each of the ranks 1, …, k − 1, each from where the one before ended and the leading singular triplet of
 * 𝒜*(y − 𝒜(X))/τ beside it. Where the large singular values of M are fitted, what 𝒜*𝒜 makes of them no longer hides the small ones, as it does in
 * 𝒜*(y). Doubling the rank instead loses draws: of n = 300, r = 5, κ = 10, 2.5·r(2n − r) entries, 12 of 20 are then found with five steps and 16 with ten, and 20 by one.
 *
 * Uschmajew, Vandereycken. Greedy rank updates combined with Riemannian descent methods for low-rank optimization. SampTA 2015.
 */
export function grownStart<S extends State>(steps: number, solver: Stepping<S>): StartingPoint {
  const { memory } = spectralStart();
  return recorded(
    { kind: "grown", steps },
    Object.assign((problem: Problem, rank: number) => grown(problem, rank, steps, solver), { memory }),
  );
}

function* grown<S extends State>(problem: Problem, k: number, steps: number, solver: Stepping<S>): Asking<Factors> {
  let x = yield* leading(problem, problem.measurements);
  while (!isBreakdown(x) && x.left.cols < k) {
    const state: S | Breakdown = yield* solver.start(problem, x);
    if (isBreakdown(state)) return state;
    for (let step = 0; step < steps; step++) {
      const flaw = yield* solver.step(state, problem);
      if (isBreakdown(flaw)) return flaw;
    }
    const rest = new Float64Array(problem.operator.count);
    yield { verb: "measure", x: state.x, out: rest };
    for (let i = 0; i < rest.length; i++) rest[i] = problem.measurements[i] - rest[i];
    const { left, right } = state.x;
    const more = yield* leading(problem, rest);
    if (isBreakdown(more)) return more;
    x = { left: beside(left, more.left), right: beside(right, more.right) };
  }
  return x;
}

/** The best approximation of 𝒜*(w)/τ of rank one. */
const leading = (problem: Problem, weights: Float64Array): Asking<Factors> =>
  spectralStart()({ ...problem, measurements: weights, dataNorm: undefined }, 1, 0);
