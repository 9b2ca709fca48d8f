import { answer } from "../operators/operator.ts";
import { isBreakdown } from "../problem/asking.ts";
import { dataNorm } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import type { Table } from "../table/table.ts";
import { type AsymmetricCell, descend, problemOf, sensingOf, summarized } from "./asymmetric-instance.ts";
import type { Context, Experiment } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { judgeMap, OUTCOMES, type Outcome, stepSizePage } from "./step-size-map-page.ts";

export interface StepCell extends AsymmetricCell {
  /** η is this over ‖𝒜*(y)‖₂; `stepSize` is what that comes to with ‖𝒜*(y)‖₂ = σ₁ = 1. */
  readonly c: number;
}

const FACTORS = [0.25, 0.5, 0.75, 0.9, 1, 1.15, 1.3, 1.5, 2];
const TOY_FACTORS = [0.25, 0.75, 1, 1.3, 2];

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
 * Gradient descent is locally stable at M for η < 1/((1 + δ)σ₁), in units of 1/‖𝒜*(y)‖₂ ≈ 1/σ₁ for c a little above 1. Between there and
 * blow-up it orbits M within bounds, which no test for numbers that are not finite can see.
 */
export const stepSizeMap: Experiment<StepCell> = {
  name: "step-size-map",
  law: "from a small start descent with step c/‖𝒜*(y)‖₂ converges for c up to 0.75, orbits the truth within bounds at 1, and blows up from 1.3 on",
  reference:
    "Measured here. The local limit η < 1/σ₁ is that of the sharpness 2σ₁ at balanced factors, as in Xiong, Ding, Du. ICLR 2024, arXiv:2310.01769.",

  cells: (size) =>
    shapes.flatMap(({ k, m }) =>
      (size.toy ? TOY_FACTORS : FACTORS).flatMap((c) =>
        seedsOf(size, 8).map((seed) => ({
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
  const norm = normOf(problem);
  const { history, status } = await descend(new GradientDescent({ stepSize: cell.c / norm }), cell, problem, context);
  const error = history.get("error", history.length - 1);
  const outcome: Outcome = status === "diverged" ? "blows up" : error < 0.05 * Math.sqrt(cell.r) ? "converges" : "orbits";
  return summarized(history, ["error"], { outcome: OUTCOMES.indexOf(outcome), dataNorm: norm });
}

function normOf(problem: Problem): number {
  const asking = dataNorm(problem);
  for (let next = asking.next(); ; next = asking.next()) {
    if (!next.done) answer(problem.operator, next.value);
    else return isBreakdown(next.value) ? Number.NaN : next.value;
  }
}
