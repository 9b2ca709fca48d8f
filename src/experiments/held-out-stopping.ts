import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { randomStart } from "../problem/starting-points.ts";
import { anyOf, holdOut, iterations } from "../solve/stop-rules.ts";
import { EntropyMirrorDescent } from "../solvers/entropy-mirror-descent.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import { type Setting, summarized } from "./asymmetric-instance.ts";
import { type Cell, type Experiment, solveIn } from "./experiment.ts";
import { heldOutLaws } from "./held-out-stopping-laws.ts";
import { heldOutPage } from "./held-out-stopping-page.ts";
import { seedsOf } from "./seeds.ts";
import { symmetricProblem } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface HeldOutCell extends Cell {
  /** Descent on a square factor, entropy mirror descent, or descent that is told the rank and sees every measurement. */
  readonly method: "descent" | "mirror" | "oracle";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly condition: number;
  /** σ: y has noise N(0, σ²/m), of norm about σ. */
  readonly noise: number;
  readonly startScale: number;
  readonly stepSize: number;
  readonly iterations: number;
}

const shared = { n: 30, r: 2, condition: 1, startScale: 1e-6, stepSize: 0.25, iterations: 1500 } as const;

const settings: readonly Setting<HeldOutCell>[] = [
  ...[0.2, 0.5].flatMap((noise) => [
    { ...shared, method: "descent", k: 30, m: 440, noise } as const,
    { ...shared, method: "oracle", k: 2, m: 440, noise } as const,
  ]),
  { ...shared, method: "mirror", k: 30, m: 440, noise: 0.5, stepSize: 0.5, iterations: 600 },
  // 59 degrees of freedom, and positivity alone singles M out from 263 on: between the two the path and the stop decide.
  { ...shared, method: "descent", k: 30, m: 200, noise: 0.2 },
  { ...shared, method: "oracle", k: 2, m: 200, noise: 0.2 },
];

/** The share of measurements that is held out, as published. */
const FRACTION = 0.1;

/**
 * From a small start the rank is learned before the noise. The error on measurements that are set aside falls and rises with the error itself, so
 * the iterate at its minimum is nearly the best of the path, though the rank was never given.
 */
export const heldOutStopping: Experiment<HeldOutCell> = {
  name: "held-out-stopping",
  law: "with k = n and noise, the iterate at which a held-out tenth fits best has an error near the least of the path and near that of descent told the rank, while the end of the path has fitted the noise",
  reference:
    "Ding, Qin, Jiang, Zhou, Zhu. A validation approach to over-parameterized matrix and image recovery. 2022, arXiv:2209.10675.",

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      settings.map((setting) => ({
        name: `${setting.method}-m${setting.m}-noise${10 * setting.noise}-seed${seed}`,
        seed,
        ...setting,
      })),
    ),
  sensing: ({ n, m, seed, method }) => `${n} ${m} ${seed} ${method === "mirror"}`,
  run: async (cell, context) => {
    const { method, k, seed, startScale, stepSize, iterations: most } = cell;
    const problem = symmetricProblem(cell, context.kernels);
    const mirror = method === "mirror";
    const solver = mirror
      ? new EntropyMirrorDescent({ alpha: startScale, stepSize })
      : new SymmetricGradientDescent({ stepSize });
    const run = await solveIn(context, solver, problem, {
      rank: k,
      seed,
      ...(!mirror && { start: randomStart({ scale: startScale }) }),
      // The whole path is wanted, so the rule that holds out never ends it.
      stop: method === "oracle" ? iterations(most) : anyOf(holdOut(FRACTION, seed, most + 1), iterations(most)),
      record: [{ columns: ({ state }) => ({ error: relativeErrorOf(problem, state.x) }) }],
    });
    const held = method === "oracle" ? [] : ["heldOutResidual", "lowestHeldOutAt"];
    return summarized(run.history, ["error", "relativeResidual", ...held], { returned: relativeErrorOf(problem, run.estimate) });
  },
  judge: (results) => judgeLaws(heldOutLaws(results), results),
  page: (results) => heldOutPage(heldOutLaws(results), results),
};
