import { liftedSaddle } from "../diagnostics/lifted-saddle.ts";
import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { matrix } from "../linalg/matrix.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart } from "../problem/starting-points.ts";
import { iterations } from "../solve/stop-rules.ts";
import { LiftedGradientDescent } from "../solvers/lifted-gradient-descent.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import { Table } from "../table/table.ts";
import { firstSaddleOrder, liftedCurvature, symmetrizedProducts } from "../theory/lifted-landscape.ts";
import type { Setting } from "./asymmetric-instance.ts";
import { errorPath } from "./error-path.ts";
import type { Cell, Context, Experiment } from "./experiment.ts";
import { judgeLifted } from "./lifted-tensor-laws.ts";
import { liftedPage } from "./lifted-tensor-page.ts";
import { perturbedCompletion, signs } from "./perturbed-completion.ts";
import { seedsOf } from "./seeds.ts";
import { symmetricProblem } from "./sensing.ts";

export interface LiftedCell extends Cell {
  /** What stands at the spurious point; descent from there; descent from random starts; the same for a matrix of rank two and nine Gaussian measurements. */
  readonly part: "landscape" | "from-minimum" | "random" | "rank-two";
  readonly n: number;
  /** ε. */
  readonly weight: number;
  /** l. */
  readonly order: number;
  /** s: w₀ = s·(x₀/√n)^{⊗l}. */
  readonly size: number;
  /** η·‖𝒜*(y)‖₂^l. */
  readonly stepSize: number;
  readonly iterations: number;
}

const n = 5;
const point = { n, size: 0, order: 3, stepSize: 0.2, iterations: 4000 } as const;
const single = { part: "random", n, weight: 0.3, order: 1, stepSize: 0.118 } as const;
const triple = { part: "random", n, weight: 0.3, order: 3, stepSize: 0.0822 } as const;

/** Once: nothing of it is random. */
const once: readonly Setting<LiftedCell>[] = [
  ...[0.1, 0.2, 0.3].map((weight) => ({ ...point, part: "landscape", weight }) as const),
  { ...point, part: "from-minimum", weight: 0.1, iterations: 600 },
  { ...point, part: "from-minimum", weight: 0.3 },
];

const perSeed: readonly Setting<LiftedCell>[] = [
  { ...single, size: 1, iterations: 800 },
  { ...single, size: 1e-3, iterations: 800 },
  { ...single, size: 1e-8, iterations: 1600 },
  { ...triple, size: 1, iterations: 600 },
  { ...triple, size: 1e-3, iterations: 600 },
  { ...triple, size: 1e-7, iterations: 800 },
  { ...point, part: "rank-two", n: 4, weight: 0, order: 1, size: 1e-3, stepSize: 0.4, iterations: 2000 },
  { ...point, part: "rank-two", n: 4, weight: 0, order: 3, size: 1e-3, stepSize: 0.1, iterations: 600 },
];

/** Shares of seeds are judged. On the factor itself, where starts are cheap and the share is not all, four cannot tell 0.4 from 0.75. */
const fewest = ({ part, order }: Setting<LiftedCell>): number => (part === "random" && order === 1 ? 20 : 4);

/**
 * Lifted to tensors of odd order l, a spurious minimum of ¼‖𝒜(xxᵀ) − y‖² becomes a strict saddle along u^{⊗l} once l is large enough, and from small starts the tensor
 * stays near rank one.
 */
export const liftedTensor: Experiment<LiftedCell> = {
  name: "lifted-tensor",
  law: "lifted to tensors of a large enough odd order, a spurious minimum is a strict saddle along u^{⊗l}, and from a small start the tensor stays near rank one",
  reference: new LiftedGradientDescent().reference,

  cells: (size) => [
    ...once.map((setting) => ({ ...setting, name: `${setting.part}-weight${Math.round(10 * setting.weight)}`, seed: 0 })),
    ...perSeed.flatMap((setting) =>
      seedsOf(size, 20, fewest(setting)).map((seed) => ({
        ...setting,
        name: `${setting.part}-order${setting.order}-size${Math.round(-Math.log10(setting.size))}-seed${seed}`,
        seed,
      })),
    ),
  ],
  run: async (cell, context) => {
    const twice = cell.part === "rank-two";
    const problem = twice
      ? symmetricProblem({ n: cell.n, r: 2, m: 9, condition: 1, seed: cell.seed }, context.kernels)
      : perturbedCompletion(cell.n, cell.weight, context.kernels);
    if (cell.part === "landscape") return landscape(problem, await spuriousMinimum(problem, context));
    const { order, stepSize, seed, iterations: most, size } = cell;
    return errorPath(new LiftedGradientDescent({ order, stepSize }), problem, context, {
      rank: twice ? 2 : 1,
      seed,
      start: cell.part === "from-minimum" ? await spuriousMinimum(problem, context) : randomStart({ scale: size ** (1 / order) }),
      iterations: most,
      enough: 1e-4,
      record: [
        {
          columns: ({ state: { certificate } }) => ({
            apart: certificate?.apart ?? Number.NaN,
            escapes: certificate?.escapes ?? 0,
          }),
        },
      ],
      columns: ["apart", "escapes"],
    });
  },
  judge: judgeLifted,
  page: liftedPage,
};

/** Where descent on the factor ends from z with its first sign turned. */
async function spuriousMinimum(problem: Problem, { signal }: Context) {
  const start = matrix(problem.operator.rows, 1, signs(problem.operator.rows, true));
  const descent = new SymmetricGradientDescent({ stepSize: 0.1 });
  const run = await descent.solve(problem, { start: { left: start, right: start }, stop: iterations(4000), signal });
  return run.estimate;
}

function landscape(problem: Problem, x: Awaited<ReturnType<typeof spuriousMinimum>>): Table {
  const { curvature, products } = liftedSaddle(problem, x.left);
  const table = new Table();
  for (let l = 1; l <= 31; l += 2)
    table.append({
      order: l,
      q: liftedCurvature(products, l),
      symmetrized: liftedCurvature(symmetrizedProducts(products), l),
      curvature,
      error: relativeErrorOf(problem, x),
      first: firstSaddleOrder(products),
      firstSymmetrized: firstSaddleOrder(symmetrizedProducts(products)),
    });
  return table;
}
