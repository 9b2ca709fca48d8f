import { randomStart, spectralStart } from "../problem/starting-points.ts";
import { AlternatingPreconditionedGradientDescent } from "../solvers/alternating-preconditioned-gradient-descent.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { PreconditionedGradientDescent } from "../solvers/preconditioned-gradient-descent.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import type { Setting } from "./asymmetric-instance.ts";
import { errorPath } from "./error-path.ts";
import type { Cell, Experiment } from "./experiment.ts";
import { noisyLaws } from "./preconditioning-under-noise-laws.ts";
import { noisyPage } from "./preconditioning-under-noise-page.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem, symmetricProblem } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface NoisyCell extends Cell {
  readonly form: "symmetric" | "asymmetric";
  readonly method: "residual" | "noisy" | "alternating" | "plain";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly condition: number;
  /** σ: y has noise N(0, σ²/m), of norm about σ. */
  readonly noise: number;
  readonly stepSize: number;
  readonly iterations: number;
}

const shared = { r: 2, k: 4, condition: 10, noise: 0.1, iterations: 400 } as const;

const settings: readonly Setting<NoisyCell>[] = [
  ...(["residual", "noisy", "plain"] as const).map(
    (method) => ({ ...shared, form: "symmetric", method, n: 24, m: 250, stepSize: 0.3 }) as const,
  ),
  // Positivity alone would single M out from m = 174 on: here what does not is asked of the same methods.
  ...(["residual", "noisy", "plain"] as const).map(
    (method) => ({ ...shared, form: "symmetric", method, n: 24, m: 150, stepSize: 0.3 }) as const,
  ),
  ...(["alternating", "plain"] as const).map(
    (method) => ({ ...shared, form: "asymmetric", method, n: 30, m: 600, stepSize: 0.5 }) as const,
  ),
];

/**
 * With noise of norm σ̂ in y, the residual stays near σ̂ and with it the damping of the noiseless rule, which then slows descent; what is left of ‖r‖²
 * above σ̂² is the error. Preconditioned descent gets to the error that noise allows in a few dozen steps, and plain descent later.
 */
export const preconditioningUnderNoise: Experiment<NoisyCell> = {
  name: "preconditioning-under-noise",
  law: "on noisy data preconditioned descent reaches the error that noise allows, about σ√(nk/m), in a few dozen steps, and sooner where the noise's share of the residual is left out of the damping",
  reference:
    "Zhang, Zhang, Chiu. Fast and accurate estimation of low-rank matrices from noisy measurements via preconditioned non-convex gradient descent. AISTATS 2024; Liu, Han, Tang, Zhang, Tang, Wang. 2025, arXiv:2502.00463.",

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      settings.map((setting) => ({
        name: `${setting.form}-${setting.method}-m${setting.m}-seed${seed}`,
        seed,
        ...setting,
      })),
    ),
  run: (cell, context) => {
    const { n, k, seed, iterations } = cell;
    const symmetric = cell.form === "symmetric";
    const problem = symmetric
      ? symmetricProblem(cell, context.kernels)
      : asymmetricProblem({ ...cell, n1: n, n2: n }, context.kernels);
    const start = symmetric ? spectralStart() : randomStart({ scale: 0.1, variance: "1" });
    return errorPath(solverOf(cell), problem, context, { rank: k, seed, start, iterations });
  },
  judge: (results) => judgeLaws(noisyLaws(results), results),
  page: (results) => noisyPage(noisyLaws(results), results),
};

function solverOf({ form, method, stepSize, noise }: NoisyCell): AnySolver {
  if (method === "alternating") return new AlternatingPreconditionedGradientDescent({ stepSize });
  if (method === "residual" || method === "noisy") return new PreconditionedGradientDescent({ rule: method, noise, stepSize });
  return form === "symmetric" ? new SymmetricGradientDescent({ stepSize }) : new GradientDescent({ stepSize });
}
