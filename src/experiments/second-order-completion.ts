import type { Kernels } from "../kernels/contract.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import { permutation } from "../random/permutation.ts";
import { STREAM } from "../random/streams.ts";
import { GaussNewton } from "../solvers/gauss-newton.ts";
import { MatrixIrls } from "../solvers/matrix-irls.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { RiemannianConjugateGradient } from "../solvers/riemannian-conjugate-gradient.ts";
import { last, type Setting } from "./asymmetric-instance.ts";
import { pointsOf, settingsOf } from "./curves.ts";
import { errorPath } from "./error-path.ts";
import type { Cell, Exhibit, Experiment, Result } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { judgeLaws, type Law, seedTable } from "./verdict.ts";

export interface CompletionCell extends Cell {
  readonly method: "gnmr" | "matrix-irls" | "riemannian-cg";
  readonly n: number;
  readonly r: number;
  readonly m: number;
  readonly condition: number;
  readonly iterations: number;
}

type Results = readonly Result<CompletionCell>[];

/** The most steps: a second-order one takes tens of passes over the data, a first-order one two. */
const STEPS = { gnmr: 120, "matrix-irls": 120, "riemannian-cg": 1000 } as const;

const methods = ["gnmr", "matrix-irls", "riemannian-cg"] as const;

/** Draws on which gnmr has not arrived at κ = 10⁵ after so many steps are one in ten to twenty. */
const SEEDS_OF_GNMR = 3;

/** 25 entries a row at either n. With r = 3 there are 15, as few as seven in some row, from which gnmr finds M on 14 draws of 20 at κ = 10⁵. */
function settings(toy: boolean): Setting<CompletionCell>[] {
  const [n, r] = [toy ? 80 : 300, 5];
  const m = Math.round(2.5 * r * (2 * n - r));
  return [10, 1e5].flatMap((condition) => methods.map((method) => ({ method, n, r, m, condition, iterations: STEPS[method] })));
}

/**
 * Completion from 2.5 times as many entries as degrees of freedom: methods that solve a linear system each step reach the last digits whatever
 * the condition number; conjugate gradients on the manifold, grown rank by rank, do at κ = 10, and come to rest far from M at κ = 10⁵.
 */
export const secondOrderCompletion: Experiment<CompletionCell> = {
  name: "second-order-completion",
  law: "from 2.5·r(2n − r) entries, Gauss–Newton and reweighted least squares reach relative error 10⁻¹² at κ = 10 and κ = 10⁵; conjugate gradients on the manifold come near at κ = 10, and not at κ = 10⁵",
  reference:
    "Kümmerle, Mayrink Verdun. A scalable second order method for ill-conditioned matrix completion from few samples. ICML 2021, arXiv:2106.02119; Zilber, Nadler. GNMR: a provable one-line algorithm for low rank matrix recovery. SIAM J. Math. Data Sci. 4, 2022.",

  cells: (size) =>
    settings(size.toy).flatMap((setting) =>
      seedsOf(size, 3, setting.method === "gnmr" ? SEEDS_OF_GNMR : 1).map((seed) => ({
        name: `${setting.method}-n${setting.n}-kappa${setting.condition}-seed${seed}`,
        seed,
        ...setting,
      })),
    ),
  run: (cell, context) =>
    errorPath(solverOf(cell), completion(cell, context.kernels), context, {
      rank: cell.r,
      seed: cell.seed,
      iterations: cell.iterations,
      enough: 1e-12,
    }),
  judge: (results) => judgeLaws(laws, results),
  page: (results) => page(results),
};

/** m different entries of an n×n matrix. */
function completion({ n, r, m, condition, seed }: CompletionCell, kernels: Kernels): Problem {
  const at = permutation(n * n, seed, STREAM.permutation).slice(0, m);
  const operator = entrySampling({ rows: n, cols: n, row: at.map((i) => i % n), col: at.map((i) => Math.floor(i / n)) }, kernels);
  const truth = syntheticTruth(operator, { rank: r, condition, seed });
  return createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
}

function solverOf({ method }: CompletionCell): AnySolver {
  if (method === "gnmr") return new GaussNewton();
  return method === "matrix-irls" ? new MatrixIrls() : new RiemannianConjugateGradient();
}

const final = ({ table }: Result<CompletionCell>): number => last(table, "error");

/** κ at which a first-order method is to stay away from M: its least singular value is lost in what 𝒜*𝒜 makes of the others. */
const LOST = 1e5;

const laws: readonly Law<CompletionCell>[] = [10, LOST].flatMap((condition) =>
  methods.map((method): Law<CompletionCell> => {
    const firstOrder = method === "riemannian-cg";
    const stalls = firstOrder && condition === LOST;
    return {
      law: `${method}, κ = ${condition}: relative error at the end${stalls ? ", at least" : ""}`,
      predicted: stalls ? null : 0,
      range: stalls ? [1e-8, 10] : [0, firstOrder ? 1e-9 : 1e-12],
      of: (cell) => cell.method === method && cell.condition === condition,
      measure: final,
    };
  }),
);

function page(results: Results): Exhibit[] {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const ends = first.map(({ cell, table }) => `${nameOf(cell)}: ${last(table, "error").toExponential(1)}`);
  const figure: Exhibit = {
    heading: "Completion of an ill-conditioned matrix",
    text: "Sampled entries, 2.5 times the degrees of freedom, from a spectral start, which does not see the smallest singular value of M where κ = 10⁵; the first-order method begins rank by rank. A step of a second-order method takes tens of passes over the data, one of the first-order method two.",
    plot: {
      id: "second-order",
      alt: `Relative error against the iteration; at the end ${ends.join("; ")}.`,
      series: first.map(({ cell, table }) => pointsOf(nameOf(cell), [table])),
      xTitle: "iteration t",
      yTitle: "‖X − M‖ / ‖M‖",
      xLog: true,
      yLog: true,
    },
    settings: settingsOf(results, { n: "size n", r: "rank r", m: "entries m", condition: "condition number κ", seed: "seeds" }),
  };
  return [figure, { heading: "Every seed", table: seedTable(laws, results) }];
}

const nameOf = ({ method, condition }: CompletionCell): string => `${method}, κ = ${condition}`;
