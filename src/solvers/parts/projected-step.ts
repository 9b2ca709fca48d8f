import { addScaled, norm, scaleBy } from "../../linalg/arithmetic.ts";
import { columnsOf, transposed } from "../../linalg/columns.ts";
import type { Computing } from "../../linalg/computing.ts";
import { cosineBasis, cosineOf } from "../../linalg/cosine-basis.ts";
import { svdOf } from "../../linalg/decompositions.ts";
import { copyMatrix, type Factors, identity, type Matrix, matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import { count, integer, oneOf, positiveOrAuto, type Values } from "../../parameters/parameter.ts";
import { type Asking, asked, type Breakdown, gradientAt, gradientLike, isBreakdown } from "../../problem/asking.ts";
import { dataNorm } from "../../problem/data-spectrum.ts";
import type { Problem } from "../../problem/problem.ts";
import type { State } from "../../solve/snapshot.ts";
import { adamDirection, freshMoments, type Moments, turnMoments } from "./adam.ts";
import { wholeOf } from "./whole-gradient.ts";

/** The options of rules that step within a subspace of the gradient; `inner` has a default of each rule's own. */
export const subspaceOptions = {
  dimension: count(2, "ρ, of the subspace; from min(n1, n2) on it is the whole space, with P = I"),
  refresh: count(1, "τ, steps between two choices of the subspace"),
  subspace: oneOf(
    ["svd", "dct"],
    "leading singular vectors of the gradient, or the cosines of the discrete transform in which most of it lies",
  ),
  moments: oneOf(["keep", "reset", "rotate"], "what becomes of Adam's moments when the subspace is chosen anew"),
  stepSize: positiveOrAuto(
    "η; plain in units of 1/τ, auto 0.1, for 2τ/‖𝒜*𝒜‖ is 0.3 where m is n1·n2/3; of Adam in those of X, auto 0.2·σ̂/√(n1·n2), σ̂ = ‖𝒜*(y)‖₂/τ",
  ),
  decay: integer(0, "steps after which η has fallen to zero as a cosine; 0 for a constant η"),
} as const;

export type SubspaceOptions = Values<typeof subspaceOptions> & { readonly inner: "plain" | "adam" };

export interface ProjectedState extends State {
  /** σ̂, the unit of gradients, so that nothing depends on that of y. */
  readonly unit: number;
  /** What the direction, of gradients in that unit, is multiplied by. */
  readonly stepSize: number;
  /** P, orthonormal: of the side of X that is shorter. */
  basis: Matrix | undefined;
  readonly cosines: Matrix | undefined;
  moments: Moments | undefined;
  steps: number;
  /** ‖(I − PPᵀ)G·diag(φ)‖_F of the step before, of rules that have it. */
  outside: number | undefined;
}

export function* beginProjected(problem: Problem, x0: Factors, options: SubspaceOptions): Asking<ProjectedState> {
  const { rows, cols, scale } = problem.operator;
  const x = yield* wholeOf(x0, problem);
  const gradient = gradientLike(x);
  yield* gradientAt(problem, x, gradient);
  const data = yield* dataNorm(problem);
  if (isBreakdown(data)) return data;
  const unit = data / scale;
  const adam = options.inner === "adam";
  const chosen = options.stepSize === "auto" ? (adam ? (0.2 * unit) / Math.sqrt(rows * cols) : 0.1) : options.stepSize;
  const [short, long] = [Math.min(rows, cols), Math.max(rows, cols)];
  return {
    x,
    gradient,
    unit,
    stepSize: adam ? chosen : chosen * unit,
    basis: undefined,
    cosines: options.subspace === "dct" ? cosineBasis(short) : undefined,
    moments: adam ? freshMoments(Math.min(options.dimension, short), long) : undefined,
    steps: 0,
    outside: undefined,
  };
}

/** What is outside the subspace and is added to the step: given G, R = PᵀG, P·R and N. */
export type Outside = (
  state: ProjectedState,
  parts: { gradient: Matrix; inside: Matrix; lifted: Matrix; direction: Matrix },
) => Matrix;

/** X ← X − η·P·inner(PᵀG) (and what `outside` adds), G = 𝒜*(r)/τ in units of σ̂, or its transpose where n1 ≥ n2; then the gradient there. */
export function* projectedStep(state: ProjectedState, problem: Problem, options: SubspaceOptions, outside?: Outside): Asking {
  const { x, gradient } = state;
  const upright = x.left.rows < x.left.cols;
  const turn = (a: Matrix): Matrix => (upright ? a : transposed(a));
  const g = upright ? copyMatrix(gradient.left) : transposed(gradient.left);
  scaleBy(g, 1 / (state.unit * problem.operator.scale));
  const basis = state.basis && state.steps % options.refresh !== 0 ? state.basis : yield* chooseBasis(state, g, options);
  if (isBreakdown(basis)) return basis;
  const inside = zeros(basis.cols, g.cols);
  yield* asked(productInto(inside, basis, g, { transA: true }));
  const direction = state.moments ? adamDirection(state.moments, inside) : inside;
  const move = zeros(g.rows, g.cols);
  yield* asked(productInto(move, basis, direction));
  if (outside) {
    const lifted = zeros(g.rows, g.cols);
    yield* asked(productInto(lifted, basis, inside));
    addScaled(move, 1, outside(state, { gradient: g, inside, lifted, direction }));
  }
  addScaled(x.left, -state.stepSize * schedule(state.steps, options.decay), turn(move));
  state.steps++;
  yield* gradientAt(problem, x, gradient);
  return undefined;
}

/** ½(1 + cos(πt/T)), and zero from t = T on. */
const schedule = (t: number, decay: number): number => (decay === 0 ? 1 : t >= decay ? 0 : 0.5 * (1 + cosineOf(t, decay)));

/** A new P; moments of the old one are kept, forgotten or turned along. */
function* chooseBasis(state: ProjectedState, g: Matrix, { dimension, moments }: SubspaceOptions): Asking<Matrix> {
  const rank = Math.min(dimension, g.rows);
  const whole = rank === g.rows && !state.cosines; // any basis will do, and Adam in this one is Adam
  const chosen = whole
    ? identity(rank)
    : yield* asked(state.cosines ? strongestColumns(state.cosines, g, rank) : leadingVectors(g, rank));
  if (isBreakdown(chosen)) return chosen;
  if (state.moments && state.basis) {
    if (moments === "reset") state.moments = freshMoments(rank, g.cols);
    if (moments === "rotate") yield* asked(turnMoments(state.moments, state.basis, chosen));
  }
  state.basis = chosen;
  return chosen;
}

/** The first left singular vectors, with the sum of each positive: moments that are kept would turn with an arbitrary sign. */
function* leadingVectors(g: Matrix, rank: number): Computing<Matrix | Breakdown> {
  const svd = yield* svdOf(g);
  if ("reason" in svd) return svd;
  const out = columnsOf(svd.u, 0, rank);
  for (let q = 0; q < rank; q++) {
    const column = out.data.subarray(q * g.rows, (q + 1) * g.rows);
    if (column.reduce((sum, value) => sum + value, 0) < 0) scaleBy(column, -1);
  }
  return out;
}

/** The columns q of Q with the largest ‖(QᵀG)_q‖₂, the first of equals first. */
function* strongestColumns(basis: Matrix, g: Matrix, rank: number): Computing<Matrix> {
  const turned = zeros(g.cols, basis.cols);
  yield* productInto(turned, g, basis, { transA: true });
  const lengths = Array.from({ length: basis.cols }, (_, q) => norm(turned.data.subarray(q * g.cols, (q + 1) * g.cols)));
  const order = [...lengths.keys()].toSorted((a, b) => lengths[b] - lengths[a] || a - b).slice(0, rank);
  const out = matrix(basis.rows, rank);
  for (const [at, q] of order.entries()) out.data.set(basis.data.subarray(q * basis.rows, (q + 1) * basis.rows), at * basis.rows);
  return out;
}
