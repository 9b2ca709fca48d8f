import { scaleBy } from "../linalg/arithmetic.ts";
import { beside } from "../linalg/columns.ts";
import { distance } from "../linalg/factored.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { Diagnostic } from "../solve/snapshot.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import type { Table } from "../table/table.ts";
import {
  type AsymmetricCell,
  descend,
  errorBelow,
  problemOf,
  type Setting,
  sensingOf,
  summarized,
  tailOf,
} from "./asymmetric-instance.ts";
import { asymmetricLaws } from "./asymmetric-rate-laws.ts";
import { asymmetricPage } from "./asymmetric-rate-page.ts";
import type { Context, Experiment } from "./experiment.ts";
import { LARGE, seedsOf } from "./seeds.ts";
import { sensedTailRate } from "./sensed-tail.ts";
import { judgeLaws } from "./verdict.ts";

export interface RateCell extends AsymmetricCell {
  /** Descent on two factors, or on one with X = FFᵀ. */
  readonly descent: "asymmetric" | "symmetric";
  /** The error at which the run ends. */
  readonly until: number;
}

const third = 1 / 3;
const shared = { n: 20, r: 2, k: 4, condition: 1, stepSize: 0.2, descent: "asymmetric", truth: "general", ratio: third } as const;
const identity = { ...shared, sensing: "identity", k: 5, m: 400, iterations: 100_000, until: 1e-13 } as const;
const sensed = { ...shared, sensing: "gaussian", m: 600, until: 1e-10 } as const;
const below = { ...sensed, n: 24, r: 1, k: 3, m: 420 } as const;
const psd = { ...shared, sensing: "gaussian", truth: "psd", m: 400, startScale: 0.5, iterations: 6000, until: 0 } as const;

/** Settings by name: A4a–c of the acceptance experiments, and the trap of symmetric A_i. */
const settings: Readonly<Record<string, Setting<RateCell>>> = {
  "identity-small": { ...identity, startScale: 0.4 },
  "identity-middle": { ...identity, startScale: 1.2, stepSize: 0.1 },
  "identity-large": { ...identity, startScale: 2.4, stepSize: 0.04 },
  "identity-equal": { ...identity, startScale: 0.4, ratio: 1 },
  "wide-small": { ...identity, n: LARGE, m: LARGE ** 2, startScale: 0.4 },
  "wide-middle": { ...identity, n: LARGE, m: LARGE ** 2, startScale: 1.2, stepSize: 0.1 },
  "sensed-larger": { ...sensed, startScale: 0.4, iterations: 12_000 },
  "sensed-smaller": { ...sensed, startScale: 0.2, iterations: 40_000 },
  "sensed-08": { ...sensed, startScale: 0.8, iterations: 12_000 },
  "sensed-12": { ...sensed, startScale: 1.2, stepSize: 0.1, iterations: 12_000 },
  "sensed-16": { ...sensed, startScale: 1.6, stepSize: 0.08, iterations: 12_000 },
  "sensed-24": { ...sensed, startScale: 2.4, stepSize: 0.04, iterations: 40_000 },
  "sensed-exact": { ...sensed, k: 2, startScale: 0.2, iterations: 4000 },
  "below-larger": { ...below, startScale: 0.4, iterations: 12_000 },
  "below-smaller": { ...below, startScale: 0.2, iterations: 40_000 },
  "psd-asymmetric": psd,
  "psd-symmetric": { ...psd, descent: "symmetric" },
  "psd-equal": { ...psd, ratio: 1 },
  "psd-blind": { ...psd, sensing: "symmetric-gaussian" },
};

/**
 * Descent on two factors stays linear with more columns than the rank: with the factors where it ends,
 *
 *     ‖FGᵀ − M‖_F ~ (1 − ηλ)ᵗ,   λ = the smallest positive σ_i(F∞)² + σ_j(G∞)²,
 *
 * and λ grows as α² for small uneven starts. It needs A_i that are not symmetric.
 */
export const asymmetricRate: Experiment<RateCell> = {
  name: "asymmetric-rate",
  law: "asymmetric descent is linear at every searched rank: its rate is set by the smallest singular value of the final factors, and grows as the square of the start's scale",
  reference:
    "Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769.",

  cells: (size) =>
    Object.entries(settings)
      .filter(([, { n }]) => !size.toy || n < LARGE)
      .flatMap(([setting, parameters]) =>
        seedsOf(size, 5).map((seed) => ({ name: `${setting}-seed${seed}`, seed, ...parameters })),
      ),
  sensing: sensingOf,
  run,
  judge: (results) => judgeLaws(asymmetricLaws(results), results),
  page: (results) => asymmetricPage(asymmetricLaws(results), results),
};

async function run(cell: RateCell, context: Context): Promise<Table> {
  const symmetric = cell.descent === "symmetric";
  const problem = problemOf(cell, context.kernels, symmetric);
  const { stepSize, until } = cell;
  const solver = symmetric ? new SymmetricGradientDescent({ stepSize }) : new GradientDescent({ stepSize });
  // The PSD runs reach rounding long before their end, which is the same for all of them.
  const stop = [errorBelow(until || 1e-13)];
  const record = cell.sensing === "symmetric-gaussian" ? [symmetricPart(cell)] : [];
  const { history, estimate } = await descend(solver, cell, problem, context, { stop, record });
  const columns = ["error", ...(record.length > 0 ? ["symmetricError"] : [])];
  const sensedRate =
    cell.sensing === "gaussian" && cell.truth === "general" ? sensedTailRate(problem, estimate, stepSize) : Number.NaN;
  return summarized(history, columns, { ...tailOf(cell, problem, estimate, { stepSize }), sensedRate });
}

/** The column symmetricError: ‖½(FGᵀ + GFᵀ) − M‖_F, all that symmetric A_i see. Every 100 iterations and at the last. */
const symmetricPart = ({ iterations }: RateCell): Diagnostic => ({
  due: (iteration) => iteration % 100 === 0 || iteration === iterations,
  columns: ({ problem: { kernels, truth }, state: { x } }) => ({
    symmetricError: truth ? distance(kernels, symmetrized(x), truth) : Number.NaN,
  }),
});

/** ½(FGᵀ + GFᵀ) = ½[F, G]·[G, F]ᵀ. */
function symmetrized({ left, right }: Factors): Factors {
  const out = { left: beside(left, right), right: beside(right, left) };
  scaleBy(out.left, 0.5);
  return out;
}
