import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { randomStart } from "../problem/starting-points.ts";
import type { Policy } from "../solve/policy.ts";
import { anyOf, diverged, iterations, residualBelow } from "../solve/stop-rules.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import type { Table } from "../table/table.ts";
import { type Cell, type Context, type Experiment, type Result, solveIn } from "./experiment.ts";
import { initializationPage } from "./initialization-scale-page.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem, startOverColumns, symmetricProblem } from "./sensing.ts";
import { judgeLaws, type Law } from "./verdict.ts";

export interface InitializationSetting {
  /** X = FGᵀ, or X = FFᵀ ⪰ 0. */
  readonly form: "asymmetric" | "symmetric";
  readonly n1: number;
  readonly n2: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly stepSize: number;
  /** α: entries N(0, α²/k). */
  readonly startScale: number;
  /** At most so many; a symmetric run ends at a relative residual of 1e-6. */
  readonly iterations: number;
}

export type InitializationCell = Cell & InitializationSetting;

/** A start above this has curvature of its own, and takes smaller steps and more of them. */
const LARGE = 0.5;

const asymmetric = [1e-4, 1e-3, 1e-2, 1e-1, 0.3, 1].map((startScale): InitializationSetting => {
  const large = startScale > LARGE;
  return {
    form: "asymmetric",
    n1: 20,
    n2: 15,
    r: 1,
    k: 15,
    m: 150,
    startScale,
    stepSize: large ? 0.1 : 0.2,
    iterations: large ? 4000 : 1000,
  };
});

const symmetric = (r: number, m: number): InitializationSetting[] =>
  [1e-4, 1e-2, 1].map((startScale) => {
    const large = startScale > LARGE;
    const shape = { form: "symmetric", n1: 20, n2: 20, r, k: 20, m, startScale } as const;
    return { ...shape, stepSize: large ? 0.025 : 0.1, iterations: large ? 16_000 : 4000 };
  });

const settings = [...asymmetric, ...symmetric(1, 80), ...symmetric(2, 100), ...symmetric(1, 140)];

/**
 * With as many columns as there are, descent fits the data from any start. Below the bar at which data alone determine M, a small start
 * ends near M and a large one in another matrix that fits as well.
 */
export const initializationScale: Experiment<InitializationCell> = {
  name: "initialization-scale",
  law: "with more columns than needed and fewer measurements than determine M, descent recovers M from a small random start and fits the data with a wrong matrix from a large one",
  reference:
    "Soltanolkotabi, Stöger, Xie. COLT 2023, arXiv:2303.14244; Stöger, Soltanolkotabi. NeurIPS 2021, arXiv:2106.15013; large starts, of M observed whole: Chen, Chen, Elmasri, Sun. Gradient descent in matrix factorization: understanding large initialization. UAI 2024, arXiv:2305.19206; above the PSD-only bar: Geyer, Kyrillidis, Kalev 2018, arXiv:1806.02046.",

  cells: (size) =>
    settings.flatMap((setting) =>
      seedsOf(size, 5).map((seed) => {
        const { form, r, m, startScale } = setting;
        return { name: `${form}-r${r}-m${m}-alpha${String(startScale).replace(".", "p")}-seed${seed}`, seed, ...setting };
      }),
    ),
  run,
  sensing: ({ form, n1, n2, m, seed }) => `${form} ${n1} ${n2} ${m} ${seed}`,
  judge: (results) => judgeLaws(initializationLaws, results),
  page: (results) => initializationPage(initializationLaws, results),
};

async function run(cell: InitializationCell, context: Context): Promise<Table> {
  const { kernels } = context;
  const { form, r, m, k, n1, stepSize, startScale, seed } = cell;
  const policy: Policy = {
    rank: k,
    seed,
    record: [
      {
        due: (iteration) => iteration % 20 === 0,
        columns: ({ problem, state }) => ({ relativeError: relativeErrorOf(problem, state.x) }),
      },
    ],
  };
  const budget = iterations(cell.iterations);
  const instance = { r, m, condition: 1, seed };
  const problem =
    form === "asymmetric"
      ? asymmetricProblem({ ...instance, n1, n2: cell.n2 }, kernels)
      : symmetricProblem({ ...instance, n: n1 }, kernels);
  const { history, estimate } =
    form === "asymmetric"
      ? await solveIn(context, new GradientDescent({ stepSize }), problem, {
          ...policy,
          start: startOverColumns(startScale, k, cell),
          stop: anyOf(diverged(1e6), budget),
        })
      : await solveIn(context, new SymmetricGradientDescent({ stepSize }), problem, {
          ...policy,
          start: randomStart({ scale: startScale * Math.sqrt(n1 / k) }),
          stop: anyOf(diverged(1e6), residualBelow(1e-6), budget),
        });
  history.amend({ relativeError: relativeErrorOf(problem, estimate) });
  return history;
}

const last =
  (name: string) =>
  ({ table }: Result<InitializationCell>): number =>
    table.get(name, table.length - 1);

const at =
  (m: number, startScale: number) =>
  (cell: InitializationCell): boolean =>
    cell.m === m && cell.startScale === startScale;

const error = last("relativeError");

/** A large start is judged by a lower bound alone: how wrong it ends is not predicted. */
const SMALL = 1e-4;

const initializationLaws: readonly Law<InitializationCell>[] = [
  { law: "FGᵀ, m = 150 of 300: relative error, α = 10⁻⁴", predicted: 0, range: [0, 0.01], of: at(150, SMALL), measure: error },
  { law: "FGᵀ, m = 150 of 300: relative error, α = 1", predicted: null, range: [0.8, 10], of: at(150, 1), measure: error },
  {
    law: "FGᵀ, m = 150 of 300: relative residual, α = 1",
    predicted: 0,
    range: [0, 1e-9],
    of: at(150, 1),
    measure: last("relativeResidual"),
  },
  { law: "FFᵀ, r = 1, m = 80: relative error, α = 10⁻⁴", predicted: 0, range: [0, 0.02], of: at(80, SMALL), measure: error },
  { law: "FFᵀ, r = 1, m = 80: relative error, α = 1", predicted: null, range: [0.8, 10], of: at(80, 1), measure: error },
  { law: "FFᵀ, r = 2, m = 100: relative error, α = 10⁻⁴", predicted: 0, range: [0, 0.02], of: at(100, SMALL), measure: error },
  { law: "FFᵀ, r = 2, m = 100: relative error, α = 1", predicted: null, range: [0.8, 10], of: at(100, 1), measure: error },
];
