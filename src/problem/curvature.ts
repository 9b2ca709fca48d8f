import { addScaled, dot, norm, scaleBy } from "../linalg/arithmetic.ts";
import { eigenOf } from "../linalg/decompositions.ts";
import { copyFactors, type Factors, zeros } from "../linalg/matrix.ts";
import type { Ask } from "../operators/operator.ts";
import { normals } from "../random/normals.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { asked, gradientAt, gradientLike, isBreakdown } from "./asking.ts";
import type { Problem } from "./problem.ts";

/** A curvature of the loss at a stationary point, in units of ‖𝒜*(y)‖₂, that shows a saddle: below zero by more than rounding makes. */
export const SADDLE = -1e-3;

const PRODUCTS = 40;
/** Half the distance between the two gradients of a product, in units of ‖x‖: what is cut off is (1e-4)² of the curvature, what is rounded 1e-12. */
const HALF_WIDTH = 1e-4;
/** ‖∇f‖ in units of ‖𝒜*(y)‖₂·‖x‖ above which a point is not stationary, and its curvature says nothing of where a run ends. */
const RESTING = 1e-5;

/** What is found of the eigenvalues of ∇²f at a point, in units of ‖𝒜*(y)‖₂. */
export interface Curvatures {
  readonly least: number;
  /** Descent with η < 2/(greatest·‖𝒜*(y)‖₂) stays near a minimum, and with a longer step leaves it. */
  readonly greatest: number;
}

/** The least curvature of `extremeCurvatures`. */
export function* leastCurvature(problem: Problem, x: Factors): Generator<Ask, number | undefined, void> {
  return (yield* extremeCurvatures(problem, x))?.least;
}

/**
 * The least and the greatest curvature vᵀ∇²f(x)v, ‖v‖ = 1, of the factorized loss that are found at a stationary point x, in units of
 * ‖𝒜*(y)‖₂: Lanczos' method on products ∇²f·v by central differences of the gradient, at most 81 gradients. There is a direction of each
 * curvature found, so that one below `SADDLE` proves that x is no minimum; one above it proves nothing. Undefined where x is not stationary or
 * the loss not smooth.
 *
 * Lanczos. An iteration method for the solution of the eigenvalue problem of linear differential and integral operators. J. Res. NBS 45, 1950.
 */
export function* extremeCurvatures(problem: Problem, x: Factors): Generator<Ask, Curvatures | undefined, void> {
  const { kernels, operator, symmetric, dataNorm: unit = 1 } = problem;
  const own = symmetric ? norm(x.left) : Math.sqrt(norm(x.left) ** 2 + norm(x.right) ** 2);
  const size = own > 0 ? own : Math.sqrt(unit / operator.scale); // at zero that of M
  if (problem.loss.kind === "absolute") return undefined;
  const length = x.left.data.length + (symmetric ? 0 : x.right.data.length);
  const slopes = new Slopes(problem, x);
  let [v, before, w] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  yield* slopes.add(1, 0, v, w);
  if (!(norm(w) <= RESTING * unit * size)) return undefined;

  normals(kernels, 0, streamAt(STREAM.sketch, 1), 0, 1, v);
  scaleBy(v, 1 / norm(v));
  const h = HALF_WIDTH * size;
  const diagonal: number[] = [];
  const beside: number[] = [];
  for (let j = 0; j < Math.min(PRODUCTS, length); j++) {
    // w ← ∇²f·v ≈ (∇f(x + hv) − ∇f(x − hv)) / 2h, without its parts along the two directions before.
    w.fill(0);
    yield* slopes.add(0.5 / h, h, v, w);
    yield* slopes.add(-0.5 / h, -h, v, w);
    if (j > 0) addScaled(w, -beside[j - 1], before);
    diagonal.push(dot(w, v));
    addScaled(w, -diagonal[j], v);
    beside.push(norm(w));
    if (!(beside[j] > 1e-9 * unit)) break;
    scaleBy(w, 1 / beside[j]);
    [before, v, w] = [v, w, before];
  }
  const values = yield* eigenvaluesOf(diagonal, beside);
  return values && { least: values[0] / unit, greatest: values[values.length - 1] / unit };
}

/** Bytes that the search takes beside the problem, at factors with k columns. */
export const curvatureMemory = ({ operator: { rows, cols } }: Problem, k: number): number => 8 * 5 * (rows + cols) * k;

/** Ascending, of a symmetric tridiagonal matrix. */
function* eigenvaluesOf(diagonal: readonly number[], beside: readonly number[]): Generator<Ask, Float64Array | undefined, void> {
  const count = diagonal.length;
  const t = zeros(count, count);
  diagonal.forEach((value, i) => {
    t.data[i * (count + 1)] = value;
    if (i > 0) t.data[i + (i - 1) * count] = t.data[i - 1 + i * count] = beside[i - 1];
  });
  const eigen = yield* asked(eigenOf(t));
  return isBreakdown(eigen) ? undefined : eigen.values;
}

/** ∇f beside x, with the variables as one vector: (L, R), or F alone where the problem is symmetric. */
class Slopes {
  readonly #at: Factors;
  readonly #gradient;

  constructor(
    private readonly problem: Problem,
    private readonly x: Factors,
  ) {
    this.#at = copyFactors(x);
    this.#gradient = gradientLike(x);
  }

  /** out ← out + s·∇f(x + h·v); ∇f is ½(left + right) for X = FFᵀ. */
  *add(s: number, h: number, v: Float64Array, out: Float64Array): Generator<Ask, void, void> {
    const { x, problem } = this;
    const inLeft = x.left.data.length;
    for (let i = 0; i < inLeft; i++) this.#at.left.data[i] = x.left.data[i] + h * v[i];
    for (let i = inLeft; i < v.length; i++) this.#at.right.data[i - inLeft] = x.right.data[i - inLeft] + h * v[i];
    yield* gradientAt(problem, this.#at, this.#gradient);
    const { left, right } = this.#gradient;
    if (problem.symmetric) for (let i = 0; i < inLeft; i++) out[i] += 0.5 * s * (left.data[i] + right.data[i]);
    else {
      for (let i = 0; i < inLeft; i++) out[i] += s * left.data[i];
      for (let i = inLeft; i < v.length; i++) out[i] += s * right.data[i - inLeft];
    }
  }
}
