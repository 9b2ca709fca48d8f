import { absolute, squared } from "../losses/loss.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { words } from "../random/words.ts";
import { AlternatingPreconditionedGradientDescent } from "../solvers/alternating-preconditioned-gradient-descent.ts";
import { PreconditionedSubgradientMethod } from "../solvers/preconditioned-subgradient-method.ts";
import type { AnySolver } from "../solvers/registry.ts";
import type { Setting } from "./asymmetric-instance.ts";
import { errorPath } from "./error-path.ts";
import type { Cell, Context, Experiment } from "./experiment.ts";
import { wrongSigns } from "./outliers.ts";
import { robustLaws } from "./robust-preconditioning-laws.ts";
import { robustPage } from "./robust-preconditioning-page.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface RobustCell extends Cell {
  readonly rule: "plain" | "geometric" | "constant" | "falling" | "shrinking" | "squared";
  readonly n1: number;
  readonly n2: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly condition: number;
  /** p; a wrong measurement is off by up to ten times the largest. */
  readonly share: number;
  readonly iterations: number;
}

const shared = { n1: 30, n2: 24, r: 2, iterations: 250 } as const;

const settings: readonly Setting<RobustCell>[] = [
  { ...shared, rule: "plain", k: 2, m: 700, condition: 1, share: 0.1 },
  { ...shared, rule: "plain", k: 2, m: 700, condition: 10, share: 0.1 },
  ...(["plain", "geometric", "constant", "falling", "shrinking"] as const).map(
    (rule) => ({ ...shared, rule, k: 4, m: 700, condition: 10, share: 0.1 }) as const,
  ),
  { ...shared, rule: "falling", k: 4, m: 700, condition: 10, share: 0.2 },
  { ...shared, rule: "squared", k: 4, m: 700, condition: 10, share: 0.2, iterations: 100 },
  { ...shared, rule: "plain", k: 2, m: 350, condition: 10, share: 0.1 },
];

/**
 * The preconditioned subgradient method on Σ|⟨A_i, LRᵀ⟩ − y_i| recovers M from partly wrong measurements at a rate free of the condition number; with
 * more columns than the rank its damping must vanish at M, or fall to nothing with f − f*.
 */
export const robustPreconditioning: Experiment<RobustCell> = {
  name: "robust-preconditioning",
  law: "with a tenth of y far off, the preconditioned subgradient method recovers M at any condition number and with more columns than the rank; a constant damping leaves a floor, one that falls with f − f* does not",
  reference:
    "Giampouras, Cai, Vidal. Guarantees of a preconditioned subgradient algorithm for overparameterized asymmetric low-rank matrix recovery. 2024, arXiv:2410.16826; Tong, Ma, Chi. Low-rank matrix recovery with scaled subgradient methods. IEEE Trans. Signal Process. 69, 2021 (falling damping is ours).",

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      settings.map((setting) => {
        const { rule, k, m, condition, share } = setting;
        return { name: `${rule}-k${k}-m${m}-kappa${condition}-p${100 * share}-seed${seed}`, seed, ...setting };
      }),
    ),
  run: (cell, context) => {
    const { problem, optimum } = corruptedProblem(cell, context);
    const wrongLoss = cell.rule === "squared";
    return errorPath(solverOf(cell, optimum), problem, context, {
      rank: cell.k,
      seed: cell.seed,
      ...(wrongLoss && { start: spectralStart() }),
      iterations: cell.iterations,
      enough: 1e-9,
    });
  },
  judge: (results) => judgeLaws(robustLaws, results),
  page: (results) => robustPage(robustLaws, results),
};

/** y with 10·‖y‖_∞·U(−1, 1) added to a share of it, and what those errors add up to: Σ|r_i| at M. */
function corruptedProblem(cell: RobustCell, { kernels }: Context): { problem: Problem; optimum: number } {
  const clean = asymmetricProblem(cell, kernels);
  const largest = clean.measurements.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const wrong = wrongSigns(cell.m, cell.share, cell.seed);
  const size = words(cell.seed, streamAt(STREAM.outliers, 3));
  const errors = wrong.map((sign) => sign * ((10 * largest * size()) / 2 ** 32));
  const measurements = clean.measurements.map((value, i) => value + errors[i]);
  const loss = cell.rule === "squared" ? squared : absolute;
  return {
    problem: createProblem({ ...clean, measurements, loss }),
    optimum: errors.reduce((sum, value) => sum + Math.abs(value), 0),
  };
}

/** λ of `constant`, and c of those that fall with f − f*. */
const [DAMPING, ADAPTIVE] = [0.01, 0.1];

function solverOf({ rule, share }: RobustCell, optimum: number): AnySolver {
  if (rule === "squared") return new AlternatingPreconditionedGradientDescent({ stepSize: 0.3 });
  const given = { outliers: share, balanceEvery: 1 };
  if (rule === "geometric") return new PreconditionedSubgradientMethod(given);
  return new PreconditionedSubgradientMethod({
    ...given,
    step: "polyak",
    optimum,
    damping: rule === "constant" ? DAMPING : 0,
    adaptive: rule === "falling" || rule === "shrinking" ? ADAPTIVE : 0,
    shrink: rule === "shrinking",
  });
}
