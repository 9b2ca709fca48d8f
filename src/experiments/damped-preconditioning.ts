import { randomStart, type StartingPoint, spectralStart } from "../problem/starting-points.ts";
import { PreconditionedGradientDescent } from "../solvers/preconditioned-gradient-descent.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import type { Setting } from "./asymmetric-instance.ts";
import { dampedLaws } from "./damped-preconditioning-laws.ts";
import { dampedPage } from "./damped-preconditioning-page.ts";
import { errorPath } from "./error-path.ts";
import type { Cell, Experiment } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { symmetricProblem } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface DampedCell extends Cell {
  /** Escape from a small start; the rate near M; or fewer measurements than positivity alone needs. */
  readonly part: "escape" | "rate" | "bias";
  readonly method: "fixed" | "residual" | "hybrid" | "plain";
  readonly start: "small" | "random" | "spectral";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly condition: number;
  /** λ of `fixed` and `hybrid`; 0 for the others. */
  readonly damping: number;
  readonly stepSize: number;
  readonly iterations: number;
}

type Given = Setting<DampedCell>;

const shared = { n: 24, r: 2, stepSize: 0.3 } as const;
const KAPPAS = [1, 10, 100] as const;

const leaving = KAPPAS.flatMap((condition) =>
  (["fixed", "residual", "hybrid", "plain"] as const).map((method): Given => {
    const damping = method === "fixed" || method === "hybrid" ? 0.5 / condition : 0;
    const iterations = method === "plain" ? 1500 : 600;
    return { ...shared, part: "escape", method, start: "small", k: 4, m: 250, condition, damping, iterations };
  }),
);
const rate = KAPPAS.flatMap((condition) => {
  const one = { ...shared, part: "rate", k: 4, m: 250, condition } as const;
  return [
    { ...one, method: "residual", start: "spectral", damping: 0, iterations: 600 },
    { ...one, method: "residual", start: "random", damping: 0, iterations: 600 },
    { ...one, method: "plain", start: "spectral", damping: 0, iterations: 400 },
    { ...one, method: "fixed", start: "spectral", damping: 0.1, iterations: 400 },
  ] satisfies Given[];
});
const bias = (
  [
    ["plain", "small"],
    ["hybrid", "small"],
    ["residual", "small"],
    ["residual", "spectral"],
  ] as const
).map(([method, start]): Given => {
  const damping = method === "hybrid" ? 0.5 : 0;
  return { ...shared, part: "bias", method, start, k: 24, m: 150, condition: 1, damping, iterations: 1500 };
});

const STARTS: Readonly<Record<DampedCell["start"], StartingPoint>> = {
  small: randomStart({ scale: 1e-10 }),
  random: randomStart({ scale: 0.3 }),
  spectral: spectralStart(),
};

/**
 * With more columns than the rank, FᵀF + λI in place of FᵀF makes scaled descent possible. A constant λ leaves a small start fast and has a floor; λ
 * that falls with the residual has none and is slow to leave; the smaller of the two has neither fault. None of it depends on κ.
 */
export const dampedPreconditioning: Experiment<DampedCell> = {
  name: "damped-preconditioning",
  law: "with more columns than the rank, descent that is preconditioned with a damping that falls with the residual is linear at a rate free of the condition number; a constant damping leaves a floor",
  reference:
    "Zhang, Fattahi, Zhang. Preconditioned gradient descent for over-parameterized nonconvex matrix factorization. NeurIPS 2021; Xu, Shen, Chi, Ma. The power of preconditioning in overparameterized low-rank matrix sensing. ICML 2023, arXiv:2302.01186 (`hybrid` is ours).",

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      [...leaving, ...rate, ...bias].map((setting) => {
        const { part, method, start, condition } = setting;
        return { name: `${part}-${method}-${start}-kappa${condition}-seed${seed}`, seed, ...setting };
      }),
    ),
  run: (cell, context) =>
    errorPath(solverOf(cell), symmetricProblem(cell, context.kernels), context, {
      rank: cell.k,
      seed: cell.seed,
      start: STARTS[cell.start],
      iterations: cell.iterations,
      enough: cell.part === "rate" ? 1e-8 : 1e-9,
    }),
  judge: (results) => judgeLaws(dampedLaws(results), results),
  page: (results) => dampedPage(dampedLaws(results), results),
};

function solverOf({ method, damping, stepSize }: DampedCell): AnySolver {
  if (method === "plain") return new SymmetricGradientDescent({ stepSize });
  return new PreconditionedGradientDescent({ rule: method, stepSize, ...(damping > 0 && { damping }) });
}
