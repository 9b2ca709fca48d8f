import { norm } from "../linalg/arithmetic.ts";
import { thinQr, thinSvd } from "../linalg/decompositions.ts";
import { type Matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import type { Problem } from "../problem/problem.ts";
import { haar } from "../random/haar.ts";
import { normals } from "../random/normals.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { Table } from "../table/table.ts";
import type { Setting } from "./asymmetric-instance.ts";
import type { Cell, Experiment } from "./experiment.ts";
import { adapterLaws } from "./random-adapters-laws.ts";
import { adapterPage } from "./random-adapters-page.ts";
import { seedsOf } from "./seeds.ts";
import { judgeLaws } from "./verdict.ts";

export interface AdapterCell extends Cell {
  readonly truth: "rank 2" | "normal" | "orthogonal";
  readonly n: number;
  /** N, of random bases B_j. */
  readonly bases: number;
  /** k, columns of each. */
  readonly k: number;
  readonly sweeps: number;
}

const truths = ["rank 2", "normal", "orthogonal"] as const;
const settings: readonly Setting<AdapterCell>[] = [5, 10, 20].flatMap((bases) =>
  truths.map((truth) => ({ truth, n: 20, bases, k: 4, sweeps: 40 })),
);

/**
 * What ΔW = Σ_j B_j·diag(λ_j)·A·diag(γ_j) can represent, with B_j and A random and fixed and λ_j, γ_j fitted by alternating least squares to all of M
 * (RandLoRA), beside the best of rank k, which is what B·Aᵀ can (LoRA). No measurements are missing: what is left is the error of representation.
 */
export const randomAdapters: Experiment<AdapterCell> = {
  name: "random-adapters",
  law: "sums of scaled random bases reach what their N(k + n − 1) parameters allow, nearly whatever the rank of M; factors of rank k reach the Eckart–Young bound, which is nothing at low rank and nearly all of an orthogonal matrix",
  reference:
    "Albert, Zhang, Saratchandran, Rodriguez-Opazo, van den Hengel, Abbasnejad. RandLoRA: full-rank parameter-efficient fine-tuning of large models. ICLR 2025; Hu et al. LoRA: low-rank adaptation of large language models. ICLR 2022.",

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      settings.map((setting) => ({
        ...setting,
        name: `${setting.truth.replace(" ", "")}-bases${setting.bases}-seed${seed}`,
        seed,
      })),
    ),
  run: async (cell, { kernels, signal }) => {
    const m = truthOf(cell, kernels);
    const svd = thinSvd(kernels, m);
    if ("reason" in svd) throw new RangeError(svd.reason);
    const { n, k, bases } = cell;
    const rank = Math.round((bases * (k + n)) / (2 * n)); // of factors with as many parameters
    const table = new Table();
    table.append({
      parameters: bases * (k + n - 1),
      error: fitted(cell, m, kernels, () => signal?.throwIfAborted()),
      rank,
      lowRank: norm(svd.s.slice(rank)) / norm(m),
    });
    return table;
  },
  judge: (results) => judgeLaws(adapterLaws(), results),
  page: (results) => adapterPage(adapterLaws(), results),
};

function truthOf({ truth, n, seed }: AdapterCell, kernels: Problem["kernels"]): Matrix {
  if (truth === "orthogonal") return haar(kernels, n, n, seed, STREAM.truthLeft);
  const out = zeros(n, n);
  if (truth === "normal") normals(kernels, seed, STREAM.truthLeft, 0, 1, out.data);
  else
    multiply(kernels, out, haar(kernels, n, 2, seed, STREAM.truthLeft), haar(kernels, n, 2, seed, STREAM.truthRight), {
      transB: true,
    });
  return out;
}

/** ‖ΔW − M‖_F/‖M‖_F after the sweeps, from γ = 1: each sweep fits all λ, then all γ, which fall apart into one system a column. */
function fitted({ n, bases, k, sweeps, seed }: AdapterCell, m: Matrix, kernels: Problem["kernels"], look: () => void): number {
  const drawn = (rows: number, cols: number, index: number, scale: number): Matrix => {
    const out = zeros(rows, cols);
    normals(kernels, seed, streamAt(STREAM.experiment, index), 0, scale, out.data);
    return out;
  };
  const b = drawn(n, bases * k, 0, 1 / Math.sqrt(n));
  const a = drawn(k, n, 1, 0.5);
  const gamma = zeros(bases, n);
  gamma.data.fill(1);
  const parts = Array.from({ length: bases }, () => zeros(n, n));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    look();
    const terms = zeros(n * n, bases * k);
    for (let q = 0; q < bases * k; q++)
      for (let c = 0; c < n; c++)
        for (let i = 0; i < n; i++)
          terms.data[q * n * n + c * n + i] =
            b.data[q * n + i] * a.data[c * k + (q % k)] * gamma.data[c * bases + Math.floor(q / k)];
    const lambda = leastSquares(kernels, terms, m.data);
    for (const [j, part] of parts.entries()) {
      const scaled = zeros(n, k);
      for (let q = 0; q < k; q++)
        for (let i = 0; i < n; i++) scaled.data[q * n + i] = b.data[(j * k + q) * n + i] * lambda[j * k + q];
      multiply(kernels, part, scaled, a);
    }
    for (let c = 0; c < n; c++) {
      const columns = zeros(n, bases);
      for (const [j, part] of parts.entries()) columns.data.set(part.data.subarray(c * n, (c + 1) * n), j * n);
      gamma.data.set(leastSquares(kernels, columns, m.data.subarray(c * n, (c + 1) * n)), c * bases);
    }
  }
  const rest = m.data.map((value, at) => {
    const c = Math.floor(at / n);
    return value - parts.reduce((sum, part, j) => sum + part.data[at] * gamma.data[c * bases + j], 0);
  });
  return norm(rest) / norm(m);
}

/** argmin ‖A·x − b‖₂ for A of full column rank, by its QR. */
function leastSquares(kernels: Problem["kernels"], a: Matrix, b: Float64Array): Float64Array {
  const qr = thinQr(kernels, a);
  if ("reason" in qr) throw new RangeError(qr.reason);
  const out = zeros(a.cols, 1);
  multiply(kernels, out, qr.q, { rows: b.length, cols: 1, data: b }, { transA: true });
  const { data: r, cols: k } = qr.r;
  for (let i = k - 1; i >= 0; i--) {
    for (let j = i + 1; j < k; j++) out.data[i] -= r[j * k + i] * out.data[j];
    out.data[i] /= r[i * k + i];
  }
  return out.data;
}
