import { norm } from "../linalg/arithmetic.ts";
import { thinSvd } from "../linalg/decompositions.ts";
import { type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { answered } from "../problem/answered.ts";
import { dataAdjoint } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";

export interface SaddleProbe {
  /** d f/d(t²) of f = (1/m)Σ|r_i| (raw A_i) along the direction: below zero the padded truth is no local minimum. */
  readonly curvature: number;
  /** ⟨S, W⟩ = ‖S_{k−r}‖_F, by which the wrong measurements pull. */
  readonly pull: number;
  /** (P, Q), n1×c and n2×c with c = min(extra, n1, n2), ‖PQᵀ‖_F = 1: the steepest way down in the extra columns. */
  readonly direction: Factors;
}

/**
 * Looks from the truth, padded with `extra` = k − r columns of zeros, along those columns. Moving them to t·(P, Q) with PQᵀ = W changes
 * f by t²·[(1/m)Σ_clean |⟨A_i, W⟩| − ⟨S, W⟩], S = (1/m)Σ_wrong sign(y_i − ⟨A_i, M⟩)·A_i, as long as t² is below the errors of the wrong measurements.
 * W is the best rank-(k − r) approximation of S, normalized. `wrong` has that sign, and 0 where a measurement is clean.
 *
 * Raw A_i are √(m/τ) times those of the operator, so (1/m)Σ of raw values is 1/√(mτ) times the sum here.
 * Throws RangeError for another length than m, where nothing is wrong, and unless `extra` ≥ 1.
 */
export function strictSaddle(problem: Problem, wrong: Float64Array, extra: number): SaddleProbe {
  const { kernels, operator } = problem;
  if (wrong.length !== operator.count) throw new RangeError(`there are ${operator.count} measurements and ${wrong.length} signs`);
  if (!(Number.isInteger(extra) && extra >= 1)) throw new RangeError(`the extra columns are k − r ≥ 1, got ${extra}`);
  if (norm(wrong) === 0) throw new RangeError("no measurement is wrong: nothing pulls the extra columns");
  const raw = 1 / Math.sqrt(operator.count * operator.scale);
  const svd = thinSvd(kernels, answered(operator, dataAdjoint({ ...problem, measurements: wrong })));
  if ("reason" in svd) throw new RangeError(svd.reason);
  const columns = Math.min(extra, svd.s.length);
  const values = svd.s.slice(0, columns);
  const size = norm(values);
  const roots = values.map((value) => Math.sqrt(value / size));
  const direction = { left: scaled(svd.u, roots), right: scaledRows(svd.vt, roots) };
  const pull = raw * size;
  return { curvature: raw * cleanSize(operator, direction, wrong) - pull, pull, direction };
}

/** Σ_clean |⟨A_i, PQᵀ⟩|. */
function cleanSize(operator: MeasurementOperator, direction: Factors, wrong: Float64Array): number {
  const values = new Float64Array(operator.count);
  operator.measure(direction, values);
  return values.reduce((sum, value, i) => (wrong[i] === 0 ? sum + Math.abs(value) : sum), 0);
}

/** The first columns of A, each times its scale. */
const scaled = (a: Matrix, scales: Float64Array): Matrix =>
  matrix(
    a.rows,
    scales.length,
    a.data.slice(0, a.rows * scales.length).map((value, at) => value * scales[Math.floor(at / a.rows)]),
  );

/** The first rows of A as columns, each times its scale. */
function scaledRows(a: Matrix, scales: Float64Array): Matrix {
  const out = zeros(a.cols, scales.length);
  for (let q = 0; q < scales.length; q++)
    for (let i = 0; i < a.cols; i++) out.data[i + q * a.cols] = scales[q] * a.data[q + i * a.rows];
  return out;
}
