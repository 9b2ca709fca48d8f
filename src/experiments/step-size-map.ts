import { answered } from "../problem/answered.ts";
import { extremeCurvatures } from "../problem/curvature.ts";
import { dataNorm } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import type { Table } from "../table/table.ts";
import { localStepLimit } from "../theory/asymmetric-descent.ts";
import { type AsymmetricCell, descend, problemOf, sensingOf, summarized } from "./asymmetric-instance.ts";
import type { Context, Experiment } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { judgeMap, OUTCOMES, type Outcome, stepSizePage } from "./step-size-map-page.ts";

export interface StepCell extends AsymmetricCell {
  /** η is this over ‖𝒜*(y)‖₂; `stepSize` is what that comes to with ‖𝒜*(y)‖₂ = σ₁ = 1. */
  readonly c: number;
}

const FACTORS = [0.25, 0.5, 0.75, 0.9, 1, 1.15, 1.3, 1.5, 2];
const TOY_FACTORS = [0.5, 0.75, 1, 1.5, 2];
/** The median of ‖𝒜*(y)‖₂/σ₁ is taken over the seeds of this setting, at least eight. */
const AUTOMATIC = { k: 2, m: 600, c: 0.5 };

const shared = {
  sensing: "gaussian",
  truth: "general",
  n: 20,
  r: 2,
  condition: 1,
  startScale: 0.01,
  ratio: 1,
  iterations: 600,
} as const;

const shapes = [
  { k: 2, m: 600 },
  { k: 4, m: 600 },
  { k: 20, m: 600 },
  { k: 20, m: 200 },
];

/**
 * Gradient descent leaves M where η is above 2/λ_max(∇²f(M)), which is 1/((1 + δ)σ₁) at balanced factors, δ what 𝒜 adds. Between there and
 * blow-up it orbits M within bounds, which no test for numbers that are not finite can see.
 */
export const stepSizeMap: Experiment<StepCell> = {
  name: "step-size-map",
  law: "from a small start descent with step c/‖𝒜*(y)‖₂ converges where the step is below 2/λ_max(∇²f(M)), in c from 0.7 to 1, above it orbits M within bounds or blows up, and blows up at one and a half times it",
  reference:
    "Measured here. A step above 2 over the sharpness leaves a minimum; the sharpness is 2σ₁ at balanced factors of M observed whole, as in Xiong, Ding, Du. ICLR 2024, arXiv:2310.01769.",

  cells: (size) =>
    shapes.flatMap(({ k, m }) =>
      (size.toy ? TOY_FACTORS : FACTORS).flatMap((c) =>
        seedsOf(size, 8, k === AUTOMATIC.k && m === AUTOMATIC.m && c === AUTOMATIC.c ? 8 : 1).map((seed) => ({
          name: `k${k}-m${m}-c${c.toFixed(2).replace(".", "-")}-seed${seed}`,
          seed,
          k,
          m,
          c,
          stepSize: c,
          ...shared,
        })),
      ),
    ),
  sensing: sensingOf,
  run,
  judge: judgeMap,
  page: stepSizePage,
};

async function run(cell: StepCell, context: Context): Promise<Table> {
  const problem = problemOf(cell, context.kernels);
  const norm = answered(problem.operator, dataNorm(problem));
  const { history, status } = await descend(new GradientDescent({ stepSize: cell.c / norm }), cell, problem, context);
  const error = history.get("error", history.length - 1);
  const outcome: Outcome = status === "diverged" ? "blows up" : error < 0.05 * Math.sqrt(cell.r) ? "converges" : "orbits";
  return summarized(history, ["error"], {
    outcome: OUTCOMES.indexOf(outcome),
    dataNorm: norm,
    limit: stepLimit({ ...problem, dataNorm: norm }),
  });
}

/** 2/λ_max(∇²f(M)) in units of 1/‖𝒜*(y)‖₂, so that it is one of c. */
function stepLimit(problem: Problem): number {
  if (!problem.truth || !("left" in problem.truth)) return Number.NaN;
  const found = answered(problem.operator, extremeCurvatures(problem, problem.truth));
  return found ? localStepLimit(found.greatest) : Number.NaN;
}
