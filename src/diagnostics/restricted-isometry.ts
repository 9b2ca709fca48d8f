import { norm } from "../linalg/arithmetic.ts";
import { productNorm } from "../linalg/factored.ts";
import { embedding } from "../linalg/hermitian.ts";
import { type Factors, identity, type Matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import type { Ask } from "../operators/operator.ts";
import { requireCount } from "../parameters/checked-numbers.ts";
import { dataAdjoint } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";
import { normals } from "../random/normals.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { spectralNorm } from "./projections.ts";

/**
 * Probes of how near 𝒜*𝒜 is to a multiple of the identity. They ask the operator, and are not for every iteration. All are of the
 * map as the problem's matrices see it, divided by `isometryScale`, so that E 𝒜*𝒜 = I in the theory's sense. Where the field is complex they are
 * those of the Hermitian map: what is asked and formed are real embeddings, in which every norm ‖Z‖_F² is there twice.
 */
type Asked<T> = Generator<Ask, T, void>;

/** τ: E‖𝒜(Z)‖² = τ‖Z‖² on the matrices that 𝒜 sees, which are the symmetric ones where every A_i is symmetric. */
export const isometryScale = ({ operator }: Problem): number => operator.scale;

/**
 * A lower bound of the restricted isometry constant δ_p: the greatest |‖𝒜(Z)‖²/(c‖Z‖²) − 1| over random matrices of rank p, one measure each:
 * L·Rᵀ, F·Fᵀ where the problem is symmetric, U·U* where it is complex. Throws RangeError unless rank and trials are positive integers.
 */
export function* isometryProbe(
  problem: Problem,
  { rank, trials = 20, seed = 0 }: { rank: number; trials?: number; seed?: Seed },
): Asked<number> {
  if (!(Number.isInteger(rank) && rank > 0 && Number.isInteger(trials) && trials > 0))
    throw new RangeError(`a probe takes rank and trials ≥ 1, got ${rank} and ${trials}`);
  const { operator, kernels } = problem;
  const complex = isComplex(problem);
  const symmetric = problem.symmetric || complex;
  const out = new Float64Array(operator.count);
  let most = 0;
  for (let trial = 0; trial < trials; trial++) {
    const left = zeros(operator.rows, rank);
    normals(kernels, seed, streamAt(STREAM.probe, 2 * trial), 0, 1, left.data);
    const right = symmetric ? left : zeros(operator.cols, rank);
    if (!symmetric) normals(kernels, seed, streamAt(STREAM.probe, 2 * trial + 1), 0, 1, right.data);
    yield { verb: "measure", x: { left, right }, out };
    const ratio = norm(out) / (complex ? hermitianNorm(problem, left) : productNorm(kernels, { left, right }));
    most = Math.max(most, Math.abs((ratio * ratio) / isometryScale(problem) - 1));
  }
  return most;
}

/**
 * ‖𝒜*𝒜‖₂ by power iteration from a random vector of R^m, a lower bound that is accurate to about 1/(2·steps): one pullback with an
 * identity and one measure a step, which cost as much as a gradient with min(n1, n2) columns. Throws RangeError unless `steps` is an integer ≥ 1.
 */
export function* operatorNorm(problem: Problem, { steps = 100, seed = 0 }: { steps?: number; seed?: Seed } = {}): Asked<number> {
  requireCount("the norm of the operator", { steps });
  const w = new Float64Array(problem.operator.count);
  normals(problem.kernels, seed, STREAM.probe, 0, 1, w);
  let value = 0;
  for (let step = 0; step < steps; step++) {
    const size = norm(w);
    if (size === 0) return 0;
    for (let i = 0; i < w.length; i++) w[i] /= size;
    const z = yield* dataAdjoint({ ...problem, measurements: w });
    value = norm(z) ** 2 / (isComplex(problem) ? 2 : 1); // the Rayleigh quotient ⟨w, 𝒜𝒜*w⟩
    yield { verb: "measure", x: whole(z), out: w };
  }
  return value;
}

/**
 * ξ = ‖(I − 𝒜*𝒜/c)(X − M) + 𝒜*(ν)/c‖₂, the perturbation P_t that makes descent differ from descent on M itself: its own noise ν is in y.
 * Forms n1×n2 matrices: one measure and one pullback. Throws RangeError where the truth is not known.
 *
 * Wind. Asymmetric matrix sensing by gradient descent with small random initialization. arXiv:2309.01796.
 */
export function* perturbationNorm(problem: Problem, x: Factors): Asked<number> {
  const { operator, kernels, measurements, truth } = problem;
  if (!truth) throw new RangeError("the perturbation is relative to the truth, which this problem does not know");
  const residual = new Float64Array(operator.count);
  yield { verb: "measure", x, out: residual };
  for (let i = 0; i < residual.length; i++) residual[i] -= measurements[i];
  const out = yield* dataAdjoint({ ...problem, measurements: residual });
  const c = isometryScale(problem);
  // out ← −𝒜*(r)/c + X − M, of embeddings where the field is complex
  const factors = (of: Factors): Factors => (isComplex(problem) ? twice(embedding(of.left)) : of);
  const { left, right } = factors(x);
  multiply(kernels, out, left, right, { transB: true, beta: -1 / c });
  if ("left" in truth) {
    const m = factors(truth);
    multiply(kernels, out, m.left, m.right, { transB: true, alpha: -1, beta: 1 });
  } else for (let i = 0; i < out.data.length; i++) out.data[i] -= truth.data[i];
  return spectralNorm(kernels, out);
}

const isComplex = ({ operator }: Problem): boolean => operator.field === "complex";
const twice = (factor: Matrix): Factors => ({ left: factor, right: factor });

/** ‖U·U*‖_F of a real image. */
const hermitianNorm = ({ kernels }: Problem, image: Matrix): number => productNorm(kernels, twice(embedding(image))) / Math.SQRT2;

/** A dense Z as factors, with the identity on the smaller side. */
function whole(z: Matrix): Factors {
  if (z.cols <= z.rows) return { left: z, right: identity(z.cols) };
  const transposed = zeros(z.cols, z.rows);
  for (let i = 0; i < z.rows; i++) for (let j = 0; j < z.cols; j++) transposed.data[j + i * z.cols] = z.data[i + j * z.rows];
  return { left: identity(z.rows), right: transposed };
}
