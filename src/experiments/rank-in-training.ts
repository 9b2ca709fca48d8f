import { OrderedDropout } from "../solvers/ordered-dropout.ts";
import { TrainedRankPruning } from "../solvers/trained-rank-pruning.ts";
import type { Setting } from "./asymmetric-instance.ts";
import type { Cell, Experiment } from "./experiment.ts";
import { rankLaws } from "./rank-in-training-laws.ts";
import { rankPage } from "./rank-in-training-page.ts";
import { runOrdered, runPruned } from "./rank-in-training-runs.ts";
import { seedsOf } from "./seeds.ts";
import { judgeLaws } from "./verdict.ts";

export interface RankCell extends Cell {
  /**
   * Prefixes of factors with all of M seen, or descent without them; with m measurements; with the penalty and the descent after it. Then blocks of `every`
   * steps between truncations, alternating projections, and truncation by the share of energy.
   */
  readonly part: "prefixes" | "plain" | "biased" | "penalized" | "blocks" | "alternating" | "energy";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly condition: number;
  readonly every: number;
  readonly stepSize: number;
  readonly iterations: number;
}

const ordered = { n: 20, r: 3, k: 6, condition: 2.5, every: 0 } as const;
const blocks = { part: "blocks", n: 30, r: 2, k: 2, m: 348, condition: 5, iterations: 3000 } as const;

/** The bias that m measurements make is itself random: on single draws its ratio is from 0.32 to 0.71. */
const SEEDS_OF_BIAS = 5;

const settings: readonly Setting<RankCell>[] = [
  { ...ordered, part: "prefixes", m: 400, stepSize: 0.2, iterations: 3000 },
  { ...ordered, part: "plain", m: 400, stepSize: 0.2, iterations: 3000 },
  ...[400, 3200].map((m) => ({ ...ordered, part: "biased", m, stepSize: 0.1, iterations: 600 }) as const),
  { ...ordered, part: "penalized", r: 2, condition: 2, m: 300, stepSize: 0.1, iterations: 3000 },
  { ...blocks, every: 1, stepSize: 0.5 },
  ...[1, 2, 5, 20].map((every) => ({ ...blocks, every, stepSize: 0.25 })),
  { ...blocks, every: 2, stepSize: 0.5, iterations: 400 },
  { ...blocks, part: "alternating", every: 1, stepSize: 1, iterations: 400 },
  { ...blocks, part: "energy", condition: 2, every: 20, stepSize: 0.25, iterations: 1500 },
];

/** Rules that find or keep a rank on the way: made for the training of networks, on a problem with a known answer. */
export const rankInTraining: Experiment<RankCell> = {
  name: "rank-in-training",
  law: "descent on every prefix of the factors orders their columns as the SVD does, with a bias of order m^(−1/2) that descent on the columns it keeps removes; cutting the rank every τ steps needs as many truncations as alternating projections as τ grows, and many more gradients",
  reference: `${new OrderedDropout().reference} ${new TrainedRankPruning().reference}`,

  cells: (size) =>
    settings.flatMap((setting) =>
      seedsOf(size, 6, setting.part === "biased" ? SEEDS_OF_BIAS : 1).map((seed) => ({
        ...setting,
        name: `${setting.part}-m${setting.m}-every${setting.every}-step${setting.stepSize * 100}-seed${seed}`,
        seed,
      })),
    ),
  run: (cell, context) => (cell.every === 0 ? runOrdered(cell, context) : runPruned(cell, context)),
  judge: (results) => judgeLaws(rankLaws(results), results),
  page: (results) => rankPage(rankLaws(results), results),
};
