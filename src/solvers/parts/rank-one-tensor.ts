import { norm } from "../../linalg/arithmetic.ts";
import { svdOf } from "../../linalg/decompositions.ts";
import { exponential, naturalLogarithm } from "../../linalg/elementary.ts";
import { matrix } from "../../linalg/matrix.ts";
import { type Asking, asked, isBreakdown } from "../../problem/asking.ts";

/** Tensor power steps at the most, and the change of the direction at which they end. */
const [STEPS, SETTLED] = [200, 1e-14];

/** w(·, v, …, v): every mode but the first contracted with v. */
export function contracted(w: Float64Array, v: Float64Array): Float64Array {
  let out = w;
  while (out.length > v.length) {
    const next = new Float64Array(out.length / v.length);
    for (let j = 0; j < v.length; j++) for (let at = 0; at < next.length; at++) next[at] += v[j] * out[at + j * next.length];
    out = next;
  }
  return out;
}

/**
 * x with x^{⊗l} ≈ w, l odd: the direction v by tensor power steps v ← w(·, v, …, v)/‖·‖ from `near`, then λ = w(v, …, v) and x = λ^{1/l} v.
 * They end at a best rank-one approximation near that start, where the power steps stop changing it, or after 200. Zero where w is.
 */
export function rankOne(w: Float64Array, order: number, near: Float64Array): Float64Array {
  let v = near;
  let size = norm(v);
  for (let step = 0; step < STEPS && size > 0; step++) {
    const before = v.map((value) => value / size);
    v = contracted(w, before);
    size = norm(v);
    if (order === 1) return v;
    let change = 0;
    for (let i = 0; i < v.length; i++) change += (v[i] / size - before[i]) ** 2;
    if (!(change > SETTLED * SETTLED)) break;
  }
  // ‖w(·, v, …, v)‖ is λ where v has come to rest.
  return v.map((value) => (size > 0 ? (value / size) * oddRoot(size, order) : 0));
}

/** The direction where the power steps begin: the first left singular vector of w as a matrix of its first mode against the others. */
export function* leadingDirection(w: Float64Array, length: number): Asking<Float64Array> {
  const svd = yield* asked(svdOf(matrix(length, w.length / length, w)));
  if (isBreakdown(svd)) return svd;
  return svd.u.data.slice(0, length);
}

/** x^(1/l) for x > 0, with 2^l·x giving exactly twice as much: the logarithm is of what is left in [1, 2^l), and one Newton step follows. */
export function oddRoot(x: number, l: number): number {
  const base = 2 ** l;
  let [rest, scale] = [x, 1];
  for (; rest >= base && scale < Infinity; rest /= base) scale *= 2;
  for (; rest < 1 && rest > 0; rest *= base) scale /= 2;
  let root = exponential(naturalLogarithm(rest) / l);
  let power = 1;
  for (let i = 1; i < l; i++) power *= root;
  root -= (root - rest / power) / l;
  return scale * root;
}
