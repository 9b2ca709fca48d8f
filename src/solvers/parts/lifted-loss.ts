import { dot, norm } from "../../linalg/arithmetic.ts";
import { type Matrix, matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import type { Ask } from "../../operators/operator.ts";
import { asked } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";

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

/** Where {j, k} stands: p(j + k·n) for all ordered pairs. */
export function pairTable(n: number): Int32Array {
  const table = new Int32Array(n * n);
  let at = 0;
  for (let k = 0; k < n; k++) for (let j = 0; j <= k; j++) table[j + k * n] = table[k + j * n] = at++;
  return table;
}

/** x^l by products alone. */
export const powerOf = (x: number, l: number): number => (l === 0 ? 1 : x * powerOf(x, l - 1));

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

/** Calls `block(a, b, p)` for every two blocks of n·k numbers of w that meet in a column of each mode but the first, p the place of their pairs of rows. */
function eachBlock({ order, rows, map }: LiftedLoss, length: number, block: (a: number, b: number, p: number) => void): void {
  const table = pairTable(rows);
  const strides = Array.from({ length: order }, (_, mode) => [powerOf(length, mode), powerOf(map.rows, mode)]);
  const visit = (mode: number, a: number, b: number, p: number): void => {
    if (mode === 0) {
      block(a, b, p);
      return;
    }
    const [stride, pairStride] = strides[mode];
    for (let q = 0; q < length; q += rows)
      for (let k = 0; k < rows; k++)
        for (let j = 0; j < rows; j++)
          visit(mode - 1, a + stride * (q + j), b + stride * (q + k), p + pairStride * table[j + k * rows]);
  };
  visit(order - 1, 0, 0, 0);
}

/** out ← w ⊗ w with its modes paired, summed over columns. */
function paired(loss: LiftedLoss, w: Float64Array, length: number, out: Float64Array): void {
  const { rows } = loss;
  const table = pairTable(rows);
  out.fill(0);
  eachBlock(loss, length, (a, b, p) => {
    for (let q = 0; q < length; q += rows)
      for (let k = 0; k < rows; k++) {
        const other = w[b + q + k];
        for (let j = 0; j < rows; j++) out[p + table[j + k * rows]] += w[a + q + j] * other;
      }
  });
}

/** out ← T·w for a tensor T of paired modes. */
function applied(loss: LiftedLoss, tensor: Float64Array, w: Float64Array, length: number, out: Float64Array): void {
  const { rows } = loss;
  const table = pairTable(rows);
  out.fill(0);
  eachBlock(loss, length, (a, b, p) => {
    for (let q = 0; q < length; q += rows)
      for (let k = 0; k < rows; k++) {
        const other = w[b + q + k];
        for (let j = 0; j < rows; j++) out[a + q + j] += tensor[p + table[j + k * rows]] * other;
      }
  });
}

/** Two tensors of p^l numbers that the gradient is computed in. */
export type LiftedWork = readonly [Float64Array, Float64Array];

/**
 * slope ← ∇h(w) = [(𝒜*𝒜)^{⊗l} D − 𝒜*(y)^{⊗l}] w with D = w ⊗ w, its modes paired and summed over the columns of x; returns h(w). `length` is n·k, that of x.
 * One sum over (n²k)^l, twice, and l products of p×p with p×p^{l−1}.
 */
export function* liftedSlope(
  loss: LiftedLoss,
  { w, slope }: { readonly w: Float64Array; readonly slope: Float64Array },
  length: number,
  work: LiftedWork,
): Generator<Ask, number, void> {
  const pairs = loss.map.rows;
  const others = loss.lifted.length / pairs;
  let [tensor, next] = work;
  paired(loss, w, length, tensor);
  const fit = dot(tensor, loss.lifted);
  // Each product takes the first mode to the last place: after l of them every mode is back in its own.
  for (let mode = 0; mode < loss.order; mode++) {
    yield* asked(productInto(matrix(others, pairs, next), matrix(pairs, others, tensor), loss.map, { transA: true }));
    [tensor, next] = [next, tensor];
  }
  for (let at = 0; at < tensor.length; at++) tensor[at] -= loss.lifted[at];
  applied(loss, tensor, w, length, slope);
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
