import { dot, norm } from "../../linalg/arithmetic.ts";
import { type Matrix, matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import type { Ask } from "../../operators/operator.ts";
import { asked } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import { applied, type PairedModes, paired, pairedModes, pairTable, powerOf } from "./paired-modes.ts";

/**
 * What the lifted loss h(w) = ¼‖⟨𝒜^{⊗l}, w ⊗ w⟩ − y^{⊗l}‖² needs of 𝒜 and y, as plain data, over the p = n(n + 1)/2 unordered pairs of rows,
 * for A_i counts as ½(A_i + A_iᵀ). In units in which τ = 1 and ‖𝒜*(y)‖₂ = 1.
 */
export interface LiftedLoss {
  readonly order: number;
  readonly rows: number;
  /** 𝒜*𝒜, p×p: row {j, k} is what E_jk is sent to. */
  readonly map: Matrix;
  /** 𝒜*(y), p, and its l-fold tensor power, p^l. */
  readonly adjoint: Float64Array;
  readonly lifted: Float64Array;
  /** ‖y^{⊗l}‖². */
  readonly data: number;
}

/** Asks every A_i for its entries, p measurements of rank 2 at the most. `size` is ‖𝒜*(y)‖₂. */
export function* askLiftedLoss(problem: Problem, order: number, size: number): Generator<Ask, LiftedLoss, void> {
  const { rows, count, scale } = problem.operator;
  const { measurements } = problem;
  const pairs = (rows * (rows + 1)) / 2;
  const entries = zeros(count, pairs);
  for (let k = 0, at = 0; k < rows; k++)
    for (let j = 0; j <= k; j++, at++) {
      const [left, right] = [zeros(rows, 2), zeros(rows, 2)];
      left.data[j] = left.data[rows + k] = 0.5;
      right.data[k] = right.data[rows + j] = 1;
      yield { verb: "measure", x: { left, right }, out: entries.data.subarray(at * count, (at + 1) * count) };
    }
  const [map, adjoint] = [zeros(pairs, pairs), zeros(pairs, 1)];
  yield* asked(productInto(map, entries, entries, { transA: true, alpha: 1 / scale }));
  yield* asked(productInto(adjoint, entries, matrix(count, 1, measurements), { transA: true, alpha: 1 / size }));
  const y = (norm(measurements) * Math.sqrt(scale)) / size;
  return { order, rows, map, adjoint: adjoint.data, lifted: tensorPower(adjoint.data, order), data: powerOf(y * y, order) };
}

/** x^{⊗l}, the first index fastest. */
export function tensorPower(x: Float64Array, l: number): Float64Array {
  let out = Float64Array.of(1);
  for (let mode = 0; mode < l; mode++) {
    const next = new Float64Array(out.length * x.length);
    for (let j = 0; j < x.length; j++) for (let at = 0; at < out.length; at++) next[j * out.length + at] = out[at] * x[j];
    out = next;
  }
  return out;
}

/** What the gradient is computed in: two tensors of p^l numbers, and w taken apart. */
export interface LiftedWork {
  readonly tensors: readonly [Float64Array, Float64Array];
  readonly modes: PairedModes;
}

/** For factors of k columns. */
export const liftedWork = ({ order, rows, lifted }: LiftedLoss, k: number): LiftedWork => ({
  tensors: [new Float64Array(lifted.length), new Float64Array(lifted.length)],
  modes: pairedModes(rows, k, order),
});

/**
 * slope ← ∇h(w) = [(𝒜*𝒜)^{⊗l} D − 𝒜*(y)^{⊗l}] w with D = w ⊗ w, its modes paired and summed over the columns of x; returns h(w).
 * One sum over ½(n²k)^l, twice, and l products of p×p with p×p^{l−1}.
 */
export function* liftedSlope(
  loss: LiftedLoss,
  { w, slope }: { readonly w: Float64Array; readonly slope: Float64Array },
  { tensors, modes }: LiftedWork,
): Generator<Ask, number, void> {
  const pairs = loss.map.rows;
  const others = loss.lifted.length / pairs;
  let [tensor, next] = tensors;
  yield* paired(modes, w, tensor);
  const fit = dot(tensor, loss.lifted);
  // Each product takes the first mode to the last place: after l of them every mode is back in its own.
  for (let mode = 0; mode < loss.order; mode++) {
    yield* asked(productInto(matrix(others, pairs, next), matrix(pairs, others, tensor), loss.map, { transA: true }));
    [tensor, next] = [next, tensor];
  }
  for (let at = 0; at < tensor.length; at++) tensor[at] -= loss.lifted[at];
  yield* applied(modes, tensor, w, slope);
  return 0.25 * (dot(w, slope) - fit + loss.data);
}

/** 𝒜*(𝒜(FFᵀ) − y) of a factor F, in the units of the loss; F in those of √unit. */
export function residualMatrix({ rows, map, adjoint }: LiftedLoss, factor: Matrix, unit: number): Matrix {
  const table = pairTable(rows);
  const product = new Float64Array(adjoint.length);
  for (let q = 0; q < factor.cols; q++)
    for (let k = 0; k < rows; k++)
      for (let j = 0; j < rows; j++)
        product[table[j + k * rows]] += (factor.data[q * rows + j] * factor.data[q * rows + k]) / unit;
  const residual = adjoint.map((value) => -value);
  for (const [q, value] of product.entries())
    for (let p = 0; p < residual.length; p++) residual[p] += map.data[q * residual.length + p] * value;
  return matrix(
    rows,
    rows,
    Float64Array.from(table, (p) => residual[p]),
  );
}
