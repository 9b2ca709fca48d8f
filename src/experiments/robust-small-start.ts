import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { signIsometry } from "../diagnostics/sign-restricted-isometry.ts";
import type { Kernels } from "../kernels/contract.ts";
import { absolute, squared } from "../losses/loss.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { signSpectralStart } from "../problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import { permutation } from "../random/permutation.ts";
import { STREAM } from "../random/streams.ts";
import { anyOf, diverged, iterations } from "../solve/stop-rules.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import { SymmetricSubgradientMethod } from "../solvers/symmetric-subgradient-method.ts";
import { Table } from "../table/table.ts";
import { signSubgradientScale } from "../theory/absolute-loss.ts";
import { type Setting, summarized } from "./asymmetric-instance.ts";
import { type Cell, type Context, type Experiment, solveIn } from "./experiment.ts";
import { corrupted, wrongSigns } from "./outliers.ts";
import { robustLaws } from "./robust-small-start-laws.ts";
import { robustPage } from "./robust-small-start-page.ts";
import { seedsOf } from "./seeds.ts";
import { sharedOperator, sharedSymmetricGaussian } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface RobustCell extends Cell {
  /** Gaussian measurements, sampled entries, or what Sign-RIP is at one point. */
  readonly part: "gaussian" | "entries" | "sign-rip";
  readonly step: "normalized" | "loss" | "squared";
  readonly n: number;
  readonly m: number;
  /** p, of measurements that are off by N(0, size²) in units of raw A_i. */
  readonly share: number;
  readonly size: number;
  /** σ, of noise in every measurement, in the same units. */
  readonly noise: number;
  /** α. */
  readonly startScale: number;
  readonly stepSize: number;
  readonly decay: number;
  readonly iterations: number;
}

const shared = { part: "gaussian", n: 30, m: 420, share: 0, size: 10, noise: 0, startScale: 1e-6, decay: 0.99 } as const;
const robust = { ...shared, step: "normalized", stepSize: 0.25, iterations: 1500 } as const;
const clean = { ...shared, step: "loss", stepSize: 0.5, iterations: 400 } as const;
const point = { ...robust, part: "sign-rip", n: 10, m: 20_000, iterations: 0 } as const;

export const robustSettings = {
  "clean-large": { ...clean, startScale: 1e-3 },
  "clean-small": clean,
  tenth: { ...robust, share: 0.1 },
  third: { ...robust, share: 0.3 },
  "third-large": { ...robust, share: 0.3, startScale: 0.1 },
  "third-short": { ...robust, share: 0.3, decay: 0.97 },
  "third-squared": { ...robust, step: "squared", share: 0.3, stepSize: 0.05, iterations: 400 },
  dense: { ...robust, noise: 0.3 },
  few: { ...robust, m: 160, share: 0.1 },
  "few-large": { ...robust, m: 160, share: 0.1, startScale: 1 },
  entries: { ...robust, part: "entries", m: 500, share: 0.1 },
  "entries-large": { ...robust, part: "entries", m: 500, share: 0.1, startScale: 1 },
  "sign-clean": point,
  "sign-third": { ...point, share: 0.3 },
  "sign-dense": { ...point, noise: 0.5 },
} as const satisfies Record<string, Setting<RobustCell>>;

/**
 * From a small start the subgradient method finds M of rank one with k = n columns while up to a third of y is far off: with more measurements than determine M, with fewer, and
 * from sampled entries. What it needs, a subgradient that points to M as matrices of low rank see it (Sign-RIP), is measured beside it.
 */
export const robustSmallStart: Experiment<RobustCell> = {
  name: "robust-small-start",
  law: "from a small start, and no large one, the subgradient method with k = n columns finds M although a third of the measurements is far off, if its steps carry far enough",
  reference: new SymmetricSubgradientMethod().reference,

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      Object.entries(robustSettings).map(([name, setting]) => ({ ...setting, name: `${name}-seed${seed}`, seed })),
    ),
  sensing: ({ part, n, m, seed }) => `${part} ${n} ${m} ${seed}`,
  run: async (cell, context) => {
    const problem = problemOf(cell, context.kernels);
    return cell.part === "sign-rip" ? signs(cell, problem) : path(cell, problem, context);
  },
  judge: (results) => judgeLaws(robustLaws, results),
  page: (results) => robustPage(results),
};

/** Errors at every tenth iteration; a run that is refused gives one row that says so. */
async function path(cell: RobustCell, problem: Problem, context: Context): Promise<Table> {
  const { n, seed, startScale } = cell;
  try {
    const { history } = await solveIn(context, solverOf(cell), problem, {
      rank: n,
      seed,
      start: signSpectralStart(startScale),
      stop: anyOf(diverged(1e6), iterations(cell.iterations)),
      record: [
        { columns: ({ problem: whole, state }) => ({ error: relativeErrorOf(whole, state.x) }), due: (t) => t % 10 === 0 },
      ],
    });
    return summarized(history, ["error", "value"]);
  } catch (error) {
    if (!(error instanceof RangeError && error.message.startsWith("the steps add up to"))) throw error;
    const table = new Table();
    table.append({ iteration: 0, refused: 1 });
    return table;
  }
}

function solverOf({ step, stepSize, decay }: RobustCell): AnySolver {
  return step === "squared"
    ? new SymmetricGradientDescent({ stepSize })
    : new SymmetricSubgradientMethod({ step, stepSize, decay });
}

/** φ at a point that has nothing to do with M, and δ of rank 2 there. */
function signs({ share, size, noise, seed }: RobustCell, problem: Problem): Table {
  const elsewhere = syntheticTruth(problem.operator, { rank: 1, seed: seed + 1000, symmetric: true });
  const { scale, deviation } = signIsometry(problem, elsewhere, 2);
  const distance = relativeErrorOf(problem, elsewhere); // ‖M‖_F = 1
  const table = new Table();
  table.append({
    scale,
    deviation,
    predicted: noise > 0 ? signSubgradientScale(1, noise, distance) : signSubgradientScale(share, size, distance),
  });
  return table;
}

function problemOf(cell: RobustCell, kernels: Kernels): Problem {
  const { n, m, share, size, noise, seed, step } = cell;
  const operator =
    cell.part === "entries" ? entries(cell, kernels) : sharedSymmetricGaussian({ size: n, count: m, seed }, kernels);
  const truth = syntheticTruth(operator, { rank: 1, seed, symmetric: true });
  const clean = syntheticMeasurements(operator, truth, noise, seed);
  // Raw A_i are √(m/τ) times these: an error of `size` there is one of size·√(τ/m) here.
  const measurements = corrupted(clean, wrongSigns(m, share, seed), { size: size * Math.sqrt(operator.scale), seed, kernels });
  return createProblem({ operator, measurements, symmetric: true, truth, loss: step === "squared" ? squared : absolute });
}

/** m different entries of an n×n matrix. */
function entries({ n, m, seed }: RobustCell, kernels: Kernels): MeasurementOperator {
  return sharedOperator(kernels, `entries ${n} ${m} ${seed}`, () => {
    const at = permutation(n * n, seed, STREAM.permutation).slice(0, m);
    return entrySampling({ rows: n, cols: n, row: at.map((i) => i % n), col: at.map((i) => Math.floor(i / n)) }, kernels);
  });
}
