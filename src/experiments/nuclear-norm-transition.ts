import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { anyOf, gradientBelow, iterations } from "../solve/stop-rules.ts";
import { AcceleratedProximalGradient } from "../solvers/accelerated-proximal-gradient.ts";
import { Table } from "../table/table.ts";
import { nuclearNormFraction } from "../theory/nuclear-norm-bar.ts";
import type { Setting } from "./asymmetric-instance.ts";
import { type Cell, type Check, type Experiment, type Result, type Size, solveIn } from "./experiment.ts";
import { transitionPage } from "./nuclear-norm-transition-page.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem } from "./sensing.ts";
import { judgeLaws, type Law } from "./verdict.ts";

export interface TransitionCell extends Cell {
  readonly n1: number;
  readonly n2: number;
  readonly r: number;
  /** m over that of the curve. */
  readonly share: number;
  readonly m: number;
  readonly iterations: number;
}

/** Shapes n1 ≤ n2 and ranks. */
const shapes = [
  [30, 30, 3],
  [30, 30, 6],
  [20, 40, 2],
] as const;
const toyShapes = [[20, 20, 2]] as const;

/** A share of fewer seeds than ten says nothing about a tenth. */
const LEAST_SEEDS = 10;
/** The relative error at which M counts as recovered. */
const RECOVERED = 1e-2;

function settings({ toy }: Size): Setting<TransitionCell>[] {
  return (toy ? toyShapes : shapes).flatMap(([n1, n2, r]) =>
    (toy ? [0.8, 1.2] : [0.8, 0.9, 1, 1.1, 1.2]).map((share) => ({
      n1,
      n2,
      r,
      share,
      m: Math.round(share * nuclearNormFraction(r / n1, n1 / n2) * n1 * n2),
      iterations: 3000,
    })),
  );
}

/**
 * Least nuclear norm recovers M from Gaussian measurements above a curve in m/(n1·n2) and r/n1, and not below. The curve is that of
 * Donoho, Gavish and Montanari: the minimax error of soft thresholding singular values.
 */
export const nuclearNormTransition: Experiment<TransitionCell> = {
  name: "nuclear-norm-transition",
  law: "least nuclear norm recovers M from m Gaussian measurements on less than a tenth of draws at 0.8 of the Donoho–Gavish–Montanari curve, and on more than nine tenths at 1.2 of it",
  reference:
    "Donoho, Gavish, Montanari. The phase transition of matrix recovery from Gaussian measurements matches the minimax MSE of matrix denoising. PNAS 110, 2013.",

  cells: (size) =>
    settings(size).flatMap((setting) =>
      seedsOf(size, LEAST_SEEDS, LEAST_SEEDS).map((seed) => ({
        name: `${setting.n1}x${setting.n2}-r${setting.r}-share${Math.round(100 * setting.share)}-seed${seed}`,
        seed,
        ...setting,
      })),
    ),
  run: async (cell, context) => {
    const problem = asymmetricProblem({ ...cell, condition: 1 }, context.kernels);
    const run = await solveIn(context, new AcceleratedProximalGradient({ ratio: 0.95, penalty: 1e-4 }), problem, {
      seed: cell.seed,
      stop: anyOf(gradientBelow(1e-6), iterations(cell.iterations)),
    });
    const table = new Table();
    table.append({
      error: relativeErrorOf(problem, run.estimate),
      relativeResidual: run.relativeResidual,
      steps: run.iterations,
    });
    return table;
  },
  judge: (results): Check[] => {
    const shares = sharesOf(results);
    return judgeLaws(lawsOf(shares), shares);
  },
  page: (results) => transitionPage(sharesOf(results), results),
};

/** Of one shape and share of the curve, over all seeds. */
export interface ShareCell extends Cell {
  readonly n1: number;
  readonly n2: number;
  readonly r: number;
  readonly share: number;
  readonly m: number;
}

/** The share of seeds that recover M, a result a setting. */
function sharesOf(results: readonly Result<TransitionCell>[]): Result<ShareCell>[] {
  const names = [...new Set(results.map(({ cell }) => settingOf(cell)))];
  return names.map((name) => {
    const of = results.filter(({ cell }) => settingOf(cell) === name);
    const table = new Table();
    table.append({ recovered: of.filter(({ table }) => table.get("error", 0) < RECOVERED).length / of.length });
    const { n1, n2, r, share, m } = of[0].cell;
    return { cell: { name, seed: 0, n1, n2, r, share, m }, table };
  });
}

const settingOf = ({ n1, n2, r, share }: TransitionCell): string => `${n1}×${n2}, r = ${r}, ${share} of the curve`;

/** Next to the curve nothing is claimed. */
const lawsOf = (shares: readonly Result<ShareCell>[]): Law<ShareCell>[] =>
  shares
    .filter(({ cell }) => cell.share === 0.8 || cell.share === 1.2)
    .map(({ cell: { name, share } }) => ({
      law: `${name}: share of draws recovered`,
      predicted: share < 1 ? 0 : 1,
      range: share < 1 ? [0, 0.1] : [0.9, 1],
      of: (cell) => cell.name === name,
      measure: ({ table }) => table.get("recovered", 0),
    }));
