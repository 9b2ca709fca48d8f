/**
 * The manifold of n1×n2 matrices of rank k, in factors: a point X = U·diag(s)·Vᵀ, and its tangent space {U·qᵀ + p·Vᵀ : Uᵀp = 0}. Nothing is
 * n1×n2. ⟨T, T′⟩ = ⟨p, p′⟩ + ⟨q, q′⟩, for Uᵀp = 0; the core UᵀTV is qᵀV.
 *
 * Vandereycken. Low-rank matrix completion by Riemannian optimization. SIAM J. Optim. 23, 2013.
 */
import { dot } from "../../linalg/arithmetic.ts";
import { beside, columnsOf, scaledColumns } from "../../linalg/columns.ts";
import type { Computing } from "../../linalg/computing.ts";
import { productSvdOf } from "../../linalg/factored.ts";
import { copyMatrix, type Factors, type Matrix, matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import type { Breakdown } from "../../problem/asking.ts";

/** X = U·diag(s)·Vᵀ: U n1×k and V n2×k orthonormal, s descending. */
export interface RankPoint {
  readonly u: Matrix;
  readonly s: Float64Array;
  readonly v: Matrix;
}

/** T = U·qᵀ + p·Vᵀ: p n1×k with Uᵀp = 0, q n2×k. */
export interface Tangent {
  readonly p: Matrix;
  readonly q: Matrix;
}

/** The best approximation of L·Rᵀ of rank k ≤ its columns. */
export function* pointOf(x: Factors, k = x.left.cols): Computing<RankPoint | Breakdown> {
  const { left, values, right } = yield* productSvdOf(x);
  if (!Number.isFinite(values[0])) return { reason: "the factors of the iterate are not finite" };
  return { u: columnsOf(left, 0, k), s: values.slice(0, k), v: columnsOf(right, 0, k) };
}

/** x ← (U√s, V√s), the balanced factors of the point. */
export function writePoint(x: Factors, { u, s, v }: RankPoint): void {
  const roots = s.map(Math.sqrt);
  x.left.data.set(scaledColumns(u, roots).data);
  x.right.data.set(scaledColumns(v, roots).data);
}

/** P_T(G) at a point, from G·V and Gᵀ·U. */
export function* tangentOf({ u }: RankPoint, { left: gv, right: gtu }: Factors): Computing<Tangent> {
  return { p: yield* outside(u, gv), q: gtu };
}

/**
 * P_T(G), from the gradient (G·R, Gᵀ·L) at the balanced factors, and columns beyond them. A direction whose singular value is zero is not seen by it,
 * and left out.
 */
export function* tangentGradient(point: RankPoint, { left, right }: Factors): Computing<Tangent> {
  const inverse = inverseRoots(point.s);
  const scaled = (a: Matrix): Matrix => scaledColumns(columnsOf(a, 0, inverse.length), inverse);
  return yield* tangentOf(point, { left: scaled(left), right: scaled(right) });
}

/** 1/√s, and 0 where s is 0. */
export const inverseRoots = (s: Float64Array): Float64Array => s.map((value) => (value > 0 ? 1 / Math.sqrt(value) : 0));

/** T as the factors ([U, p], [q, V]), 2k columns. */
export const tangentFactors = ({ u, v }: RankPoint, { p, q }: Tangent): Factors => ({ left: beside(u, p), right: beside(q, v) });

/** P_T(B), from the answer (B·[q, V], Bᵀ·[U, p]) to a question about `tangentFactors`. */
export function* tangentAnswer(point: RankPoint, { left, right }: Factors): Computing<Tangent> {
  const k = point.s.length;
  return yield* tangentOf(point, { left: columnsOf(left, k, 2 * k), right: columnsOf(right, 0, k) });
}

/** The retraction of X + T: its best approximation of rank k, by QR and the SVD of a 2k×2k core. */
export function* retracted({ u, s, v }: RankPoint, { p, q }: Tangent): Computing<RankPoint | Breakdown> {
  // X + T = U·(V·diag(s) + q)ᵀ + p·Vᵀ.
  const core = scaledColumns(v, s);
  for (let i = 0; i < core.data.length; i++) core.data[i] += q.data[i];
  return yield* pointOf({ left: beside(u, p), right: beside(core, v) }, s.length);
}

/** P_T′(T): a tangent vector of one point, carried to another. */
export function* transported(from: RankPoint, { p, q }: Tangent, to: RankPoint): Computing<Tangent> {
  // T·V′ = U·(qᵀV′) + p·(VᵀV′) and Tᵀ·U′ = q·(UᵀU′) + V·(pᵀU′).
  const left = yield* twoTerms(from.u, q, p, from.v, to.v);
  const right = yield* twoTerms(q, from.u, from.v, p, to.u);
  return yield* tangentOf(to, { left, right });
}

/** A·(BᵀE) + C·(DᵀE). */
function* twoTerms(a: Matrix, b: Matrix, c: Matrix, d: Matrix, e: Matrix): Computing<Matrix> {
  const [inner, out] = [zeros(b.cols, e.cols), zeros(a.rows, e.cols)];
  yield* productInto(inner, b, e, { transA: true });
  yield* productInto(out, a, inner);
  yield* productInto(inner, d, e, { transA: true });
  yield* productInto(out, c, inner, { beta: 1 });
  return out;
}

/** (I − QQᵀ)·B for Q orthonormal. */
export function* outside(q: Matrix, b: Matrix): Computing<Matrix> {
  const inside = zeros(q.cols, b.cols);
  yield* productInto(inside, q, b, { transA: true });
  const out = copyMatrix(b);
  yield* productInto(out, q, inside, { alpha: -1, beta: 1 });
  return out;
}

export const tangentDot = (a: Tangent, b: Tangent): number => dot(a.p, b.p) + dot(a.q, b.q);

/** c·T. */
export const tangentTimes = ({ p, q }: Tangent, c: number): Tangent => ({
  p: matrix(
    p.rows,
    p.cols,
    p.data.map((value) => c * value),
  ),
  q: matrix(
    q.rows,
    q.cols,
    q.data.map((value) => c * value),
  ),
});

/** The tangent vector whose numbers are `data`, (n1 + n2)·k of them, p before q: a view, not a copy. */
export function tangentView({ u, s, v }: RankPoint, data: Float64Array): Tangent {
  const cut = u.rows * s.length;
  return { p: matrix(u.rows, s.length, data.subarray(0, cut)), q: matrix(v.rows, s.length, data.subarray(cut)) };
}

/** The numbers of a tangent vector, p before q. */
export function tangentNumbers({ p, q }: Tangent): Float64Array {
  const out = new Float64Array(p.data.length + q.data.length);
  out.set(p.data);
  out.set(q.data, p.data.length);
  return out;
}
