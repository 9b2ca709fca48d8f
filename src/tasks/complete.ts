import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { type Matrix, matrix } from "../linalg/matrix.ts";
import { type MatrixLike, toMatrix } from "../linalg/matrix-like.ts";
import { multiply } from "../linalg/product.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { randomStart } from "../problem/starting-points.ts";
import { splitHeldOut } from "../solve/held-out.ts";
import type { Policy } from "../solve/policy.ts";
import type { HeldOut } from "../solve/stop-rules.ts";
import { anyOf, defaultStop, holdOut } from "../solve/stop-rules.ts";
import { chooseSolver } from "./choose-solver.ts";
import { withHandles } from "./handles.ts";
import { type Solved, type SolveOptions, solveProblem } from "./recover-problem.ts";

/** A table with holes, in units of its own. */
export interface CompletionProblem {
  /** Entry sampling of (table − center)/spread at the observed positions. */
  readonly problem: Problem;
  /** Mean and standard deviation of the observed entries. */
  readonly center: number;
  readonly spread: number;
  readonly observed: number;
  readonly missing: number;
}

/** Plain data, but for `solver` and `problem`, which a clone leaves behind. */
export interface Completion extends Solved, CompletionProblem {
  /** The table with its observed entries kept and its holes filled. */
  readonly completed: Matrix;
  /** Root mean square error over the held-out entries at the iterate returned, in the table's units; NaN where none are. */
  readonly heldOutRmse: number;
}

/** Entries of the factors are N(0, α²) there, α = 1e-3 unless told otherwise. */
export const COMPLETION_START = { variance: "1" } as const;

/** Searched rank unless told otherwise: far above what a table needs, which a small start and held-out stopping make harmless. */
export const defaultCompletionRank = (rows: number, cols: number): number => Math.min(rows, cols, 100);

/** Centres and scales the observed entries. Throws RangeError for an infinity (with its place), fewer than ten entries, or entries that are all equal. */
export function completionProblem(given: MatrixLike, kernels: Kernels = openKernels()): CompletionProblem {
  const table = toMatrix(given, "the table");
  const at: number[] = [];
  for (let i = 0; i < table.data.length; i++) {
    const value = table.data[i];
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value))
      throw new RangeError(
        `entry (${i % table.rows}, ${Math.floor(i / table.rows)}) is ${value}; an entry is a finite number, or NaN where it is missing`,
      );
    at.push(i);
  }
  if (at.length < 10) throw new RangeError(`${at.length} observed entries are too few; at least 10 are needed`);
  // In units of the largest entry nothing overflows or underflows.
  const unit = at.reduce((most, i) => Math.max(most, Math.abs(table.data[i])), 0) || 1;
  const values = Float64Array.from(at, (i) => table.data[i] / unit);
  const mean = values.reduce((sum, value) => sum + value, 0) / at.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / at.length);
  const [center, spread] = [unit * mean, unit * deviation];
  if (values.every((value) => value === values[0]))
    throw new RangeError(`every observed entry is ${table.data[at[0]]}, so there is nothing to learn from them`);
  const row = Int32Array.from(at, (i) => i % table.rows);
  const col = Int32Array.from(at, (i) => Math.floor(i / table.rows));
  const operator = entrySampling({ rows: table.rows, cols: table.cols, row, col }, kernels);
  const problem = createProblem({ operator, measurements: values.map((value) => (value - mean) / deviation) });
  return { problem, center, spread, observed: at.length, missing: table.data.length - at.length };
}

export interface CompleteOptions extends SolveOptions {
  /** The share of observed entries held out to stop on; default a tenth. With 0 nothing is held out, and nothing but the other rules stops the run. */
  readonly heldOut?: number;
  readonly start?: Policy["start"];
  readonly kernels?: Kernels;
}

/**
 * Fills the holes (NaN, or null in rows of arrays) of a table: descent on X = L·Rᵀ of a generous rank from a small random start (entries N(0, 10⁻⁶)), on the
 * centred and scaled entries, stopped where a held-out tenth of them is predicted best. Throws RangeError as completionProblem does.
 */
export async function complete(holed: MatrixLike, given: CompleteOptions = {}): Promise<Completion> {
  const table = toMatrix(holed, "the table");
  const parts = completionProblem(table, given.kernels);
  const { tolerance, maxIterations, seed = 0, heldOut = 0.1 } = given;
  const { carries } = chooseSolver(parts.problem, given.solver, given.options);
  const start = given.start ?? (carries === "factors" ? randomStart(COMPLETION_START) : undefined);
  const rank = given.rank ?? defaultCompletionRank(table.rows, table.cols);
  const others = defaultStop({ tolerance, maxIterations });
  const stop = heldOut === 0 ? others : anyOf(holdOut(heldOut, seed), others);
  const solved = await solveProblem(parts.problem, { ...given, rank }, { stop, start });
  const { solver, run } = solved;
  const { problem, ...numbers } = parts;
  const result = {
    run,
    ...numbers,
    completed: filled(table, parts, solved),
    heldOutRmse: heldOutRmse(parts, solved, { fraction: heldOut, seed }),
  };
  return withHandles(result, { solver, problem });
}

function filled(table: Matrix, { problem, center, spread }: CompletionProblem, { run }: Solved): Matrix {
  const product = matrix(table.rows, table.cols);
  multiply(problem.kernels, product, run.estimate.left, run.estimate.right, { transB: true });
  return matrix(
    table.rows,
    table.cols,
    table.data.map((value, i) => (Number.isNaN(value) ? center + spread * product.data[i] : value)),
  );
}

function heldOutRmse({ problem, spread }: CompletionProblem, { run }: Solved, away: HeldOut): number {
  if (away.fraction === 0) return Number.NaN;
  const { heldOut } = splitHeldOut(problem, away);
  heldOut.operator.measure(run.estimate, heldOut.out);
  return spread * heldOut.rootMeanSquare();
}
