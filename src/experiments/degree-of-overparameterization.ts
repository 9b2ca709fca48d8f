import { linearRate } from "../diagnostics/fits.ts";
import { stepSize as stepSizeColumn } from "../diagnostics/step-size.ts";
import { absolute } from "../losses/loss.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { ModifiedGradientDescent } from "../solvers/modified-gradient-descent.ts";
import { SubgradientMethod } from "../solvers/subgradient-method.ts";
import type { Table } from "../table/table.ts";
import {
  type AsymmetricCell,
  descend,
  errorBelow,
  last,
  problemOf,
  type Setting,
  summarized,
  tailOf,
} from "./asymmetric-instance.ts";
import { degreePage } from "./degree-of-overparameterization-page.ts";
import type { Context, Experiment, Result } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { judgeLaws, type Law } from "./verdict.ts";

export interface DegreeCell extends AsymmetricCell {
  readonly method: "plain" | "modified" | "absolute";
}

type Degree = Result<DegreeCell>;

const shared = { truth: "general", n: 20, r: 2, condition: 1, ratio: 1 / 3, stepSize: 0.2 } as const;
/** Rates, where all of M is observed. */
const observed = { ...shared, sensing: "identity", m: 400, startScale: 0.4, iterations: 60_000 } as const;
/** Errors at a time, between the degrees of freedom (76) and the least-squares bar (400). */
const sensed = { ...shared, sensing: "gaussian", m: 300, startScale: 0.01, iterations: 1500 } as const;

/** Steps 0.1·0.995ᵗ: no error falls faster than they do, and so more of them are made. */
const absoluteSteps = { stepSize: 0.1, decay: 0.995 } as const;

/** For larger k the imbalance of a start at c = 1/3 is not definite, and plain descent may be arbitrarily slow. */
const DEFINITE = [2, 3, 4, 5];
const ALL = [2, 3, 4, 6, 8, 12, 16, 20];

const settings: readonly Setting<DegreeCell>[] = [
  ...DEFINITE.map((k) => ({ ...observed, k, method: "plain" as const })),
  ...ALL.map((k) => ({ ...observed, k, method: "modified" as const })),
  ...(["plain", "modified"] as const).flatMap((method) => ALL.map((k) => ({ ...sensed, k, method }))),
  ...ALL.map((k) => ({ ...sensed, k, method: "absolute" as const, stepSize: absoluteSteps.stepSize, iterations: 3000 })),
];

/**
 * What too many columns cost: error, rate and time against k = r … n at one scale of the start, for plain descent and for the
 * modified method; beside them, unjudged, the subgradient method on the absolute loss of the same data. The rate is that of the final factors for every k; the changed step makes it that of the exact rank.
 */
export const degreeOfOverparameterization: Experiment<DegreeCell> = {
  name: "degree-of-overparameterization",
  law: "with more columns than the rank plain descent goes at the rate of its smallest surplus singular value; with one changed step the rate is that of the exact rank, as long as k columns have fewer directions than there are measurements",
  reference:
    "Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769.",

  cells: (size) =>
    seedsOf(size, 5).flatMap((seed) =>
      settings
        .filter(({ k }) => !size.toy || ![6, 12, 16].includes(k))
        .map((parameters) => ({
          name: `${parameters.sensing}-${parameters.method}-k${parameters.k}-seed${seed}`,
          seed,
          ...parameters,
        })),
    ),
  run,
  judge: (results) => judgeLaws(degreeLaws(results), results),
  page: (results) => degreePage(degreeLaws(results), results),
};

async function run(cell: DegreeCell, context: Context): Promise<Table> {
  const { stepSize, method } = cell;
  const problem = problemOf(cell, context.kernels);
  if (method === "absolute") return runAbsolute(cell, problem, context);
  const solver = method === "plain" ? new GradientDescent({ stepSize }) : new ModifiedGradientDescent({ stepSize });
  const options = { stop: [errorBelow(1e-13)], record: [stepSizeColumn()] };
  const { history, estimate } = await descend(solver, cell, problem, context, options);
  const tail = tailOf(cell, problem, estimate, { stepSize });
  return summarized(history, ["error"], { ...tail, seconds: last(history, "seconds") });
}

/** No tail of a squared loss is predicted for it. */
async function runAbsolute(cell: DegreeCell, { operator, measurements, truth }: Problem, context: Context): Promise<Table> {
  const solver = new SubgradientMethod({ ...absoluteSteps, signalRank: cell.r });
  const problem = createProblem({ operator, measurements, truth, loss: absolute });
  const { history } = await descend(solver, cell, problem, context, { stop: [errorBelow(1e-13)] });
  return summarized(history, ["error"], { seconds: last(history, "seconds") });
}

export const rateOf = ({ table }: Degree): number =>
  linearRate(table.column("iteration"), table.column("error"), { high: 1e-9, low: 1e-12 });

export const relativeError = ({ cell, table }: Degree): number => last(table, "error") / Math.sqrt(cell.r);

/**
 * With k = n columns lifted to β every direction of E is excited, and of the error at the change, τ = 0.02 of M, only the part that 𝒜 sees
 * goes away: √(1 − m/n²) of it stays.
 */
const restingError = (n: number, m: number): number => 0.02 * Math.sqrt(1 - m / n ** 2);

const modifiedRates = (results: readonly Degree[]) => (result: Degree) => {
  const { seed } = result.cell;
  return results
    .filter(({ cell }) => cell.sensing === "identity" && cell.method === "modified" && cell.seed === seed)
    .map(rateOf);
};

const degreeLaws = (results: readonly Degree[]): Law<DegreeCell>[] => [
  ...DEFINITE.map(
    (k): Law<DegreeCell> => ({
      law: `plain, k = ${k}: rate / −ln(1 − ηλ)`,
      predicted: 1,
      range: [0.97, 1.03],
      of: (cell) => cell.sensing === "identity" && cell.method === "plain" && cell.k === k,
      measure: (result) => rateOf(result) / last(result.table, "tailRate"),
    }),
  ),
  {
    // Its modes lie within a tenth of each other and the runs are short: a fit cannot single the slowest out.
    law: "modified: largest / smallest rate over k = r … n",
    predicted: 1,
    range: [1, 1.35],
    of: ({ sensing, method, k, n }) => sensing === "identity" && method === "modified" && k === n,
    measure: (result) => {
      const rates = modifiedRates(results)(result);
      return Math.max(...rates) / Math.min(...rates);
    },
  },
  {
    law: "modified, m = 300, k = 4, k(2n − k) = 144: relative error at T",
    predicted: 0,
    range: [0, 1e-9],
    of: ({ sensing, method, k }) => sensing === "gaussian" && method === "modified" && k === 4,
    measure: relativeError,
  },
  {
    law: "modified, m = 300, k = n, k(2n − k) = 400: relative error at T",
    predicted: restingError(20, 300),
    range: [1e-3, 0.1],
    of: ({ sensing, method, k, n }) => sensing === "gaussian" && method === "modified" && k === n,
    measure: relativeError,
  },
];
