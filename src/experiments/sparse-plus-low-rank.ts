import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { computed } from "../linalg/computing.ts";
import { identity, type Matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import { answered } from "../problem/answered.ts";
import { isBreakdown } from "../problem/asking.ts";
import { dataAdjoint } from "../problem/data-spectrum.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { normals } from "../random/normals.ts";
import { STREAM } from "../random/streams.ts";
import { anyOf, iterations, residualBelow } from "../solve/stop-rules.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { longColumns, randomSupport } from "../solvers/parts/sparse-support.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { SparsePlusLowRank } from "../solvers/sparse-plus-low-rank.ts";
import { Table } from "../table/table.ts";
import type { Setting } from "./asymmetric-instance.ts";
import { type Cell, type Context, type Experiment, solveIn } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem } from "./sensing.ts";
import { sparseLaws } from "./sparse-plus-low-rank-laws.ts";
import { sparsePage } from "./sparse-plus-low-rank-page.ts";
import { judgeLaws } from "./verdict.ts";

export interface SparseCell extends Cell {
  /** What is added to the part of rank r: some entries, some columns, nothing. */
  readonly added: "entries" | "columns" | "nothing";
  /** Ω: where it truly is, another draw, the rules of the solver, or no sparse part at all; `found` counts over draws of M and 𝒜 what those rules find, and solves nothing. */
  readonly support: "matched" | "other" | "largest" | "residual" | "none" | "found";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  /** Deviation of the entries that are added. */
  readonly size: number;
  readonly iterations: number;
}

const shared = { n: 20, r: 2, m: 300, iterations: 2000 } as const;
const entries = { ...shared, added: "entries", k: 4, size: 0.3 } as const;
const nothing = { ...shared, added: "nothing", k: 4, size: 0 } as const;
const columns = { ...shared, added: "columns", k: 2, size: 0.2 } as const;

const settings: readonly Setting<SparseCell>[] = [
  ...(["matched", "other", "none"] as const).map((support) => ({ ...entries, support })),
  ...(["other", "none"] as const).map((support) => ({ ...nothing, support })),
  ...(["residual", "largest", "other", "none"] as const).map((support) => ({ ...columns, support })),
  { ...columns, support: "none", k: 4 },
  { ...columns, support: "found", iterations: 0 },
];

/** The share of entries or columns that is added, and that Ω holds. */
const [ENTRIES, COLUMNS] = [0.05, 0.1];

/** Instances over which the columns that are found are counted. */
const DRAWS = 24;

/** Sparse parts on a support that is fixed in advance, beside factors: rules made for the training of networks, on a problem with a known answer. */
export const sparsePlusLowRank: Experiment<SparseCell> = {
  name: "sparse-plus-low-rank",
  law: "descent on BAᵀ + S with S on a fixed support finds M where the support is right, and one that is not needed does no harm; another support is no help; dense columns are of low rank, so that two more columns of the factors bring what two sparse columns do",
  reference: new SparsePlusLowRank().reference,

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      settings.map((setting) => ({
        ...setting,
        name: `${setting.added}-${setting.support}-k${setting.k}-seed${seed}`,
        seed,
      })),
    ),
  run: async (cell, context) => {
    if (cell.support === "found") return foundColumns(cell, context);
    const { problem, truly } = instanceOf(cell, context.kernels);
    const { k, seed, iterations: most } = cell;
    const run = await solveIn(context, solverOf(cell), problem, {
      rank: k,
      seed,
      stop: anyOf(residualBelow(1e-10), iterations(most)),
    });
    const table = new Table();
    const used = new Set(columnsInUse(run.estimate.left, k));
    table.append({
      iterations: run.iterations,
      error: relativeErrorOf(problem, run.estimate),
      relativeResidual: run.relativeResidual,
      hits: truly.filter((column) => used.has(column)).length,
    });
    return table;
  },
  judge: (results) => judgeLaws(sparseLaws, results),
  page: (results) => sparsePage(sparseLaws, results),
};

function solverOf({ added, support, seed }: SparseCell): AnySolver {
  if (support === "none" || support === "found") return new GradientDescent({ stepSize: 0.2 });
  const kind = added === "columns" ? "columns" : "entries";
  return new SparsePlusLowRank({
    stepSize: 0.2,
    support: support === "matched" || support === "other" ? kind : support,
    density: kind === "columns" ? COLUMNS : ENTRIES,
    supportSeed: support === "other" ? seed + 5000 : seed,
  });
}

/** The mean number of the added columns that each rule finds. */
function foundColumns(cell: SparseCell, { kernels, signal }: Context): Table {
  const hits = { largest: 0, residual: 0 };
  for (let draw = 0; draw < DRAWS; draw++) {
    signal?.throwIfAborted();
    const { problem, truly } = instanceOf({ ...cell, seed: 1000 * (cell.seed + 1) + draw }, kernels);
    const adjoint = answered(problem.operator, dataAdjoint(problem));
    for (const kind of ["largest", "residual"] as const) {
      const found = computed(kernels, longColumns(adjoint, kind, truly.length, cell.k));
      if (isBreakdown(found)) throw new RangeError(found.reason);
      const columns = new Set(found.map((at) => Math.floor(at / cell.n)));
      hits[kind] += truly.filter((column) => columns.has(column)).length / DRAWS;
    }
  }
  const table = new Table();
  table.append({ ...hits, error: Number.NaN, iterations: 0, hits: Number.NaN });
  return table;
}

/** M = L + S whole, with S normal on a random support that the seed names, and the columns that S has. */
function instanceOf(cell: SparseCell, kernels: Problem["kernels"]): { problem: Problem; truly: number[] } {
  const { n, r, m, seed, added, size } = cell;
  const low = asymmetricProblem({ n1: n, n2: n, r, m, condition: 1, seed }, kernels);
  if (added === "nothing" || !low.truth || !("left" in low.truth)) return { problem: low, truly: [] };
  const count = Math.round(added === "entries" ? ENTRIES * n * n : COLUMNS * n);
  const support = randomSupport(low.operator, added, count, seed);
  const values = new Float64Array(support.length);
  normals(kernels, seed, STREAM.experiment, 0, size, values);
  const truth = zeros(n, n);
  multiply(kernels, truth, low.truth.left, low.truth.right, { transB: true });
  for (const [i, at] of support.entries()) truth.data[at] += values[i];
  const measurements = new Float64Array(m);
  low.operator.measure({ left: truth, right: identity(n) }, measurements);
  const truly = added === "columns" ? [...new Set(support.map((at) => Math.floor(at / n)))] : [];
  return { problem: createProblem({ operator: low.operator, measurements, truth }), truly };
}

/** The columns that are not zero in the sparse part [ , S] of a left factor. */
const columnsInUse = ({ rows, cols, data }: Matrix, k: number): number[] =>
  Array.from({ length: cols - k }, (_, j) => j).filter((j) =>
    data.subarray((k + j) * rows, (k + j + 1) * rows).some((value) => value !== 0),
  );
