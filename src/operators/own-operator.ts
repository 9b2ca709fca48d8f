import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { weigh } from "../kernels/portable/loss.ts";
import { type Factors, zeros } from "../linalg/matrix.ts";
import { normals } from "../random/normals.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { checkSize, kernelOperator } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

/** A linear map as two functions, each the other's adjoint. */
export interface OwnSensing {
  readonly rows: number;
  readonly cols: number;
  /** m, the number of measurements. */
  readonly count: number;
  /** out_i ← ⟨A_i, L Rᵀ⟩: writes all m. */
  measure(x: Factors, out: Float64Array): void;
  /** out.left ← 𝒜*(w)R and out.right ← 𝒜*(w)ᵀL: writes all of both, and leaves x and w as they are. */
  pullback(weights: Float64Array, x: Factors, out: Factors): void;
  /** τ = Σ‖A_i‖_F² over the dimension: n1·n2, or ½n(n + 1) where every A_i is symmetric. By default estimated from 32 random matrices. */
  readonly scale?: number;
  /** Every A_i is symmetric. */
  readonly symmetric?: boolean;
}

/**
 * A measurement operator of one's own: every solver takes it, and the two functions run on the main thread. That they are each other's adjoint,
 * ⟨𝒜(X), w⟩ = ⟨X, 𝒜*(w)⟩, is checked on one random matrix, to 1e-8.
 * Throws RangeError for bad sizes, a scale that is not positive, functions that are not adjoint, and A_i that are said to be symmetric and are not.
 */
export function ownOperator(sensing: OwnSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  const { rows, cols, count, symmetric = false } = sensing;
  for (const [name, size] of Object.entries({ rows, cols, count })) checkSize(name, size);
  if (symmetric && rows !== cols) throw new RangeError(`symmetric A_i are square, not ${rows}×${cols}`);
  const probe = (index: number): Factors => {
    const out = { left: zeros(rows, 1), right: zeros(cols, 1) };
    for (const [side, { data }] of Object.values(out).entries())
      normals(kernels, 0, streamAt(STREAM.probe, 2 * index + side), 0, 1, data);
    return out;
  };
  requireAdjoint(sensing, probe(0), probe(1));
  if (symmetric) requireSymmetric(sensing, probe(0));
  const scale =
    sensing.scale ??
    estimatedScale(
      sensing,
      Array.from({ length: 32 }, (_, i) => probe(i + 2)),
    );
  if (!(scale > 0 && Number.isFinite(scale))) throw new RangeError(`the scale of an operator is a number > 0, got ${scale}`);
  return answering({ ...sensing, scale }, kernels);
}

function answering(sensing: OwnSensing & { readonly scale: number }, kernels: Kernels): MeasurementOperator {
  const { rows, cols, count, scale, symmetric = false } = sensing;
  return kernelOperator(
    {
      ...{ kind: "own", rows, cols, count, field: "real", kernels, scale, symmetric },
      restrict: (keep) => answering(restricted(sensing, keep), kernels),
      // Unknown; at least it reads and writes as much as a matrix of this size.
      work: (k) => 6 * rows * cols * k,
    },
    {
      made: {},
      scratch: count,
      measure: (_, x, _scratch, out) => sensing.measure(x, out),
      pullback: (_, weights, x, _scratch, out) => sensing.pullback(weights, x, out),
      gradient: (_, x, y, { code, delta }, scratch, out, stats) => {
        sensing.measure(x, scratch);
        weigh(count, scratch, y, code, delta, stats);
        sensing.pullback(scratch, x, out);
      },
    },
  );
}

/** Some of the measurements, by asking for all of them. */
function restricted(all: OwnSensing & { readonly scale: number }, keep: Int32Array): typeof all {
  const whole = new Float64Array(all.count);
  return {
    ...all,
    count: keep.length,
    scale: (all.scale * keep.length) / all.count,
    measure: (x, out) => {
      all.measure(x, whole);
      for (let i = 0; i < keep.length; i++) out[i] = whole[keep[i]];
    },
    pullback: (weights, x, out) => {
      whole.fill(0);
      for (let i = 0; i < keep.length; i++) whole[keep[i]] += weights[i];
      all.pullback(whole, x, out);
    },
  };
}

/** For X = g·hᵀ with independent N(0, 1) entries E⟨A, X⟩² = ‖A‖_F². */
function estimatedScale({ rows, cols, count, symmetric, measure }: OwnSensing, probes: readonly Factors[]): number {
  const out = new Float64Array(count);
  let squares = 0;
  for (const probe of probes) {
    measure(probe, out);
    for (const value of out) squares += value * value;
  }
  return squares / probes.length / (symmetric ? (rows * (rows + 1)) / 2 : rows * cols);
}

/** ⟨A_i, X⟩ = ⟨A_i, Xᵀ⟩ for X = g·hᵀ. */
function requireSymmetric({ count, measure }: OwnSensing, { left, right }: Factors): void {
  const [value, turned] = [new Float64Array(count), new Float64Array(count)];
  measure({ left, right }, value);
  measure({ left: right, right: left }, turned);
  const most = value.reduce((largest, number) => Math.max(largest, Math.abs(number)), 0);
  const i = value.findIndex((number, at) => !(Math.abs(number - turned[at]) <= 1e-8 * most));
  if (i >= 0) throw new RangeError(`A_${i} is not symmetric: it measures X as ${value[i]} and Xᵀ as ${turned[i]}`);
}

/** With 𝒜(X) = v for X = g·hᵀ and w = 𝒜(Z): ⟨v, w⟩ = gᵀ(𝒜*(w)h) = (𝒜*(w)ᵀg)ᵀh. */
function requireAdjoint({ rows, cols, count, measure, pullback }: OwnSensing, x: Factors, z: Factors): void {
  const [value, weights] = [new Float64Array(count), new Float64Array(count)];
  measure(x, value);
  measure(z, weights);
  const out = { left: zeros(rows, 1), right: zeros(cols, 1) };
  pullback(weights, x, out);
  const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, number, i) => sum + number * b[i], 0);
  const wanted = inner(value, weights);
  const size = Math.sqrt(inner(value, value) * inner(weights, weights));
  for (const [name, got] of [
    ["left", inner(x.left.data, out.left.data)],
    ["right", inner(x.right.data, out.right.data)],
  ] as const)
    if (!(Math.abs(got - wanted) <= 1e-8 * size))
      throw new RangeError(
        `pullback is not the adjoint of measure: ⟨𝒜(X), w⟩ = ${wanted}, and out.${name} gives ${got} for ⟨X, 𝒜*(w)⟩`,
      );
}
