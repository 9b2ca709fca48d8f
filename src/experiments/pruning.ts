import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { norm } from "../linalg/arithmetic.ts";
import { thinSvd } from "../linalg/decompositions.ts";
import { type Matrix, matrix } from "../linalg/matrix.ts";
import type { Problem } from "../problem/problem.ts";
import type { Diagnostic } from "../solve/snapshot.ts";
import { GroupLassoPruning } from "../solvers/group-lasso-pruning.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import { errorPath } from "./error-path.ts";
import type { Cell, Experiment } from "./experiment.ts";
import { pruningLaws } from "./pruning-laws.ts";
import { pruningPage } from "./pruning-page.ts";
import { seedsOf } from "./seeds.ts";
import { symmetricProblem } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface PruningCell extends Cell {
  readonly method: "pruning" | "plain";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly condition: number;
  /** λ and β. */
  readonly penalty: number;
  readonly smoothing: number;
  readonly pruneAfter: number;
  readonly iterations: number;
}

const shared = { n: 20, r: 2, k: 10, penalty: 0.025, smoothing: 1e-4, pruneAfter: 1500 } as const;
const near = { ...shared, condition: 1 / 0.6 } as const;

/** Positivity alone singles M out from m = 125 on: at 80 what decides is what a method prefers. */
const settings = [
  { ...near, method: "pruning", m: 200, iterations: 2000 },
  { ...near, method: "plain", m: 200, iterations: 1500 },
  { ...near, method: "pruning", m: 80, iterations: 2500 },
  { ...near, method: "plain", m: 80, iterations: 2500 },
  { ...shared, method: "pruning", m: 200, condition: 10, iterations: 2500 },
] as const;

/**
 * With λ Σ‖fᵢ‖ beside ¼‖r‖² the columns of F become orthogonal, so that no more than r are left, and each eigenvalue shrinks by about λ/√σ, which
 * descent on the columns that are kept takes back. Without the penalty every column is as long as another.
 */
export const pruning: Experiment<PruningCell> = {
  name: "pruning",
  law: "a penalty on the columns' lengths leaves exactly r of them, each eigenvalue smaller by λ/√σ; descent on those alone then finds M, with too few measurements for all k columns as well",
  reference: new GroupLassoPruning().reference,

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      settings.map((setting) => ({
        name: `${setting.method}-m${setting.m}-condition${Math.round(setting.condition)}-seed${seed}`,
        seed,
        ...setting,
      })),
    ),
  run: (cell, context) => {
    const { method, k, seed, iterations, penalty, smoothing, pruneAfter } = cell;
    const problem = symmetricProblem(cell, context.kernels);
    const solver = new GroupLassoPruning({ penalty, smoothing, pruneAfter });
    const record = [lengths(cell, problem)];
    const columns = ["kept", "square", "overNuclear", "topError"];
    const start = solver.defaultStart;
    const chosen = method === "pruning" ? solver : new SymmetricGradientDescent();
    return errorPath(chosen, problem, context, { rank: k, seed, start, iterations, record, columns, enough: 1e-11 });
  },
  judge: (results) => judgeLaws(pruningLaws, results),
  page: (results) => pruningPage(pruningLaws, results),
};

/** Columns longer than 2√β, ‖F‖_F², Σ‖fᵢ‖ over ‖F‖_*, and the relative error of the r longest columns alone. */
function lengths({ r, smoothing, pruneAfter }: PruningCell, problem: Problem): Diagnostic {
  return {
    due: (iteration) => iteration % 50 === 0 || iteration === pruneAfter - 1,
    columns: ({ state }) => {
      const factor = state.x.left;
      const each = Array.from({ length: factor.cols }, (_, q) => norm(columnOf(factor, q)));
      const longest = [...each.keys()].toSorted((a, b) => each[b] - each[a]).slice(0, r);
      const top = matrix(factor.rows, r, new Float64Array(factor.rows * r));
      for (const [at, q] of longest.entries()) top.data.set(columnOf(factor, q), at * factor.rows);
      const svd = thinSvd(problem.kernels, factor);
      const nuclear = "reason" in svd ? Number.NaN : svd.s.reduce((sum, s) => sum + s, 0);
      return {
        kept: each.filter((length) => length > 2 * Math.sqrt(smoothing)).length,
        square: norm(factor) ** 2,
        overNuclear: each.reduce((sum, length) => sum + length, 0) / nuclear,
        topError: relativeErrorOf(problem, { left: top, right: top }),
      };
    },
  };
}

const columnOf = ({ rows, data }: Matrix, q: number): Float64Array => data.subarray(q * rows, (q + 1) * rows);
