import { factorSpectra } from "../diagnostics/factor-spectra.ts";
import { largestSine } from "../diagnostics/principal-angles.ts";
import { leadingLeft } from "../diagnostics/projections.ts";
import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { norm } from "../linalg/arithmetic.ts";
import { copyMatrix, type Matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart } from "../problem/starting-points.ts";
import type { Diagnostic } from "../solve/snapshot.ts";
import { anyOf, diverged, iterations } from "../solve/stop-rules.ts";
import { SymmetricGradientDescent } from "../solvers/symmetric-gradient-descent.ts";
import type { Table } from "../table/table.ts";
import { type Cell, type Context, type Experiment, solveIn } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { dataEigen, symmetricProblem } from "./sensing.ts";
import { CLOSE, judgeSpectral, LINEAR, spectralLaws } from "./spectral-phases-laws.ts";
import { spectralPage } from "./spectral-phases-page.ts";

export interface SpectralSetting {
  /** m = 200 above the PSD-only bar, where α is swept, or 100 below it. */
  readonly place: "above" | "below";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly stepSize: number;
  /** α: the start has independent N(0, α²/k) entries. */
  readonly startScale: number;
  readonly condition: number;
  readonly iterations: number;
}

export type SpectralCell = Cell & SpectralSetting;

const shared = { n: 20, r: 2, k: 20, stepSize: 0.1, condition: 1 } as const;
const settings: readonly SpectralSetting[] = [
  ...[1e-2, 1e-3, 1e-4, 1e-5].map((startScale) => ({ place: "above" as const, ...shared, m: 200, startScale, iterations: 1500 })),
  { place: "below", ...shared, m: 100, startScale: 1e-4, iterations: 4000 },
];

/**
 * Three phases of symmetric descent from a small start: X_t ≈ (I + ηS)^t X₀ with S = 𝒜*(y), a power iteration that learns the eigenvectors
 * of S and not those of M; the signal's escape; refinement, which turns to those of M.
 */
export const spectralPhases: Experiment<SpectralCell> = {
  name: "spectral-phases",
  law: "from a small random start descent first is the power iteration (I + ηS)ᵗX₀ with S = 𝒜*(y) and learns its leading eigenvectors, escapes after ln(1/α)/ln(1 + ηλᵣ(S)) steps, and only then turns to the truth",
  reference:
    "Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning: optimization and generalization guarantees for overparameterized low-rank matrix reconstruction. NeurIPS 2021, arXiv:2106.15013.",

  cells: (size) =>
    settings.flatMap((setting) =>
      seedsOf(size, 5).map((seed) => ({
        name: `m${setting.m}-alpha${setting.startScale.toExponential()}-seed${seed}`,
        seed,
        ...setting,
      })),
    ),
  sensing: ({ n, m, seed }) => `${n} ${m} ${seed}`,
  run,
  judge: judgeSpectral,
  page: (results) => spectralPage(spectralLaws, results),
};

async function run(cell: SpectralCell, context: Context): Promise<Table> {
  const problem = symmetricProblem(cell, context.kernels);
  const { values, vectors, adjoint } = dataEigen(problem, cell.r);
  const known = { dataSigma: values[cell.r - 1] };
  const close = cell.place === "above" && cell.startScale === CLOSE;
  const { history } = await solveIn(context, new SymmetricGradientDescent({ stepSize: cell.stepSize }), problem, {
    rank: cell.k,
    seed: cell.seed,
    start: randomStart({ scale: cell.startScale * Math.sqrt(cell.n / cell.k) }),
    stop: anyOf(diverged(1e6), iterations(cell.iterations)),
    record: [
      { columns: ({ problem, state }) => ({ relativeError: relativeErrorOf(problem, state.x) }) },
      { due: (iteration) => iteration === 0, columns: () => known },
      ...(close ? [factorSpectra(4, () => true), angles(problem, vectors), linearModel(adjoint, cell.stepSize)] : []),
    ],
  });
  return history;
}

/** sin of the largest angle between the r leading left singular vectors of the factor and the eigenvectors of S, and those of M. */
function angles({ kernels, truth }: Problem, data: Matrix): Diagnostic {
  if (!truth || !("left" in truth)) throw new RangeError("angles to the truth need its factors");
  const u = leadingLeft(kernels, truth.left, truth.left.cols);
  return {
    columns: ({ state }) => {
      const lead = leadingLeft(kernels, state.x.left, data.cols);
      return { sineToData: largestSine(kernels, lead, data), sineToTruth: largestSine(kernels, lead, u) };
    },
  };
}

/** ‖X_t − (I + ηS)^t X₀‖ / ‖(I + ηS)^t X₀‖ at t = 20. */
function linearModel(adjoint: Matrix, stepSize: number): Diagnostic {
  let model: Matrix | undefined;
  return {
    due: (iteration) => iteration <= LINEAR,
    columns: ({ problem: { kernels }, state: { x } }) => {
      if (!model) {
        model = copyMatrix(x.left);
      } else {
        const next = zeros(model.rows, model.cols);
        next.data.set(model.data);
        multiply(kernels, next, adjoint, model, { alpha: stepSize, beta: 1 });
        model = next;
      }
      const of = model.data;
      return { linearMisfit: norm(x.left.data.map((value, i) => value - of[i])) / norm(model) };
    },
  };
}
