import type { Matrix } from "./matrix.ts";
import { shapeOf } from "./shape.ts";

/** A matrix, or a vector as its bare numbers. */
export type Numbers = Matrix | Float64Array;

const dataOf = (a: Numbers): Float64Array => (a instanceof Float64Array ? a : a.data);
const sizeText = (a: Numbers): string => (a instanceof Float64Array ? `a vector of ${a.length}` : shapeOf(a));

function requireAlike(what: string, a: Numbers, b: Numbers): void {
  const alike =
    a instanceof Float64Array || b instanceof Float64Array
      ? a instanceof Float64Array && b instanceof Float64Array && a.length === b.length
      : a.rows === b.rows && a.cols === b.cols;
  if (!alike) throw new RangeError(`${what} needs equal shapes, got ${sizeText(a)} and ${sizeText(b)}`);
}

/** out ← out + s·a. Throws RangeError for different shapes. */
export function addScaled(out: Numbers, s: number, a: Numbers): void {
  requireAlike("adding", out, a);
  const to = dataOf(out);
  const from = dataOf(a);
  for (let i = 0; i < to.length; i++) to[i] += s * from[i];
}

/** out ← s·out. */
export function scaleBy(out: Numbers, s: number): void {
  const data = dataOf(out);
  for (let i = 0; i < data.length; i++) data[i] *= s;
}

/** ⟨a, b⟩ = Σ a_i b_i. Throws RangeError for different shapes. */
export function dot(a: Numbers, b: Numbers): number {
  requireAlike("an inner product", a, b);
  const x = dataOf(a);
  const y = dataOf(b);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** Squares within these bounds lost nothing to underflow and nothing overflowed. */
const SAFE_LEAST = 1e-280;

/** ‖a‖_F (‖a‖₂ of a vector), without overflow or underflow; NaN where a holds NaN. */
export function norm(a: Numbers): number {
  const data = dataOf(a);
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] * data[i];
  return Number.isNaN(sum) || (sum > SAFE_LEAST && sum < Infinity) ? Math.sqrt(sum) : scaledNorm(data);
}

function scaledNorm(data: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]));
  if (largest === 0 || largest === Infinity) return largest;
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    const part = data[i] / largest;
    sum += part * part;
  }
  return largest * Math.sqrt(sum);
}
