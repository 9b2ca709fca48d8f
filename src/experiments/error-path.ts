import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { Problem } from "../problem/problem.ts";
import type { StartingPoint } from "../problem/starting-points.ts";
import type { Diagnostic } from "../solve/snapshot.ts";
import { anyOf, iterations } from "../solve/stop-rules.ts";
import type { AnySolver } from "../solvers/registry.ts";
import type { Table } from "../table/table.ts";
import { errorBelow, summarized } from "./asymmetric-instance.ts";
import { type Context, solveIn } from "./experiment.ts";

export interface PathOptions {
  readonly rank: number;
  readonly seed: number;
  readonly start?: StartingPoint | Factors;
  /** The most that are made. */
  readonly iterations: number;
  /** The relative error at which the run ends before. */
  readonly enough?: number;
  readonly record?: readonly Diagnostic[];
  /** Of these, beside the error. */
  readonly columns?: readonly string[];
}

/**
 * A run as columns iteration, error (‖X − M‖_F/‖M‖_F) and relativeResidual; warned in the last row says how many warnings it carries. No
 * rule of success but the error: laws are of whole paths.
 */
export async function errorPath(
  solver: AnySolver,
  problem: Problem,
  context: Context,
  { rank, seed, start, iterations: most, enough = 0, record = [], columns = [] }: PathOptions,
): Promise<Table> {
  const run = await solveIn(context, solver, problem, {
    rank,
    seed,
    start,
    stop: anyOf(errorBelow(enough), iterations(most)),
    record: [{ columns: ({ problem, state }) => ({ error: relativeErrorOf(problem, state.x) }) }, ...record],
  });
  return summarized(run.history, ["error", "relativeResidual", ...columns], { warned: run.warnings.length });
}

/** The iteration at which the error is first below; infinite where it never was. */
export function firstBelow(table: Table, limit: number): number {
  const at = table.column("error").findIndex((error) => error < limit);
  return at < 0 ? Number.POSITIVE_INFINITY : table.get("iteration", at);
}

/** The error after so many iterations, or at the end of a run that ended before for being good enough. */
export const errorAt = (table: Table, iteration: number): number =>
  table.length === 0 ? Number.NaN : table.get("error", Math.min(iteration, table.length - 1));
