import type { Kernels } from "../kernels/contract.ts";
import { matrix } from "../linalg/matrix.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import { syntheticMeasurements } from "../problem/synthetic.ts";
import { normals } from "../random/normals.ts";
import { permutation } from "../random/permutation.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { type Baseline, type Method, methods } from "./classical-baselines-methods.ts";
import { baselinesPage } from "./classical-baselines-page.ts";
import { errorPath, firstBelow } from "./error-path.ts";
import type { Cell, Experiment, Result } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem, sharedOperator } from "./sensing.ts";
import { judgeLaws, type Law } from "./verdict.ts";

export interface BaselineCell extends Cell {
  readonly method: Method;
  readonly sensing: "gaussian" | "entries";
  readonly n: number;
  readonly r: number;
  readonly m: number;
  readonly condition: number;
  readonly iterations: number;
}

const gaussian = { sensing: "gaussian", n: 40, r: 3, m: 693, condition: 5 } as const;
/** M is a product of normal factors there, of whatever condition number it has. */
const entries = { sensing: "entries", n: 100, r: 3, m: 2069, condition: 0 } as const;

/** The relative error to which steps are counted. */
export const ENOUGH = 1e-6;

/**
 * How many steps each of the methods takes that others are compared with, on one problem with three measurements for each degree of freedom, and on completion with three and a
 * half: prototypes that know only the papers say how many it should be.
 */
export const classicalBaselines: Experiment<BaselineCell> = {
  name: "classical-baselines",
  law: "the classical methods of low-rank recovery take the steps to relative error 10⁻⁶ that their published forms take, from 6 (Gauss–Newton) to 1000 (FISTA); singular value thresholding and Soft-Impute are not there after thousands",
  reference:
    "Tanner, Wei. Normalized iterative hard thresholding for matrix completion. SIAM J. Sci. Comput. 35, 2013; and the reference of each solver.",

  cells: (size) =>
    Object.entries<Baseline>(methods).flatMap(([key, { on, steps, seeds }]) =>
      seedsOf(size, 5, seeds).map((seed) => ({
        name: `${key.replace(/ with step /, "-")}-seed${seed}`,
        seed,
        method: key as Method,
        ...(on === "gaussian" ? gaussian : entries),
        iterations: size.toy ? steps.toy : steps.full,
      })),
    ),
  sensing: ({ sensing, seed }) => `${sensing} ${seed}`,
  run: (cell, context) => {
    const problem =
      cell.sensing === "gaussian"
        ? asymmetricProblem({ ...cell, n1: cell.n, n2: cell.n }, context.kernels)
        : completion(cell, context.kernels);
    const solver = methods[cell.method].make(cell);
    const whole = solver.carries === "matrix";
    return errorPath(solver, problem, context, {
      rank: whole ? cell.n : cell.r,
      seed: cell.seed,
      // LMaFit begins as published.
      ...(cell.sensing === "gaussian" && !whole && { start: spectralStart() }),
      iterations: cell.iterations,
      enough: ENOUGH,
      columns: ["asks"],
    });
  },
  judge: (results) => judgeLaws(lawsOf(results), results),
  page: (results) => baselinesPage(lawsOf(results), results),
};

/** m entries of a product of n×r normal factors. */
function completion({ n, r, m, seed }: BaselineCell, kernels: Kernels): Problem {
  const operator = sharedOperator(kernels, `baselines ${n} ${m} ${seed}`, () => {
    const at = permutation(n * n, seed, STREAM.permutation).slice(0, m);
    return entrySampling({ rows: n, cols: n, row: at.map((i) => i % n), col: at.map((i) => Math.floor(i / n)) }, kernels);
  });
  const truth = { left: matrix(n, r), right: matrix(n, r) };
  normals(kernels, seed, streamAt(STREAM.truthLeft, 0), 0, 1, truth.left.data);
  normals(kernels, seed, streamAt(STREAM.truthRight, 0), 0, 1, truth.right.data);
  return createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
}

/** In a toy the slow ones are judged by what its few steps leave. */
function lawsOf(results: readonly Result<BaselineCell>[]): Law<BaselineCell>[] {
  const toy = results.some(({ cell }) => cell.method === "svt" && cell.iterations === methods.svt.steps.toy);
  return Object.entries<Baseline>(methods).map(([key, { predicted, lasting, toyError, steps }]) => {
    const of = (cell: BaselineCell): boolean => cell.method === key;
    if (!lasting)
      return {
        law: `${key}: steps to relative error 10⁻⁶`,
        predicted,
        range: [0.7 * predicted, 1.3 * predicted],
        of,
        measure: ({ table }) => firstBelow(table, ENOUGH),
      };
    const measure = ({ table }: Result<BaselineCell>): number => table.get("error", table.length - 1);
    return toy && toyError
      ? { law: `${key}: relative error after ${steps.toy} steps`, predicted: null, range: toyError, of, measure }
      : {
          law: `${key}: relative error after ${steps.full} steps`,
          predicted,
          range: [predicted / 2, 10 * predicted],
          of,
          measure,
        };
  });
}
