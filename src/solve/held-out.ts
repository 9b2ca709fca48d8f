import { norm } from "../linalg/arithmetic.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { permutation } from "../random/permutation.ts";
import { seedText } from "../random/seed.ts";
import { STREAM } from "../random/streams.ts";
import type { HeldOut } from "./stop-rules.ts";

/** The measurements that judge. */
export interface HeldOutPart {
  readonly operator: MeasurementOperator;
  /** Where 𝒜(x) of these measurements is written. */
  readonly out: Float64Array;
  /** ‖𝒜(x) − y‖ / ‖y‖ over them, from `out`. */
  residual(): number;
  /** √(mean (𝒜(x) − y)²) over them, from `out`. */
  rootMeanSquare(): number;
}

interface Split {
  readonly judges: Int32Array;
  readonly kept: Int32Array;
  readonly fitted: MeasurementOperator;
  readonly heldOut: MeasurementOperator;
}

/** The splits of an operator so far: runs that hold out the same measurements share the operators, and so their passes. */
const splits = new WeakMap<MeasurementOperator, Map<string, Split>>();

function splitOf(operator: MeasurementOperator, { fraction, seed }: HeldOut): Split {
  let known = splits.get(operator);
  if (!known) splits.set(operator, (known = new Map()));
  const key = `${fraction} ${seedText(seed)}`;
  let split = known.get(key);
  if (split) return split;
  const away = Math.round(fraction * operator.count);
  if (away === 0 || away === operator.count)
    throw new RangeError(`holding out ${fraction} of ${operator.count} measurements leaves a part empty`);
  const order = permutation(operator.count, seed, STREAM.holdOut);
  const [judges, kept] = [order.slice(0, away).sort(), order.slice(away).sort()];
  split = { judges, kept, fitted: operator.restrict(kept), heldOut: operator.restrict(judges) };
  known.set(key, split);
  return split;
}

/**
 * The problem of the measurements that are fitted, and the part that judges. Both restrict one operator, without a copy of what is large.
 * Throws RangeError where a part would be empty.
 */
export function splitHeldOut(problem: Problem, held: HeldOut): { fitted: Problem; heldOut: HeldOutPart } {
  const { operator, measurements } = problem;
  const split = splitOf(operator, held);
  const y = Float64Array.from(split.judges, (i) => measurements[i]);
  const size = norm(y) || 1;
  const out = new Float64Array(y.length);
  const fitted = createProblem({
    ...problem,
    operator: split.fitted,
    measurements: Float64Array.from(split.kept, (i) => measurements[i]),
  });
  return {
    fitted,
    heldOut: {
      operator: split.heldOut,
      out,
      residual: () => distance(out, y) / size,
      rootMeanSquare: () => distance(out, y) / Math.sqrt(y.length),
    },
  };
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}
