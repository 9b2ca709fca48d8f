import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { productNorm } from "../linalg/factored.ts";
import { randomStart } from "../problem/starting-points.ts";
import { anyOf, diverged, holdOut, iterations } from "../solve/stop-rules.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import type { Table } from "../table/table.ts";
import { type Cell, type Context, type Experiment, solveIn } from "./experiment.ts";
import { judgeNoise, noiseLaws } from "./noise-and-rank-laws.ts";
import { noisePage } from "./noise-and-rank-page.ts";
import { seedsOf } from "./seeds.ts";
import { symmetricProblem } from "./sensing.ts";

export interface NoiseSetting {
  /** The error that noise leaves at its rest, or stopping before it on held-out measurements. */
  readonly part: "floor" | "held-out";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  /** σ: noise N(0, σ²/m), for one seed in the same direction whatever σ. */
  readonly noise: number;
  readonly stepSize: number;
  /** α: entries N(0, α²/n). */
  readonly startScale: number;
  readonly iterations: number;
}

export type NoiseCell = Cell & NoiseSetting;

const shared = { n: 20, r: 2, m: 400, stepSize: 0.2 } as const;

const settings: readonly NoiseSetting[] = [
  ...[2, 4, 8, 20].flatMap((k) => [
    { part: "floor" as const, ...shared, k, noise: 0.02, startScale: 0.3, iterations: 6000 },
    { part: "floor" as const, ...shared, k, noise: 0.1, startScale: 0.3, iterations: 2000 },
  ]),
  { part: "held-out", ...shared, k: 20, noise: 0.3, startScale: 1e-3, iterations: 3000 },
];

/** The fraction of measurements that judge. */
const HELD_OUT = 0.2;

/**
 * Descent on noisy data with k ≥ r columns comes to rest at ‖FFᵀ − M‖_F² ≈ k·n·σ²/m: every column too many fits noise. From a small start M is
 * learned before noise is, and the iterate of least error on held-out measurements is far better than the last.
 */
export const noiseAndRank: Experiment<NoiseCell> = {
  name: "noise-and-rank",
  law: "on noisy data the squared error of symmetric descent comes to rest at knσ²/m, the later the smaller σ; from a small start, stopping on held-out measurements avoids most of it",
  reference:
    "Zhuo, Kwon, Ho, Caramanis. On the computational and statistical complexity of over-parameterized matrix sensing. JMLR 25, 2024, arXiv:2102.02756.",

  cells: (size) =>
    settings.flatMap((setting) =>
      seedsOf(size, 5).map((seed) => ({
        name: `${setting.part}-k${setting.k}-sigma${String(setting.noise).replace(".", "p")}-seed${seed}`,
        seed,
        ...setting,
      })),
    ),
  sensing: ({ n, m, seed }) => `${n} ${m} ${seed}`,
  run,
  judge: judgeNoise,
  page: (results) => noisePage(noiseLaws, results),
};

async function run(cell: NoiseCell, context: Context): Promise<Table> {
  const { kernels } = context;
  const { part, k, noise, seed, stepSize, startScale } = cell;
  const problem = symmetricProblem({ ...cell, noise, condition: 1 }, kernels);
  const size = problem.truth && "left" in problem.truth ? productNorm(kernels, problem.truth) : Number.NaN;
  const budget = anyOf(diverged(1e6), iterations(cell.iterations));
  // Patience beyond the budget: the whole path is wanted, with the minimum on it. What is fitted has 𝒜*𝒜 ≈ (1 − held out)·I.
  const held = part === "held-out";
  const { history } = await solveIn(
    context,
    new SymmetricGradientDescent({ stepSize: held ? stepSize / (1 - HELD_OUT) : stepSize }),
    problem,
    {
      rank: k,
      seed,
      start: randomStart({ scale: startScale }),
      stop: held ? anyOf(budget, holdOut(HELD_OUT, seed, cell.iterations + 1)) : budget,
      record: [{ columns: ({ problem, state }) => ({ error: size * relativeErrorOf(problem, state.x) }) }],
    },
  );
  return history;
}
