import { addScaled, dot, norm } from "../linalg/arithmetic.ts";
import { eigenOf, svdOf } from "../linalg/decompositions.ts";
import { type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { integer, type Parameter, positive, readNumber, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import { dataNorm } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart, type StartingPoint } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import {
  askLiftedLoss,
  type LiftedLoss,
  type LiftedWork,
  liftedSlope,
  liftedWork,
  residualMatrix,
  tensorPower,
} from "./parts/lifted-loss.ts";
import { leadingDirection, rankOne } from "./parts/rank-one-tensor.ts";

export interface LiftedState extends State {
  readonly loss: LiftedLoss;
  /** w, (nk)^l numbers in units of σ̂^{l/2}, the first index fastest, and ∇h(w) there. */
  readonly tensor: Float64Array;
  readonly slope: Float64Array;
  readonly work: LiftedWork;
  /** σ̂ = ‖𝒜*(y)‖₂/τ. */
  readonly unit: number;
  /** h(w). */
  value: number;
  /** Steps since a way out was last looked for. */
  since: number;
  certificate: { readonly liftedLoss: number; readonly apart: number; readonly escapes: number };
}

/** ‖∇h(w)‖/‖w‖ below which w rests; how negative an eigenvalue of the residual must be; halvings of a step along its eigenvector. */
const [RESTS, NEGATIVE, HALVINGS] = [1e-5, 1e-6, 60];

const order: Parameter<number> = {
  default: 3,
  meaning: "l, how often the problem is multiplied with itself; l = 1 is descent on the factor",
  allowed: "an odd integer ≥ 1",
  read: (given) => {
    const value = readNumber(given);
    return value !== undefined && value >= 1 && value % 2 === 1 ? value : undefined;
  },
};

/**
 * Gradient descent on tensors w ∈ (R^{nk})^{⊗l} that stand for w = vec(F)^{⊗l}, X = F·Fᵀ:
 *
 *     h(w) = ¼‖⟨𝒜^{⊗l}, w ⊗ w⟩ − y^{⊗l}‖²        w ← w − η∇h(w)/‖𝒜*(y)‖₂^l,   w₀ = vec(F₀)^{⊗l}
 *
 * with A_i as ½(A_i + A_iᵀ), which measure the same, and w ⊗ w summed over the columns of F in each mode. From a small start w stays near rank one, and
 * F is read off its best rank-one approximation: x is that F, and value and gradient of a run are those at F. Where l is odd and large enough a
 * spurious minimum F̂ of l = 1 is a strict saddle along u^{⊗l}, u the eigenvector to the least eigenvalue of 𝒜*(𝒜(F̂F̂ᵀ) − y): where w rests it is
 * moved along it by the longest step of 1, ½, ¼, … that lowers h enough. One gradient a step, n(n + 1)/2 measurements at the start.
 */
export class LiftedGradientDescent extends Solver<typeof LiftedGradientDescent.parameters, LiftedState> {
  static readonly parameters = {
    order,
    stepSize: positive(0.2, "η in units of 1/‖𝒜*(y)‖₂^l"),
    escapeEvery: integer(100, "steps between two looks for a way out of a point where w rests; 0 for none"),
  };
  readonly name = "lifted-gd";
  readonly reference =
    "Ma, Lavaei, Sojoudi. Algorithmic regularization in tensor optimization: towards a lifted approach in matrix sensing. NeurIPS 2023, arXiv:2310.15549.";
  readonly form = "symmetric";
  override readonly counterpart = "gd";
  override readonly takes: Takes = { loss: "squared", field: "real" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: ["isometry"],
    assumes: "M ⪰ 0, a restricted isometry of any constant below one, a small start, and an l that grows with that constant",
  };
  override readonly cost: Cost = {
    asks: 1,
    more: "n(n + 1)/2 at the start",
    algebra: `2l·p^(l + 1) + 3n^(2l)·k^l operations, p = n(n + 1)/2: of order n^${2 * this.options.order + 2} at l = ${this.options.order}`,
    memory: liftedMemory(this.options.order),
    wayOut: "use a smaller order, a smaller problem, or gd-symmetric",
  };
  /** α = 1/10 in units of √σ̂, which is w₀ of size 10^−l. */
  override readonly defaultStart: StartingPoint = randomStart({ scale: 0.1, relative: true });

  constructor(options: Partial<Values<typeof LiftedGradientDescent.parameters>> = {}) {
    super("lifted-gd", LiftedGradientDescent.parameters, options);
  }

  *start(problem: Problem, { left: factor }: Factors): Asking<LiftedState> {
    const size = yield* dataNorm(problem);
    if (isBreakdown(size)) return size;
    const loss = yield* askLiftedLoss(problem, this.options.order, size);
    const unit = size / problem.operator.scale;
    const root = Math.sqrt(unit);
    const tensor = tensorPower(
      factor.data.map((value) => value / root),
      loss.order,
    );
    const slope = new Float64Array(tensor.length);
    const work = liftedWork(loss, factor.cols);
    const value = yield* liftedSlope(loss, { w: tensor, slope }, work);
    const x = { left: factor, right: factor };
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    const certificate = { liftedLoss: relative(value, loss), apart: 0, escapes: 0 };
    return { x, gradient, loss, tensor, slope, work, unit, value, since: 0, certificate };
  }

  *step(state: LiftedState, problem: Problem): Asking {
    const { x, tensor, slope, unit, loss } = state;
    addScaled(tensor, -this.options.stepSize, slope);
    state.value = yield* liftedSlope(loss, { w: tensor, slope }, state.work);
    let near: Float64Array = x.left.data;
    let { escapes } = state.certificate;
    if (this.#looks(state, problem)) {
      const moved = yield* moveOut(state);
      if (isBreakdown(moved)) return moved;
      if (moved) {
        escapes++;
        const leading = yield* leadingDirection(tensor, near.length);
        if (isBreakdown(leading)) return leading;
        near = leading;
      }
    }
    const vector = rankOne(tensor, loss.order, near);
    const apart = distance(tensor, tensorPower(vector, loss.order)) / (norm(tensor) || 1);
    for (let i = 0; i < vector.length; i++) x.left.data[i] = Math.sqrt(unit) * vector[i];
    state.certificate = { liftedLoss: relative(state.value, loss), apart, escapes };
    yield* gradientAt(problem, x, state.gradient);
    return undefined;
  }

  /** Whether w rests away from a fit, and a way out was not looked for lately. */
  #looks(state: LiftedState, problem: Problem): boolean {
    const { escapeEvery } = this.options;
    if (escapeEvery === 0 || ++state.since < escapeEvery || this.stationarity(state, problem) >= RESTS) return false;
    state.since = 0;
    return true;
  }

  /** The larger of ‖∇h(w)‖/‖w‖, in units of ‖𝒜*(y)‖₂^l, and the relative gradient at F. */
  override stationarity(state: LiftedState, problem: Problem): number {
    return Math.max(norm(state.slope) / (norm(state.tensor) || 1), super.stationarity(state, problem));
  }
}

/** w, its slope, what a way out is tried with and what w is taken apart in, (nk)^l each; tensors of p^l; two matrices of other modes; 𝒜's entries. */
const liftedMemory = (l: number): string =>
  `3${timesItself("p", l)} + 9${timesItself("nk", l)} + 2${timesItself("n²", l - 1)} + 2p² + 2p·m`;

const timesItself = (size: string, times: number): string => Array(times).fill(size).join("·");

/** h over its value at zero. */
const relative = (value: number, { data }: LiftedLoss): number => (4 * value) / data;

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}

/** Moves w along ±(u ⊗ q)^{⊗l}, with q the direction among the columns of F in which it is shortest, where that lowers h; whether it did. */
function* moveOut(state: LiftedState): Asking<boolean> {
  const { x, loss, tensor, slope, unit } = state;
  const eigen = yield* asked(eigenOf(residualMatrix(loss, x.left, unit)));
  if (isBreakdown(eigen)) return eigen;
  if (!(eigen.values[0] < -NEGATIVE)) return false;
  const svd = yield* asked(svdOf(x.left));
  if (isBreakdown(svd)) return svd;
  const direction = tensorPower(besideColumns(eigen.vectors, lastRow(svd.vt)), loss.order);
  const slant = dot(slope, direction);
  const [moved, there] = [new Float64Array(tensor.length), new Float64Array(tensor.length)];
  for (let halving = 0, step = slant > 0 ? -1 : 1; halving < HALVINGS; halving++, step /= 2) {
    moved.set(tensor);
    addScaled(moved, step, direction);
    const value = yield* liftedSlope(loss, { w: moved, slope: there }, state.work);
    if (!(value <= state.value + 0.5 * step * slant - 1e-14 * loss.data)) continue;
    tensor.set(moved);
    slope.set(there);
    state.value = value;
    return true;
  }
  return false;
}

/** vec(u·qᵀ), u the first column. */
function besideColumns(u: Matrix, q: Float64Array): Float64Array {
  const out = zeros(u.rows, q.length);
  for (let column = 0; column < q.length; column++)
    for (let i = 0; i < u.rows; i++) out.data[column * u.rows + i] = u.data[i] * q[column];
  return out.data;
}

const lastRow = ({ rows, cols, data }: Matrix): Float64Array =>
  Float64Array.from({ length: cols }, (_, j) => data[j * rows + rows - 1]);
