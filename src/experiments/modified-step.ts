import { productNorm } from "../linalg/factored.ts";
import type { Diagnostic } from "../solve/snapshot.ts";
import { residualBelow } from "../solve/stop-rules.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { ModifiedGradientDescent } from "../solvers/modified-gradient-descent.ts";
import type { Table } from "../table/table.ts";
import {
  type AsymmetricCell,
  descend,
  errorBelow,
  problemOf,
  type Setting,
  sensingOf,
  summarized,
} from "./asymmetric-instance.ts";
import type { Context, Experiment } from "./experiment.ts";
import { modifiedLaws } from "./modified-step-laws.ts";
import { modifiedPage } from "./modified-step-page.ts";
import { seedsOf } from "./seeds.ts";
import { judgeLaws } from "./verdict.ts";

export interface ModifiedCell extends AsymmetricCell {
  /** Rates with β = √σ_r given, above and below the least-squares bar; or everything found from y alone, with step ½/‖𝒜*(y)‖₂. */
  readonly part: "rates" | "below" | "practical";
  readonly method: "flat" | "lift" | "plain";
}

/** ‖FGᵀ − M‖_F at which the factors are rescaled. */
const SWITCH = 0.02;

const shared = { n: 20, r: 2, ratio: 1 / 3, truth: "general", sensing: "gaussian" } as const;
const given = { ...shared, k: 4, stepSize: 0.2, iterations: 8000 } as const;

const rates = (["flat", "lift"] as const).flatMap((method) =>
  [1, 2].flatMap((condition) =>
    [0.4, 0.1, 0.025].map((startScale): Setting<ModifiedCell> => {
      // Flat is sharper where κ > 1: β² + σ₁²/β².
      const stepSize = method === "flat" && condition === 2 ? 0.1 : 0.2;
      return { ...given, part: "rates", m: 600, method, condition, startScale, stepSize };
    }),
  ),
);
const below = [0.4, 0.1, 0.025].map(
  (startScale): Setting<ModifiedCell> => ({ ...given, part: "below", m: 300, method: "lift", condition: 1, startScale }),
);
const practical = [1, 2, 5].flatMap((condition) =>
  (
    [
      ["lift", 0.4],
      ["lift", 0.1],
      ["lift", 0.01],
      ["plain", 0.01],
    ] as const
  ).map(
    ([method, startScale]): Setting<ModifiedCell> => ({
      ...shared,
      part: "practical",
      k: 6,
      m: 600,
      stepSize: 0.5,
      iterations: 5000,
      method,
      condition,
      startScale,
    }),
  ),
);

/**
 * One changed step makes the rate independent of the scale of the start: near M the factors are rescaled by the SVD of F so that
 * FᵀF ⪰ β²I, with FGᵀ unchanged, and the tail goes as (1 − ηβ²)ᵗ instead of (1 − ηO(α²))ᵗ.
 */
export const modifiedStep: Experiment<ModifiedCell> = {
  name: "modified-step",
  law: "after one step that rescales the factors by the SVD of one of them, over-parameterized asymmetric descent has the rate of the exact rank, whatever the scale of its start",
  reference:
    "Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769 (`flat`; `lift` is a variant that keeps balanced columns).",

  cells: (size) =>
    seedsOf(size, 8).flatMap((seed) =>
      [...rates, ...below, ...practical].map((parameters) => {
        const { part, method, condition, startScale } = parameters;
        const start = String(startScale).replace("0.", "");
        return { name: `${part}-${method}-kappa${condition}-alpha0-${start}-seed${seed}`, seed, ...parameters };
      }),
    ),
  sensing: sensingOf,
  run: (cell, context) => (cell.part === "practical" ? runPractical(cell, context) : runGiven(cell, context)),
  judge: (results) => judgeLaws(modifiedLaws(results), results),
  page: (results) => modifiedPage(modifiedLaws(results), results),
};

/** Plain descent until the error is below 0.02, the changed step with β = √σ_r, plain descent to 10⁻¹². */
async function runGiven(cell: ModifiedCell, context: Context): Promise<Table> {
  const problem = problemOf(cell, context.kernels);
  const { stepSize, condition, method } = cell;
  if (method === "plain" || !problem.truth || !("left" in problem.truth)) throw new RangeError("this part rescales, and knows M");
  const beta = Math.sqrt(1 / condition);
  // The relative residual stands for the relative error, within the isometry of 𝒜.
  const tau = SWITCH / productNorm(problem.kernels, problem.truth);
  const solver = new ModifiedGradientDescent({ form: method, stepSize, beta, tau });
  const { history } = await descend(solver, cell, problem, context, { stop: [errorBelow(1e-12)], record: [change] });
  return summarized(history, ["error", "rank", "beta"]);
}

/** Everything from y alone, to relative residual 10⁻⁹; plain descent makes as many iterations as the modified one took. */
async function runPractical(cell: ModifiedCell, context: Context): Promise<Table> {
  const problem = problemOf(cell, context.kernels);
  const record = [change];
  const columns = ["error", "relativeResidual", "rank", "beta"];
  const modified = await descend(new ModifiedGradientDescent(), cell, problem, context, { stop: [residualBelow(1e-9)], record });
  if (cell.method === "lift") return summarized(modified.history, columns);
  const same = { ...cell, iterations: Math.max(1, modified.iterations) };
  const plain = await descend(new GradientDescent(), same, problem, context);
  return summarized(plain.history, ["error", "relativeResidual"]);
}

/** Columns rank and beta: what the changed step took, zero before it. */
const change: Diagnostic = {
  columns: ({ state }): Record<string, number> => {
    const found = "change" in state ? state.change : undefined;
    if (typeof found !== "object" || found === null || !("rank" in found) || !("beta" in found)) return {};
    return { rank: Number(found.rank), beta: Number(found.beta) };
  },
};
