import { oneSidedStart } from "../problem/one-sided-start.ts";
import { randomStart, type StartingPoint } from "../problem/starting-points.ts";
import { Fira } from "../solvers/fira.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { GradientLowRankProjection } from "../solvers/gradient-low-rank-projection.ts";
import { OrderedDropout } from "../solvers/ordered-dropout.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { SparsePlusLowRank } from "../solvers/sparse-plus-low-rank.ts";
import { TrainedRankPruning } from "../solvers/trained-rank-pruning.ts";

/** A rule, and the numbers that it keeps from step to step for an n×n matrix: the trained ones and what the optimizer holds beside them. */
export interface Rule {
  readonly make: (iterations: number) => AnySolver;
  /** Searched columns; n where X is carried whole. */
  readonly k: (n: number) => number;
  readonly kept: (n: number) => number;
  readonly start?: StartingPoint;
}

const adam = (decay: number) => ({ inner: "adam", refresh: 50, stepSize: 0.01, decay }) as const;
const whole = (n: number): number => n;
/** Of both factors of k columns. */
const factors = (n: number, k: number): number => 2 * n * k;
/** X, P of ρ columns, and two moments of ρ rows. */
const projected = (n: number, dimension: number): number => n * n + 3 * n * dimension;

export const rules = {
  adam: {
    make: (t) => new GradientLowRankProjection({ ...adam(t), dimension: 10 ** 6 }),
    k: whole,
    kept: (n) => 3 * n * n,
  },
  "galore, ρ = 2": {
    make: (t) => new GradientLowRankProjection({ ...adam(t), dimension: 2 }),
    k: whole,
    kept: (n) => projected(n, 2),
  },
  "fira, ρ = 2": { make: (t) => new Fira({ ...adam(t), dimension: 2 }), k: whole, kept: (n) => projected(n, 2) + 1 },
  "cosines, ρ = 2": {
    make: (t) => new GradientLowRankProjection({ ...adam(t), dimension: 2, subspace: "dct" }),
    k: whole,
    kept: (n) => projected(n, 2),
  },
  "galore, ρ = 1, no moments": {
    make: () => new GradientLowRankProjection({ dimension: 1, stepSize: 0.1 }),
    k: whole,
    kept: (n) => n * n + n,
  },
  "trained rank pruning, rank 2": { make: () => new TrainedRankPruning({ every: 5 }), k: () => 2, kept: (n) => n * n },
  "sltrain, k = 4": {
    make: () => new SparsePlusLowRank({ stepSize: 0.2 }),
    k: () => 4,
    kept: (n) => factors(n, 4) + Math.round(0.05 * n * n),
    start: randomStart({ scale: 1e-3 }),
  },
  "maestro, k = 6": { make: (t) => new OrderedDropout({ pruneAfter: t / 2 }), k: () => 6, kept: (n) => factors(n, 6) },
  "LoRA, k = 4": {
    make: () => new GradientDescent({ stepSize: 0.2 }),
    k: () => 4,
    kept: (n) => factors(n, 4),
    start: oneSidedStart({ scale: 0.4 }),
  },
  "factors, k = 20": {
    make: () => new GradientDescent({ stepSize: 0.2 }),
    k: whole,
    kept: (n) => factors(n, n),
    start: randomStart({ scale: 1e-3 }),
  },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;
