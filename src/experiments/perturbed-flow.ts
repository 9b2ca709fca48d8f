import type { Kernels } from "../kernels/contract.ts";
import { thinSvd } from "../linalg/decompositions.ts";
import { copyMatrix, identity, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import { gaussianOperator } from "../operators/gaussian.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import { normals } from "../random/normals.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { Table } from "../table/table.ts";
import { type FlowField, integrateFlow } from "../theory/flow.ts";
import { flowFactors, perturbedFlowField, perturbedFlowTime, sensedFlowField } from "../theory/perturbed-flow.ts";
import type { Cell, Context, Experiment } from "./experiment.ts";
import { flowLaws, perturbedPage } from "./perturbed-flow-page.ts";
import { LARGE, seedsOf } from "./seeds.ts";
import { judgeLaws } from "./verdict.ts";

export interface PerturbedCell extends Cell {
  /** P = 0; one direction; one of two by the sign of sin t; or what m Gaussian measurements induce. */
  readonly perturbation: "none" | "constant" | "square-wave" | "sensing";
  readonly n1: number;
  readonly n2: number;
  readonly r: number;
  readonly k: number;
  readonly condition: number;
  /** ξ = ‖P‖₂ where it is given. */
  readonly xi: number;
  /** a₀ = ‖[L₀; R₀]‖₂. */
  readonly startNorm: number;
  /** 0 unless sensing. */
  readonly m: number;
}

const size = { n1: 15, n2: 12, r: 2, k: 15, condition: 2 } as const;
const settings = {
  "constant-large": { ...size, perturbation: "constant", xi: 0.05, startNorm: 1e-3, m: 0 },
  "constant-small": { ...size, perturbation: "constant", xi: 0.02, startNorm: 1e-3, m: 0 },
  "square-wave": { ...size, perturbation: "square-wave", xi: 0.05, startNorm: 1e-3, m: 0 },
  "none-larger": { ...size, perturbation: "none", xi: 0, startNorm: 1e-2, m: 0 },
  "none-smaller": { ...size, perturbation: "none", xi: 0, startNorm: 1e-3, m: 0 },
  "large-constant": { ...size, n1: LARGE, n2: 150, k: LARGE, perturbation: "constant", xi: 0.05, startNorm: 1e-3, m: 0 },
  sensing: { ...size, perturbation: "sensing", xi: 0, startNorm: 1e-3, m: 150 },
} as const;

/** Wind's gradient flow under a bounded perturbation ends, at T = (5/σ_r) ln(σ_r/a₀²), within a small multiple of ξ = max‖P_t‖₂ of M. */
export const perturbedFlow: Experiment<PerturbedCell> = {
  name: "perturbed-flow",
  law: "gradient flow of X = LRᵀ from a small start, perturbed by any matrix path with ‖P(t)‖ ≤ ξ, comes within a multiple of ξ of M at the stated time, and within a₀² without P",
  reference: "Wind. Asymmetric matrix sensing by gradient descent with small random initialization. 2023, arXiv:2309.01796.",

  cells: (given) =>
    seedsOf(given, 8).flatMap((seed) =>
      Object.entries(settings)
        .filter(([, { n1 }]) => !given.toy || n1 < LARGE)
        .map(([name, setting]) => ({ name: `${name}-seed${seed}`, seed, ...setting })),
    ),
  run,
  judge: (results) => judgeLaws(flowLaws(results), results),
  page: (results) => perturbedPage(results),
};

/** Rows at the ends of pieces on which P is constant: t, ‖LRᵀ − M‖₂, ‖P‖₂. They end before T where the tolerance cannot be met. */
async function run(cell: PerturbedCell, { kernels, signal, onProgress }: Context): Promise<Table> {
  const { n1: rows, n2: cols, r, k, condition, seed, startNorm } = cell;
  const shape = { rows, cols, k };
  const operator = gaussianOperator({ rows, cols, count: Math.max(1, cell.m), seed }, kernels);
  const truth = syntheticTruth(operator, { rank: r, condition, seed });
  const m = zeros(rows, cols);
  multiply(kernels, m, truth.left, truth.right, { transB: true });
  const end = perturbedFlowTime(1 / condition, startNorm);
  const stream = (index: number) => ({ seed, stream: streamAt(STREAM.experiment, index) });
  const fields: FlowField[] =
    cell.perturbation === "sensing"
      ? [sensedFlowField(operator, shape, syntheticMeasurements(operator, truth))]
      : [0, 1].map((p) => perturbedFlowField(kernels, shape, sum(m, unit(kernels, rows, cols, stream(p), cell.xi))));
  const table = new Table();
  let y = unstacked(unit(kernels, rows + cols, k, { seed, stream: STREAM.start }, startNorm), rows);
  let step = 0.05;
  for (const [at, time, next] of pieces(end, cell.perturbation === "square-wave")) {
    signal?.throwIfAborted();
    const x = flowFactors(shape, y);
    const error = copyMatrix(m);
    multiply(kernels, error, x.left, x.right, { transB: true, beta: -1 });
    const distance = spectral(kernels, error);
    table.append({
      iteration: at,
      time,
      error: distance,
      xi: cell.perturbation === "sensing" ? induced(operator, error) : cell.xi,
    });
    onProgress?.({ iteration: at, seconds: 0, value: distance, relativeResidual: distance });
    if (next === undefined) break;
    const field = fields[cell.perturbation === "square-wave" ? at % 2 : 0];
    const flow = integrateFlow(field, y, { from: time, to: next, firstStep: step });
    if (!flow.reached) break;
    ({ y, step } = flow);
  }
  return table;
}

/** ‖(I − 𝒜*𝒜)E‖₂. */
function induced(operator: MeasurementOperator, error: Matrix): number {
  const { kernels, count, rows, cols } = operator;
  const seen = new Float64Array(count);
  operator.measure({ left: error, right: identity(cols) }, seen);
  const back = { left: zeros(rows, cols), right: zeros(cols, cols) };
  operator.pullback(seen, { left: zeros(rows, cols), right: identity(cols) }, back);
  return spectral(kernels, sum(error, back.left, -1));
}

/** Number, begin and end of each piece: half waves, or 60 equal ones; the last has no end. */
function* pieces(end: number, half: boolean): Generator<[number, number, number | undefined]> {
  const length = half ? Math.PI : end / 60;
  const count = half ? Math.ceil(end / length) : 60;
  for (let i = 0; i < count; i++) yield [i, i * length, i === count - 1 ? end : (i + 1) * length];
  yield [count, end, undefined];
}

const spectral = (kernels: Kernels, a: Matrix): number => {
  const svd = thinSvd(kernels, a);
  return "reason" in svd ? Number.NaN : svd.s[0];
};

const sum = (a: Matrix, b: Matrix, scale = 1): Matrix =>
  matrix(
    a.rows,
    a.cols,
    a.data.map((value, at) => value + scale * b.data[at]),
  );

/** A Gaussian matrix scaled to the spectral norm `length`. */
function unit(
  kernels: Kernels,
  rows: number,
  cols: number,
  from: { seed: number; stream: Parameters<typeof normals>[2] },
  length: number,
): Matrix {
  const out = zeros(rows, cols);
  normals(kernels, from.seed, from.stream, 0, 1, out.data);
  const size = spectral(kernels, out);
  for (let i = 0; i < out.data.length; i++) out.data[i] *= length / size;
  return out;
}

/** [L; R] as L and then R, in one vector. */
function unstacked({ rows: all, cols: k, data }: Matrix, rows: number): Float64Array {
  const out = new Float64Array(data.length);
  for (let q = 0; q < k; q++) {
    out.set(data.subarray(q * all, q * all + rows), q * rows);
    out.set(data.subarray(q * all + rows, (q + 1) * all), rows * k + q * (all - rows));
  }
  return out;
}
