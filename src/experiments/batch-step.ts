import { leastSquaresSlope } from "../diagnostics/fits.ts";
import type { Kernels } from "../kernels/contract.ts";
import { normals } from "../random/normals.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { Table } from "../table/table.ts";
import { criticalBatchStep } from "../theory/batch-step.ts";
import { batchLaws } from "./batch-step-laws.ts";
import { batchPage } from "./batch-step-page.ts";
import type { Cell, Experiment } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { judgeLaws } from "./verdict.ts";

export interface BatchCell extends Cell {
  /** B, new Gaussian measurements every step. */
  readonly batch: number;
  readonly n: number;
  /** Rank of M, and columns of both factors. */
  readonly r: number;
  readonly condition: number;
  /** Independent runs whose mean square is followed, for so many steps. */
  readonly copies: number;
  readonly steps: number;
}

const shared = { n: 10, r: 1, condition: 1, copies: 200, steps: 60 } as const;
const settings = [
  ...[1, 4, 16].map((batch) => ({ ...shared, batch })),
  { ...shared, batch: 64, copies: 80 },
  { ...shared, r: 2, condition: 4, batch: 16 },
] as const;

/**
 * Descent on FGᵀ from new Gaussian measurements every step, beside M where FGᵀ = M: the largest step at which small errors shrink in mean square,
 * found by bisection, against what the curvatures σᵢ(F)² + σⱼ(G)² there predict. Descent is linear so near, and Gaussian A_i look alike in every
 * basis: M is taken diagonal, and of A_i only what the linear part sees is drawn, its first r rows and columns.
 */
export const batchStep: Experiment<BatchCell> = {
  name: "batch-step",
  law: "the largest stable step of descent on fresh batches of B measurements solves Σ_j (ηλ_j/B)/(2 − ηλ_j(1 + 1/B)) = 1 over the curvatures at the truth: it grows as B for small batches and saturates at 2/λ_max",
  reference:
    "Granziol, Zohren, Roberts. Learning rates as a function of batch size: a random matrix theory approach to neural network training. JMLR 23, 2022, arXiv:2006.09092, of which this is the linear law with its saturation; the equation is derived in `theory/batch-step`.",

  cells: (size) =>
    settings.flatMap((setting) =>
      seedsOf(size, 6).map((seed) => ({ name: `rank${setting.r}-batch${setting.batch}-seed${seed}`, seed, ...setting })),
    ),
  run: async (cell, { kernels, signal }) => {
    const eigenvalues = curvatures(cell);
    const predicted = criticalBatchStep(eigenvalues, cell.batch);
    let [low, high] = [0.7 * predicted, 1.4 * predicted];
    for (let i = 0; i < 6; i++) {
      signal?.throwIfAborted();
      const middle = (low + high) / 2;
      if (growthOf(cell, middle, kernels) > 0) high = middle;
      else low = middle;
    }
    const table = new Table();
    table.append({ measured: (low + high) / 2, predicted, limit: 2 / Math.max(...eigenvalues) });
    return table;
  },
  judge: (results) => judgeLaws(batchLaws(results), results),
  page: (results) => batchPage(batchLaws(results), results),
};

/** σ_q of M, evenly from 1 to 1/κ; both factors have their roots. */
const sigmasOf = ({ r, condition }: BatchCell): number[] =>
  Array.from({ length: r }, (_, q) => (r === 1 ? 1 : 1 - (q / (r - 1)) * (1 - 1 / condition)));

/** The positive σᵢ(F)² + σⱼ(G)². */
export function curvatures(cell: BatchCell): number[] {
  const sigmas = [...sigmasOf(cell), ...new Array<number>(cell.n - cell.r).fill(0)];
  return sigmas.flatMap((a) => sigmas.map((b) => a + b)).filter((value) => value > 0);
}

/**
 * Slope of ln mean ‖E‖_F² over the steps, E = dF·Gᵀ + F·dGᵀ the error to first order; the draws are the same for every η. With F = G = [diag(√σ); 0]:
 * r_b = Σ_q √σ_q(⟨A_b[:, q], dF_q⟩ + ⟨A_b[q, :], dG_q⟩), dF_q ← dF_q − (η√σ_q/B)Σ_b r_b·A_b[:, q], and dG_q alike with rows.
 */
function growthOf(cell: BatchCell, step: number, kernels: Kernels): number {
  const { batch, n, r, copies, steps, seed } = cell;
  const roots = sigmasOf(cell).map(Math.sqrt);
  const size = 2 * n * r; // dF, then dG, column after column
  const weights = Float64Array.from({ length: size }, (_, i) => roots[Math.floor(i / n) % r]);
  const x = new Float64Array(copies * size);
  normals(kernels, seed, streamAt(STREAM.experiment, 0), 0, 1, x);
  // Of each A_b the columns 1 … r, then the rows 1 … r; the r×r block that both hold is drawn once.
  const seen = new Float64Array(copies * batch * size);
  const gradient = new Float64Array(size);
  const logs = [Math.log(meanSquare(cell, roots, x))];
  for (let t = 1; t <= steps; t++) {
    normals(kernels, seed, streamAt(STREAM.experiment, t), 0, 1, seen);
    for (let c = 0; c < copies; c++) {
      const from = x.subarray(c * size, (c + 1) * size);
      gradient.fill(0);
      for (let b = 0; b < batch; b++) {
        const a = seen.subarray((c * batch + b) * size);
        for (let p = 0; p < r; p++) for (let q = 0; q < r; q++) a[(r + p) * n + q] = a[q * n + p];
        let residual = 0;
        for (let i = 0; i < size; i++) residual += weights[i] * a[i] * from[i];
        for (let i = 0; i < size; i++) gradient[i] += residual * a[i];
      }
      for (let i = 0; i < size; i++) from[i] -= (step / batch) * weights[i] * gradient[i];
    }
    logs.push(Math.log(meanSquare(cell, roots, x)));
    if (Math.abs(logs[t] - logs[0]) > Math.log(1e9)) break;
  }
  return leastSquaresSlope(Array.from(logs.keys()), logs);
}

/** Mean over the copies of ‖dF·Gᵀ + F·dGᵀ‖_F². */
function meanSquare({ n, r, copies }: BatchCell, roots: readonly number[], x: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < copies; c++) {
    const at = c * 2 * n * r;
    for (let q = 0; q < r; q++)
      for (let i = 0; i < n; i++) {
        const left = roots[q] * x[at + q * n + i]; // E[i, q]
        const right = roots[q] * x[at + (r + q) * n + i]; // E[q, i]
        if (i >= r) sum += left * left + right * right;
        else sum += (left + roots[i] * x[at + (r + i) * n + q]) ** 2;
      }
  }
  return sum / copies;
}
