import { imbalance, imbalanceDefect } from "../diagnostics/imbalance.ts";
import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { spectrum } from "../diagnostics/spectrum.ts";
import { productNorm } from "../linalg/factored.ts";
import { copyFactors, type Factors } from "../linalg/matrix.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { spectralStart } from "../problem/starting-points.ts";
import type { Diagnostic } from "../solve/snapshot.ts";
import { anyOf, diverged, iterations } from "../solve/stop-rules.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import type { Table } from "../table/table.ts";
import { type Cell, type Context, type Experiment, solveIn } from "./experiment.ts";
import { balancingLaws, judgeBalancing } from "./implicit-balancing-laws.ts";
import { balancingPage } from "./implicit-balancing-page.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem, dataSigmas, startOverColumns } from "./sensing.ts";

export interface BalancingSetting {
  /** α and η are swept at r = 1, and α at r = 2 with κ = 2, and at r = 3 with κ = 2 and 4. */
  readonly sweep: "start" | "step" | "ill-conditioned" | "three" | "three-ill";
  readonly n1: number;
  readonly n2: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly condition: number;
  readonly stepSize: number;
  /** α: both factors start with independent N(0, α²/k) entries. */
  readonly startScale: number;
  readonly iterations: number;
}

export type BalancingCell = Cell & BalancingSetting;

const plain = { n1: 20, n2: 15, r: 1, k: 15, m: 150, condition: 1 } as const;
const ill = { n1: 20, n2: 15, r: 2, k: 15, m: 240, condition: 2, stepSize: 0.2, iterations: 1500 } as const;

const three = { ...ill, r: 3, m: 280 } as const;

const settings: readonly BalancingSetting[] = [
  ...[1e-2, 1e-3, 1e-4, 1e-5].map((startScale) => ({
    sweep: "start" as const,
    ...plain,
    stepSize: 0.2,
    startScale,
    iterations: 1000,
  })),
  // T = 160/η: the same time of the flow.
  ...[0.2, 0.1, 0.05].map((stepSize) => ({
    sweep: "step" as const,
    ...plain,
    stepSize,
    startScale: 1e-5,
    iterations: Math.round(160 / stepSize),
  })),
  ...[1e-3, 1e-4, 1e-5, 1e-6].map((startScale) => ({ sweep: "ill-conditioned" as const, ...ill, startScale })),
  ...[1e-3, 1e-4, 1e-5, 1e-6].flatMap((startScale) => [
    { sweep: "three" as const, ...three, startScale, iterations: 600 },
    { sweep: "three-ill" as const, ...three, startScale, condition: 4, iterations: 1000 },
  ]),
];

/** ‖Δ‖₂ and the singular values are recorded every so many iterations, the recursion of Δ is checked in the first so many. */
const STRIDE = 5;
const CHECKED = 300;

/**
 * Descent on FGᵀ from a small random start stays nearly balanced, Δ = FᵀF − GᵀG, and nearly of low rank. Exactly,
 *
 *     Δ₊ − Δ = η²(GᵀEᵀEG − FᵀEEᵀF)
 *
 * so that max ‖Δ‖ is O(α²) and a floor in proportion to η, whatever α; the time to escape and the error that is left follow from the singular values of 𝒜*(y).
 */
export const implicitBalancing: Experiment<BalancingCell> = {
  name: "implicit-balancing",
  law: "from a small random start both factors stay balanced up to O(α²) and a floor in proportion to η; escape takes ln(1/α)/ln(1 + ηsᵣ) steps, and an error of order α^(2(1 − sᵣ₊₁/sᵣ)) is left",
  reference:
    "Soltanolkotabi, Stöger, Xie. Implicit balancing and regularization: generalization and convergence guarantees for overparameterized asymmetric matrix sensing. COLT 2023, arXiv:2303.14244.",

  // With κ > 1 single draws are from 0.90 to 1.03 of the sequential law, and it is judged by a median.
  cells: (size) =>
    settings.flatMap((setting) =>
      seedsOf(size, 5, setting.sweep === "three-ill" ? 5 : 1).map((seed) => ({
        name: `${setting.sweep}-alpha${setting.startScale.toExponential()}-eta${String(setting.stepSize).replace(".", "")}-seed${seed}`,
        seed,
        ...setting,
      })),
    ),
  sensing: ({ n1, n2, m, seed }) => `${n1} ${n2} ${m} ${seed}`,
  run,
  judge: judgeBalancing,
  page: (results) => balancingPage(balancingLaws, results),
};

async function run(cell: BalancingCell, context: Context): Promise<Table> {
  const { kernels } = context;
  const problem = asymmetricProblem(cell, kernels);
  const { truth } = problem;
  const size = truth && "left" in truth ? productNorm(kernels, truth) : Number.NaN;
  const sigmas = dataSigmas(problem, cell.r + 1);
  const known = {
    sigmaFirst: sigmas[0],
    sigmaR: sigmas[cell.r - 1],
    sigmaNext: sigmas[cell.r],
    ...fieldsOf(problem, cell),
  };
  const every = (iteration: number): boolean => iteration % STRIDE === 0;
  const { history } = await solveIn(context, new GradientDescent({ stepSize: cell.stepSize }), problem, {
    rank: cell.k,
    seed: cell.seed,
    start: startOverColumns(cell.startScale, cell.k, cell),
    stop: anyOf(diverged(1e6), iterations(cell.iterations)),
    record: [
      { columns: ({ problem, state }) => ({ error: size * relativeErrorOf(problem, state.x) }) },
      { due: (iteration) => iteration === 0, columns: () => known },
      imbalance(every),
      spectrum(4, every),
      ...(cell.sweep === "start" ? [recursion(cell.stepSize)] : []),
    ],
  });
  return history;
}

/**
 * Columns field_j_i: the i-th singular value of 𝒜*(y − 𝒜(Z_j)) with Z_j the best fit of rank j, in which the component after the j-th grows;
 * for r = 1 there is no other field than the first.
 */
function fieldsOf(problem: Problem, { r, stepSize }: BalancingCell): Record<string, number> {
  const columns: Record<string, number> = {};
  for (let j = 0; r > 1 && j < r; j++) {
    const left = j === 0 ? problem : without(problem, j, stepSize);
    dataSigmas(left, r - j).forEach((sigma, i) => {
      columns[`field_${j}_${i + 1}`] = sigma;
    });
  }
  return columns;
}

/** What is left of y beside its best fit of rank j. */
function without({ operator, measurements }: Problem, j: number, stepSize: number): Problem {
  const problem = createProblem({ operator, measurements });
  const options = { rank: j, start: spectralStart(), stop: iterations(400 * j) };
  const { estimate } = new GradientDescent({ stepSize }).solveSync(problem, options);
  const rest = new Float64Array(measurements.length);
  operator.measure(estimate, rest);
  for (let i = 0; i < rest.length; i++) rest[i] = measurements[i] - rest[i];
  return createProblem({ operator, measurements: rest });
}

/** The column defect: how far the step to this iterate is from the exact recursion of Δ. */
function recursion(stepSize: number): Diagnostic {
  let before: { x: Factors; gradient: Factors } | undefined;
  return {
    due: (iteration) => iteration <= CHECKED,
    columns: ({ problem, state: { x, gradient } }) => {
      const defect =
        before && imbalanceDefect(problem.kernels, { before: before.x, gradient: before.gradient, after: x }, stepSize);
      before = { x: copyFactors(x), gradient: copyFactors(gradient) };
      return { defect: defect ?? Number.NaN };
    },
  };
}
