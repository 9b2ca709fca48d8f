import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { spectrumOf } from "../diagnostics/spectrum.ts";
import { norm } from "../linalg/arithmetic.ts";
import { columnsOf } from "../linalg/columns.ts";
import { cosineBasis } from "../linalg/cosine-basis.ts";
import { thinSvd } from "../linalg/decompositions.ts";
import { type Matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import { answered } from "../problem/answered.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { syntheticMeasurements } from "../problem/synthetic.ts";
import { adjointMatrix } from "../problem/whole-matrices.ts";
import { permutation } from "../random/permutation.ts";
import { STREAM } from "../random/streams.ts";
import { anyOf, iterations, residualBelow } from "../solve/stop-rules.ts";
import { Fira } from "../solvers/fira.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { GradientLowRankProjection } from "../solvers/gradient-low-rank-projection.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { Table } from "../table/table.ts";
import { errorBelow, type Setting } from "./asymmetric-instance.ts";
import { type Cell, type Experiment, solveIn } from "./experiment.ts";
import { subspaceLaws } from "./gradient-subspaces-laws.ts";
import { subspacePage } from "./gradient-subspaces-page.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface SubspaceCell extends Cell {
  /** The identity within a subspace of singular vectors or cosines; descent on factors; Adam in the whole space, within the subspace, and beside it. */
  readonly rule: "svd" | "dct" | "factors" | "adam" | "galore" | "fira";
  readonly n: number;
  readonly r: number;
  readonly m: number;
  /** Haar bases, or right vectors from the cosine basis. */
  readonly truth: "haar" | "cosines";
  /** ρ. */
  readonly dimension: number;
  readonly iterations: number;
  /** The relative error at which the run ends. */
  readonly enough: number;
}

const few = { n: 20, r: 2, m: 200, truth: "haar", dimension: 2, iterations: 1000, enough: 0 } as const;

/** The least nuclear norm finds M from m = 140 on, and the data alone from 400: at 200 what a rule prefers decides, at 1000 it is speed alone. */
const settings: readonly Setting<SubspaceCell>[] = [
  ...[1, 2, 5, 20].map((dimension) => ({ ...few, rule: "svd", dimension }) as const),
  { ...few, rule: "factors", dimension: 20, iterations: 2000 },
  { ...few, rule: "dct" },
  { ...few, rule: "svd", truth: "cosines" },
  { ...few, rule: "dct", truth: "cosines" },
  ...[few, { ...few, m: 1000, enough: 0.05 }].flatMap((one) =>
    (["adam", "galore", "fira"] as const).map((rule) => ({ ...one, rule })),
  ),
];

/**
 * Rules that step within a subspace of the gradient, made for the training of networks, on a problem with a known answer. It is a statement about the
 * rules alone.
 */
export const gradientSubspaces: Experiment<SubspaceCell> = {
  name: "gradient-subspaces",
  law: "stepping along the ρ leading singular vectors of the gradient prefers a small nuclear norm for small ρ and the least Frobenius norm for ρ = n; along cosines it prefers few rows of the cosine transform; adding back what is outside the subspace brings speed, and gives that preference up",
  reference: `${new GradientLowRankProjection().reference} ${new Fira().reference}`,

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      settings.map((setting) => ({
        ...setting,
        name: `${setting.rule}-${setting.truth}-rho${setting.dimension}-m${setting.m}-seed${seed}`,
        seed,
      })),
    ),
  run: async (cell, context) => {
    const problem = problemOf(cell, context.kernels);
    const { rule, n, seed, iterations: most, enough } = cell;
    const run = await solveIn(context, solverOf(cell), problem, {
      seed,
      ...(rule === "factors" && { rank: n }),
      stop: anyOf(residualBelow(rule === "factors" ? 1e-4 : 1e-12), errorBelow(enough), iterations(most)),
      record: [
        {
          due: (iteration) => enough > 0 || iteration % 20 === 0,
          columns: ({ state }) => ({ error: relativeErrorOf(problem, state.x) }),
        },
      ],
    });
    const table = new Table();
    for (const { iteration, error } of run.history) if (!Number.isNaN(error)) table.append({ iteration, error });
    table.append({ iteration: run.iteration, error: relativeErrorOf(problem, run.estimate) });
    return withSummary(table, problem, spectrumOf(problem, run.estimate), cell);
  },
  judge: (results) => judgeLaws(subspaceLaws(results), results),
  page: (results) => subspacePage(subspaceLaws(results), results),
};

/** M = U·Q_Jᵀ for columns J of the cosine basis, on the side where the subspace of a square matrix lies; or Haar bases on both sides. */
function problemOf(cell: SubspaceCell, kernels: Problem["kernels"]): Problem {
  const { n, r, m, seed, truth: kind } = cell;
  const haar = asymmetricProblem({ n1: n, n2: n, r, m, condition: 1, seed }, kernels);
  if (kind === "haar" || !haar.truth || !("left" in haar.truth)) return haar;
  const [basis, right] = [cosineBasis(n), zeros(n, r)];
  for (const [at, q] of permutation(n, seed, STREAM.experiment).subarray(0, r).entries())
    right.data.set(columnsOf(basis, q, q + 1).data, at * n);
  const truth = { left: haar.truth.left, right };
  return createProblem({ ...haar, truth, measurements: syntheticMeasurements(haar.operator, truth) });
}

function solverOf({ rule, dimension, n, iterations: most }: SubspaceCell): AnySolver {
  if (rule === "factors") return new GradientDescent();
  if (rule === "svd" || rule === "dct") return new GradientLowRankProjection({ subspace: rule, dimension, stepSize: 0.1 });
  const adam = { inner: "adam", refresh: 50, stepSize: 0.01, decay: most } as const;
  if (rule === "fira") return new Fira({ ...adam, dimension });
  return new GradientLowRankProjection({ ...adam, dimension: rule === "adam" ? n : dimension });
}

/** The nuclear norm of the end over that of M, and the shares of the first gradient that ρ singular vectors and ρ cosines hold. */
function withSummary(table: Table, problem: Problem, values: Float64Array, { r, dimension }: SubspaceCell): Table {
  const first = answered(problem.operator, adjointMatrix(problem, problem.measurements));
  const svd = thinSvd(problem.kernels, first);
  const total = norm(first) ** 2;
  const sum = (all: ArrayLike<number>) => Array.from(all).reduce((a, b) => a + b, 0);
  table.amend({
    nuclear: sum(values) / r,
    captured: "reason" in svd ? Number.NaN : sum(svd.s.subarray(0, dimension).map((s) => s * s)) / total,
    capturedByCosines: sum(cosineEnergies(first, problem).slice(0, dimension)) / total,
  });
  return table;
}

/** ‖(GQ)_q‖² descending. */
function cosineEnergies(g: Matrix, { kernels }: Problem): number[] {
  const turned = zeros(g.rows, g.cols);
  multiply(kernels, turned, g, cosineBasis(g.cols));
  return Array.from({ length: g.cols }, (_, q) => norm(columnsOf(turned, q, q + 1)) ** 2).toSorted((a, b) => b - a);
}
