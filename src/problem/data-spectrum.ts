import { norm } from "../linalg/arithmetic.ts";
import { columnsOf, transposed } from "../linalg/columns.ts";
import { orthonormalizing, svdOf } from "../linalg/decompositions.ts";
import { identity, type Matrix, zeros } from "../linalg/matrix.ts";
import { productInto } from "../linalg/product.ts";
import type { Ask, MeasurementOperator } from "../operators/operator.ts";
import { normals } from "../random/normals.ts";
import { STREAM } from "../random/streams.ts";
import { type Asking, asked, type Breakdown, isBreakdown } from "./asking.ts";
import type { Problem } from "./problem.ts";

/** Largest n1·n2 for which 𝒜*(y) is formed, and largest min(n1, n2) for which its SVD is exact. */
const FORMED = 4_000_000;
const EXACT = 256;
const POWER_STEPS = 40;
const SETTLED = 1e-10;
/** Columns that an iterated block has beside those that are wanted. */
const MORE = 8;

/** Bytes that `count` triplets take beside the problem: 𝒜*(y) with the identity that asks for it, or the blocks of a power iteration. */
export function tripletsMemory(operator: MeasurementOperator, count = 1): number {
  const { rows, cols } = operator;
  const side = Math.min(rows, cols);
  const block = Math.min(count + MORE, side);
  const iterated = 6 * (rows + cols) * block;
  if (rows * cols > FORMED) return 8 * iterated + operator.memory(block).work;
  // One factor that asks is zero, and pages that were never written take no memory.
  const formed = side * side + side * (rows + cols) + rows * cols;
  return 8 * (formed + (side > EXACT ? iterated : 3 * rows * cols)) + operator.memory(side).work;
}

export interface Triplets {
  readonly left: Matrix;
  readonly values: Float64Array;
  readonly right: Matrix;
}

/** The leading `count` singular triplets of 𝒜*(y): exact where that matrix is small, else by block power iteration on some more columns. */
export function* dataTriplets(problem: Problem, count: number): Asking<Triplets> {
  const { rows, cols } = problem.operator;
  if (rows * cols > FORMED) return yield* powerIteration(problem, count, (x, out) => askBoth(problem, x, out));
  const adjoint = yield* dataAdjoint(problem);
  if (Math.min(rows, cols) > EXACT) return yield* powerIteration(problem, count, applyFormed(adjoint));
  const svd = yield* asked(svdOf(adjoint));
  if (isBreakdown(svd)) return svd;
  return { left: columnsOf(svd.u, 0, count), values: svd.s.slice(0, count), right: transposed(svd.vt, count) };
}

/** ‖𝒜*(y)‖₂; asks nothing where the problem carries it. */
export function* dataNorm(problem: Problem): Asking<number> {
  if (problem.dataNorm !== undefined) return problem.dataNorm;
  const triplets = yield* dataTriplets(problem, 1);
  return isBreakdown(triplets) ? triplets : triplets.values[0];
}

/** 𝒜*(y) itself (n1×n2): one pullback with an identity for the smaller side's factor. */
export function* dataAdjoint({ operator: { rows, cols }, measurements }: Problem): Generator<Ask, Matrix, void> {
  const side = Math.min(rows, cols);
  const x =
    rows <= cols ? { left: identity(rows), right: zeros(cols, side) } : { left: zeros(rows, side), right: identity(cols) };
  const out = { left: zeros(rows, side), right: zeros(cols, side) };
  yield { verb: "pullback", weights: measurements, x, out };
  return rows <= cols ? transposed(out.right) : out.left;
}

type Pair = { left: Matrix; right: Matrix };
type Apply = (x: Pair, out: Pair) => Generator<Ask, void, void>;

function* askBoth({ measurements }: Problem, x: Pair, out: Pair): Generator<Ask, void, void> {
  yield { verb: "pullback", weights: measurements, x, out };
}

const applyFormed = (adjoint: Matrix): Apply =>
  function* (x, out) {
    yield* asked(productInto(out.left, adjoint, x.right));
    yield* asked(productInto(out.right, adjoint, x.left, { transA: true }));
  };

/** Simultaneous block iteration on both sides, V → 𝒜*(y)V → orthonormal U → 𝒜*(y)ᵀU → …, ended by a small SVD. */
function* powerIteration(problem: Problem, count: number, apply: Apply): Asking<Triplets> {
  const { kernels, operator } = problem;
  const block = Math.min(count + MORE, operator.rows, operator.cols);
  const x = { left: zeros(operator.rows, block), right: zeros(operator.cols, block) };
  const out = { left: zeros(operator.rows, block), right: zeros(operator.cols, block) };
  let flaw: Breakdown | undefined;
  let size = 0; // √Σσ² of the block, which only grows
  normals(kernels, 0, STREAM.sketch, 0, 1, x.right.data);
  for (let step = 0; step < POWER_STEPS; step++) {
    if (step > 0 && isBreakdown((flaw = yield* asked(orthonormalizing(x.right))))) return flaw;
    yield* apply(x, out);
    x.left.data.set(out.left.data);
    if (isBreakdown((flaw = yield* asked(orthonormalizing(x.left))))) return flaw;
    yield* apply(x, out);
    x.right.data.set(out.right.data);
    const [before, now] = [size, (size = norm(x.right))];
    if (now - before <= SETTLED * now) break;
  }
  // x.right is now 𝒜*(y)ᵀU, so 𝒜*(y) ≈ U·x.rightᵀ.
  const svd = yield* asked(svdOf(x.right));
  if (isBreakdown(svd)) return svd;
  const left = zeros(operator.rows, block);
  yield* asked(productInto(left, x.left, svd.vt, { transB: true }));
  return { left: columnsOf(left, 0, count), values: svd.s.slice(0, count), right: columnsOf(svd.u, 0, count) };
}
