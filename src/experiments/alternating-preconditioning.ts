import { randomStart, type StartingPoint, spectralStart } from "../problem/starting-points.ts";
import { AlternatingPreconditionedGradientDescent } from "../solvers/alternating-preconditioned-gradient-descent.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { ScaledGradientDescent } from "../solvers/scaled-gradient-descent.ts";
import { alternatingLaws } from "./alternating-preconditioning-laws.ts";
import { alternatingPage } from "./alternating-preconditioning-page.ts";
import type { Setting } from "./asymmetric-instance.ts";
import { errorPath } from "./error-path.ts";
import type { Cell, Experiment } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface AlternatingCell extends Cell {
  /** Rates with surplus columns; with k = r; the setting in which a run converges to a wrong matrix; a small start there. */
  readonly part: "surplus" | "exact" | "wrong" | "bias";
  /** `damped` is scaled descent on both factors at once with a constant damping. */
  readonly method: "apgd" | "damped" | "scaled" | "plain";
  readonly start: "ordinary" | "spectral" | "small";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly condition: number;
  readonly stepSize: number;
  readonly iterations: number;
}

type Given = Setting<AlternatingCell>;

const surplus = [10, 1000].flatMap((condition) => {
  const one = { part: "surplus", start: "ordinary", n: 30, r: 2, k: 4, m: 600, condition, iterations: 300 } as const;
  return [
    { ...one, method: "apgd", stepSize: 0.5 },
    { ...one, method: "apgd", stepSize: 1 },
    { ...one, method: "damped", stepSize: 0.5 },
    { ...one, method: "plain", stepSize: 0.5 },
  ] satisfies Given[];
});
const exact = [1, 5, 10, 20].flatMap((condition) =>
  (["scaled", "plain"] as const).map(
    (method): Given => ({
      part: "exact",
      method,
      start: "spectral",
      n: 40,
      r: 2,
      k: 2,
      m: 400,
      condition,
      stepSize: 0.5,
      iterations: 1000,
    }),
  ),
);
const wrong = (
  [
    [10, 4, 180],
    [1000, 4, 180],
    [10, 2, 180],
    [1000, 4, 600],
  ] as const
).map(([condition, k, m]): Given => {
  return { part: "wrong", method: "apgd", start: "ordinary", n: 30, r: 2, k, m, condition, stepSize: 0.5, iterations: 600 };
});
const bias = (["apgd", "plain"] as const).map((method): Given => {
  const plain = method === "plain";
  return {
    part: "bias",
    method,
    start: plain ? "small" : "ordinary",
    n: 30,
    r: 2,
    k: 8,
    m: 300,
    condition: 1,
    stepSize: plain ? 0.3 : 0.5,
    iterations: plain ? 3000 : 600,
  };
});

const STARTS: Readonly<Record<AlternatingCell["start"], StartingPoint>> = {
  ordinary: randomStart({ scale: 0.1, variance: "1" }),
  spectral: spectralStart(),
  small: randomStart({ scale: 1e-4, ratio: 1 / 3 }),
};

/**
 * Preconditioned by one factor at a time, descent needs no damping and is linear at a rate free of the condition number, with more columns than
 * the rank too. But what it converges to is M only where m exceeds the directions of all k columns: below, it fits y at a wrong matrix.
 */
export const alternatingPreconditioning: Experiment<AlternatingCell> = {
  name: "alternating-preconditioning",
  law: "alternating preconditioned descent with more columns than the rank is linear at a rate free of the condition number; with fewer measurements than its k(n₁ + n₂ − k) directions it converges to a wrong matrix",
  reference:
    "Liu, Han, Tang, Zhang, Tang, Wang. 2025, arXiv:2502.00463; Jia, Feng, Meng, Sun. Globally Q-linear Gauss-Newton method for overparameterized non-convex matrix sensing. NeurIPS 2024; Tong, Ma, Chi. Accelerating ill-conditioned low-rank matrix estimation via scaled gradient descent. JMLR 22, 2021.",

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      [...surplus, ...exact, ...wrong, ...bias].map((setting) => {
        const { part, method, k, m, condition, stepSize } = setting;
        const step = String(stepSize).replace(".", "");
        return { name: `${part}-${method}-k${k}-m${m}-kappa${condition}-eta${step}-seed${seed}`, seed, ...setting };
      }),
    ),
  run: (cell, context) =>
    errorPath(solverOf(cell), asymmetricProblem({ ...cell, n1: cell.n, n2: cell.n }, context.kernels), context, {
      rank: cell.k,
      seed: cell.seed,
      start: STARTS[cell.start],
      iterations: cell.iterations,
      enough: 1e-10,
    }),
  judge: (results) => judgeLaws(alternatingLaws(results), results),
  page: (results) => alternatingPage(alternatingLaws(results), results),
};

/** λ of `damped`. */
export const DAMPING = 1e-3;

function solverOf({ method, stepSize }: AlternatingCell): AnySolver {
  if (method === "plain") return new GradientDescent({ stepSize });
  if (method === "apgd") return new AlternatingPreconditionedGradientDescent({ stepSize });
  return new ScaledGradientDescent({ stepSize, damping: method === "damped" ? DAMPING : 0 });
}
