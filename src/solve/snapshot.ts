import type { Factors } from "../linalg/matrix.ts";
import type { Gradient } from "../operators/operator.ts";
import type { Problem } from "../problem/problem.ts";
import type { Table } from "../table/table.ts";

/** What every solver carries, as plain data. Invariant whenever the driver looks: `gradient` was taken at `x`. */
export interface State {
  readonly x: Factors;
  readonly gradient: Gradient;
  /** What the method proves or found out of x beside its residual, by name; the run carries that of the x it returns. */
  readonly certificate?: Readonly<Record<string, number>> | undefined;
  /** The iteration at which the last phase of the method begins: rules that end a run at rest, or on held-out data, look no further back. */
  readonly restsFrom?: number;
}

/** What stop rules and diagnostics look at: the state and the last row of the history belong to the same x. */
export interface Snapshot<S extends State = State> {
  readonly iteration: number;
  readonly problem: Problem;
  readonly state: S;
  /** The rows so far, this one last: iteration, seconds, asks, value, relativeResidual, relativeGradient (and heldOutResidual). */
  readonly history: Table;
}

/** Extra columns for the history, computed at the iterations that `due` names (all, by default). */
export interface Diagnostic {
  readonly columns: (snapshot: Snapshot) => Readonly<Record<string, number>>;
  readonly due?: (iteration: number) => boolean;
}

/** Every iteration up to 20, then about 50 a decade: enough for a picture at a small share of the time. */
export function sparsely(iteration: number): boolean {
  if (iteration <= 20) return true;
  const stride = Math.max(1, Math.floor(10 ** Math.floor(Math.log10(iteration)) / 25));
  return iteration % stride === 0;
}

/** The last value of a history column. */
export const latest = ({ history }: Snapshot, name: string): number => history.get(name, history.length - 1);
