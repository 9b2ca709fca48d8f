import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import type { Kernels } from "../kernels/contract.ts";
import { productNorm } from "../linalg/factored.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { createProblem } from "../problem/problem.ts";
import { randomStart } from "../problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import { anyOf, diverged, iterations } from "../solve/stop-rules.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import type { Table } from "../table/table.ts";
import { everyEntry } from "./asymmetric-instance.ts";
import { type Cell, type Context, type Experiment, solveIn } from "./experiment.ts";
import { LARGE, seedsOf } from "./seeds.ts";
import { sharedOperator, sharedSymmetricGaussian } from "./sensing.ts";
import { slowdownLaws } from "./symmetric-slowdown-laws.ts";
import { slowdownPage } from "./symmetric-slowdown-page.ts";
import { judgeLaws } from "./verdict.ts";

export interface SlowdownCell extends Cell {
  /** Every entry once, so that 𝒜*𝒜 = I, or m symmetric Gaussian matrices. */
  readonly sensing: "identity" | "symmetric-gaussian";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly stepSize: number;
  /** α: the start has independent N(0, α²/n) entries. */
  readonly startScale: number;
  readonly condition: number;
  /** T. */
  readonly iterations: number;
}

const shared = { n: 20, r: 2, m: 400, stepSize: 0.2, startScale: 0.5, condition: 1 } as const;

/** A start with 200 rows has z_min ≈ α(1 − √(k/n)), larger than one with 20: 2ηT·z_min² ≈ 280 ≫ 1 at the same T. */
const large = { ...shared, n: LARGE, m: LARGE ** 2, sensing: "identity" } as const;

const settings = [
  { ...shared, sensing: "identity", k: 2, iterations: 1000 },
  { ...shared, sensing: "identity", k: 5, iterations: 4000 },
  { ...shared, sensing: "symmetric-gaussian", k: 2, iterations: 4000 },
  { ...shared, sensing: "symmetric-gaussian", k: 4, iterations: 4000 },
  // The slope nears −2 from above, as ln t/t: at T = 4000 one draw of eight was still at −1.47, at 10⁴ none of 24 above −1.6.
  { ...shared, sensing: "symmetric-gaussian", n: 32, r: 1, k: 3, m: 250, iterations: 10_000 },
  { ...large, k: 2, iterations: 1000 },
  { ...large, k: 5, iterations: 4000 },
] as const;

/**
 * One column too many turns linear convergence into 1/T: with E = FFᵀ − M,
 *
 *     k = r:  ‖E_t‖_F ~ (1 − ησ_r)ᵗ        k > r:  ‖E_t‖_F → √(min(k, n) − r) / (2ηt)
 *
 * exactly so where all of M is observed, and with a larger constant under sensing. The slope of −2 is that of the squared error.
 */
export const symmetricSlowdown: Experiment<SlowdownCell> = {
  name: "symmetric-slowdown",
  law: "symmetric gradient descent is linear at the true rank; with more columns the squared error ‖FFᵀ − M‖² falls as 1/T²",
  reference:
    "Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769.",

  cells: (size) =>
    settings
      .filter(({ n }) => !size.toy || n < LARGE)
      .flatMap((setting) =>
        seedsOf(size, 5).map((seed) => ({
          name: `${setting.sensing}-${setting.n === shared.n ? "" : `n${setting.n}-`}k${setting.k}-seed${seed}`,
          seed,
          ...setting,
        })),
      ),
  sensing: ({ sensing, n, m, seed }) => (sensing === "identity" ? `identity ${n}` : `${n} ${m} ${seed}`),
  run,
  judge: (results) => judgeLaws(slowdownLaws(results), results),
  page: (results) => slowdownPage(slowdownLaws(results), results),
};

async function run(cell: SlowdownCell, context: Context): Promise<Table> {
  const { kernels } = context;
  const { seed, r: rank, k, condition } = cell;
  const operator = operatorOf(cell, kernels);
  const truth = syntheticTruth(operator, { rank, condition, seed, symmetric: true });
  const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), symmetric: true, truth });
  const size = productNorm(kernels, truth);
  const { history } = await solveIn(context, new SymmetricGradientDescent({ stepSize: cell.stepSize }), problem, {
    rank: k,
    seed,
    start: randomStart({ scale: cell.startScale }),
    // No rule of success: the law is one of the whole path.
    stop: anyOf(diverged(1e6), iterations(cell.iterations)),
    record: [{ columns: ({ problem, state }) => ({ error: size * relativeErrorOf(problem, state.x) }) }],
  });
  return history;
}

function operatorOf({ sensing, n, m, seed }: SlowdownCell, kernels: Kernels): MeasurementOperator {
  if (sensing === "symmetric-gaussian") return sharedSymmetricGaussian({ size: n, count: m, seed }, kernels);
  return sharedOperator(kernels, `identity ${n}`, () => everyEntry(n, kernels));
}
