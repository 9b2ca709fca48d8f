import { effectiveRanks } from "../diagnostics/effective-rank.ts";
import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { productSvd } from "../linalg/factored.ts";
import { zeros } from "../linalg/matrix.ts";
import { anyOf, iterations, residualBelow } from "../solve/stop-rules.ts";
import { EntropyMirrorDescent } from "../solvers/entropy-mirror-descent.ts";
import { HypentropyMirrorDescent } from "../solvers/hypentropy-mirror-descent.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import { Table } from "../table/table.ts";
import type { Setting } from "./asymmetric-instance.ts";
import { type Cell, type Experiment, solveIn } from "./experiment.ts";
import { pathDeviation } from "./mirror-and-descent.ts";
import { mirrorLaws } from "./mirror-bias-laws.ts";
import { mirrorPage } from "./mirror-bias-page.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem, symmetricProblem } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface MirrorCell extends Cell {
  readonly part: "entropy" | "hypentropy" | "few" | "descent" | "path";
  readonly n1: number;
  readonly n2: number;
  readonly r: number;
  readonly m: number;
  /** α or β over ‖M‖_*; α itself in `path`. */
  readonly scale: number;
  /** η‖M‖_*; η itself in `path`. */
  readonly stepSize: number;
  readonly iterations: number;
  /** β/α, in `path` alone. */
  readonly betaOverAlpha: number;
}

const whole = { r: 2, stepSize: 1, iterations: 2000, betaOverAlpha: 0 } as const;
const few = { r: 3, stepSize: 1, betaOverAlpha: 0, n1: 24, n2: 24, m: 72, scale: 1e-8 } as const;
const path = { part: "path", n1: 12, n2: 12, r: 2, m: 8, scale: 1e-3, iterations: 0 } as const;
/** What a wrong β adds differs tenfold between draws of y; a median needs some. */
const SEEDS_OF_BETA = 5;
const scales = [1e-1, 1e-3, 1e-6];

const settings: readonly Setting<MirrorCell>[] = [
  ...scales.map((scale) => ({ ...whole, part: "entropy", n1: 24, n2: 24, m: 144, scale }) as const),
  ...scales.map((scale) => ({ ...whole, part: "hypentropy", n1: 20, n2: 14, m: 204, scale }) as const),
  { ...few, part: "few", iterations: 3000 },
  { ...few, part: "descent", iterations: 20_000 },
  ...[0, 2].flatMap((betaOverAlpha) => [0.2, 0.1, 0.05].map((stepSize) => ({ ...path, betaOverAlpha, stepSize }))),
  { ...path, betaOverAlpha: 1, stepSize: 0.05 },
];

/**
 * Of all X that fit y mirror descent goes to the one of least trace or nuclear norm as α or β → 0, which is M above the convex bar, and says how near it is; where A_i
 * commute, its path is that of descent on full-rank factors, the hypentropy with β = 2α.
 */
export const mirrorBias: Experiment<MirrorCell> = {
  name: "mirror-bias",
  law: "mirror descent goes to the matrix that fits with the least trace or nuclear norm as α or β → 0, with a bound that proves it; where the A_i commute it is descent on full-rank factors, with β = 2α",
  reference: new EntropyMirrorDescent().reference,

  cells: (size) =>
    settings.flatMap((setting) =>
      seedsOf(size, 6, setting.betaOverAlpha > 0 && setting.stepSize === 0.05 ? SEEDS_OF_BETA : 1).map((seed) => ({
        ...setting,
        name: `${setting.part}-scale${-Math.log10(setting.scale)}-beta${setting.betaOverAlpha}-step${setting.stepSize * 100}-seed${seed}`,
        seed,
      })),
    ),
  run: async (cell, context) => {
    const { n1, part, seed, stepSize, iterations: most } = cell;
    const table = new Table();
    if (part === "path") {
      context.signal?.throwIfAborted();
      table.append({ deviation: pathDeviation({ ...cell, n: n1, time: 60 }, context.kernels) });
      return table;
    }
    const instance = { ...cell, condition: 2 };
    const problem =
      part === "hypentropy"
        ? asymmetricProblem(instance, context.kernels)
        : symmetricProblem({ ...instance, n: n1 }, context.kernels);
    const size = nuclearNorm(cell);
    const start = part === "descent" ? { start: multipleOfIdentity(n1, Math.sqrt(cell.scale * size)) } : {};
    const stop = anyOf(residualBelow(1e-6), iterations(most));
    const run = await solveIn(context, solverOf(cell, stepSize / size), problem, { seed, stop, ...start });
    const { values } = productSvd(context.kernels, run.estimate);
    table.append({
      error: relativeErrorOf(problem, run.estimate),
      relativeResidual: run.relativeResidual,
      iterations: run.iterations,
      nuclear: values.reduce((sum, value) => sum + value, 0) / size,
      gap: run.certificate?.nuclearNormGap ?? Number.NaN,
      effectiveRank: effectiveRanks(values).entropy,
    });
    return table;
  },
  judge: (results) => judgeLaws(mirrorLaws(results), results),
  page: (results) => mirrorPage(mirrorLaws(results), results),
};

/** ‖M‖_* of singular values that fall evenly from 1 to ½. */
const nuclearNorm = ({ r }: MirrorCell): number => 0.75 * r;

function solverOf(cell: MirrorCell, stepSize: number): AnySolver {
  const scale = cell.scale * nuclearNorm(cell);
  if (cell.part === "descent") return new SymmetricGradientDescent({ stepSize: stepSize / 2 });
  return cell.part === "hypentropy"
    ? new HypentropyMirrorDescent({ beta: scale, stepSize })
    : new EntropyMirrorDescent({ alpha: scale, stepSize });
}

function multipleOfIdentity(n: number, s: number) {
  const left = zeros(n, n);
  for (let i = 0; i < n; i++) left.data[i * (n + 1)] = s;
  return { left, right: left };
}
