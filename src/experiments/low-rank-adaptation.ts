import { oneSidedStart } from "../problem/one-sided-start.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
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
import type { Experiment } from "./experiment.ts";
import { adaptationLaws } from "./low-rank-adaptation-laws.ts";
import { adaptationPage } from "./low-rank-adaptation-page.ts";
import { seedsOf } from "./seeds.ts";
import { judgeLaws } from "./verdict.ts";

export interface AdaptationCell extends AsymmetricCell {
  /** Whether B₀ = 0, or B₀ is random as A₀ is. */
  readonly start: "B zero" | "both random";
  /** η_A over η_B, the step size. */
  readonly stepRatio: number;
}

const identity = {
  sensing: "identity",
  truth: "general",
  n: 20,
  r: 2,
  k: 4,
  m: 400,
  condition: 1,
  ratio: 1,
  stepSize: 0.2,
  iterations: 60_000,
  start: "B zero",
  stepRatio: 1,
} as const;

const settings: Readonly<Record<string, Setting<AdaptationCell>>> = {
  "seen-small": { ...identity, startScale: 0.4 },
  "seen-large": { ...identity, startScale: 0.8 },
  "sensed-small": { ...identity, sensing: "gaussian", m: 600, startScale: 0.4 },
  "sensed-large": { ...identity, sensing: "gaussian", m: 600, startScale: 0.8 },
  uneven: { ...identity, startScale: 0.4, stepRatio: 0.1 },
  random: { ...identity, start: "both random", startScale: 0.4, ratio: 0.125, stepRatio: 0.25 },
  // Singular values 1, 0.8, 0.6, 0.4, 0.2: two of them are out of reach.
  "few-columns": { ...identity, r: 5, k: 3, condition: 5, startScale: 0.1, iterations: 6000 },
};

/**
 * X = W₀ + B·Aᵀ from B₀ = 0 and a random A₀: asymmetric descent on y − 𝒜(W₀) in which one factor starts at exactly zero. B's columns then stay
 * in those of M − W₀ while all of it is seen, and the slowest term of the tail law is never excited; measurements excite it again. Steps of
 * two sizes enter the law as weights. W₀ enters through y alone, so M stands for M − W₀ here.
 */
export const lowRankAdaptation: Experiment<AdaptationCell> = {
  name: "low-rank-adaptation",
  law: "descent on W₀ + BAᵀ from B = 0 converges at the rate η_A·σᵣ(B)² where all of M is seen, and at that of the general tail law, η_B·σ_j(A)² + η_A·σ_i(B)², where it is measured; with fewer columns than M − W₀ has rank, it ends at the Eckart–Young error",
  reference:
    "Hu, Shen, Wallis, Allen-Zhu, Li, Wang, Wang, Chen. LoRA: low-rank adaptation of large language models. ICLR 2022, arXiv:2106.09685; for steps of two sizes Hayou, Ghosh, Yu. LoRA+. ICML 2024, arXiv:2402.12354.",

  cells: (size) =>
    Object.entries(settings).flatMap(([setting, parameters]) =>
      seedsOf(size, 6).map((seed) => ({ name: `${setting}-seed${seed}`, seed, ...parameters })),
    ),
  sensing: sensingOf,
  run: async (cell, context) => {
    const { stepSize, stepRatio, startScale: scale } = cell;
    const problem = problemOf(cell, context.kernels);
    const zero = cell.start === "B zero";
    const options = { stop: [errorBelow(1e-13)], ...(zero && { start: oneSidedStart({ scale }) }) };
    const run = await descend(new GradientDescent({ stepSize, stepRatio }), cell, problem, context, options);
    const steps = { stepSize, rightStepSize: stepSize * stepRatio };
    const general = tailOf(cell, problem, run.estimate, steps);
    const special = zero ? tailOf(cell, problem, run.estimate, { ...steps, zeroAtStart: "left" }) : general;
    return summarized(run.history, ["error"], { general: general.tailRate, special: special.tailRate });
  },
  judge: (results) => judgeLaws(adaptationLaws(), results),
  page: (results) => adaptationPage(adaptationLaws(), results),
};
