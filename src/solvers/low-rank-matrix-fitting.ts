import { norm, scaleBy } from "../linalg/arithmetic.ts";
import { qrOf } from "../linalg/decompositions.ts";
import { copyFactors, copyMatrix, type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { gramInto, productInto } from "../linalg/product.ts";
import type { Ask, Gradient } from "../operators/operator.ts";
import type { Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown, pullbackAt } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import type { StartingPoint } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { mostRepeated } from "./parts/most-repeated.ts";

export interface FittingState extends State {
  /** How often the entry is measured that is measured most often. */
  readonly repeated: number;
  /** α = ω − 1, and what it is raised by. */
  excess: number;
  increment: number;
}

/** A residual that falls by less than this share in a step asks for more over-relaxation. */
const SLOW = 0.7;

/**
 * LMaFit, for sampled entries: nonlinear successive over-relaxation on X = L·Rᵀ,
 *
 *     Z ← L·Rᵀ − ω·𝒜*(r)        L ← Q of Z·R = Q·C,   R ← Zᵀ·L
 *
 * ω = 1 fills the entries that are not known in from X. Where ‖r‖ falls by less than 0.7, ω − 1 grows by an increment, which is then at least a quarter
 * of it; where ‖r‖ does not fall, the step is undone, ω is 1 again and the increment a tenth. Z is never formed, and no linear system is solved. A
 * measurement, a pullback and a gradient a step.
 */
export class LowRankMatrixFitting extends Solver<typeof LowRankMatrixFitting.parameters, FittingState> {
  static readonly parameters = {};
  readonly name = "lmafit";
  readonly reference =
    "Wen, Yin, Zhang. Solving a low-rank factorization model for matrix completion by a nonlinear successive over-relaxation algorithm. Math. Program. Comput. 4, 2012.";
  readonly form = "asymmetric";
  override readonly counterpart = "scaled-gd-symmetric";
  override readonly takes: Takes = { loss: "squared", measurements: "entries" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k = r",
    sensing: [],
    assumes: "none: every limit point is stationary, and what is recovered is practice",
  };
  override readonly cost: Cost = {
    asks: 3,
    algebra: "a thin QR of an n1×k factor, O(nk²)",
    memory: "9(n1 + n2)k + 2m",
  };
  override readonly defaultStart: StartingPoint = unitStart;

  constructor(options: Partial<Values<typeof LowRankMatrixFitting.parameters>> = {}) {
    super("lmafit", LowRankMatrixFitting.parameters, options);
  }

  *start(problem: Problem, x: Factors): Asking<FittingState> {
    const repeated = mostRepeated(problem);
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    return { x, gradient, repeated, excess: 0, increment: 1 };
  }

  *step(state: FittingState, problem: Problem): Asking {
    const { x, gradient, repeated, excess } = state;
    const [old, was] = [copyFactors(x), { ...copyFactors(gradient), value: gradient.value, residualNorm: gradient.residualNorm }];
    const flaw = yield* relax(problem, state, (1 + excess) / repeated);
    if (isBreakdown(flaw)) return flaw;
    yield* gradientAt(problem, x, gradient);
    const ratio = gradient.residualNorm / was.residualNorm;
    if (ratio >= 1 || was.residualNorm === 0) {
      undo(state, old, was);
      state.increment = Math.max(0.1 * excess, 0.1 * state.increment);
      state.excess = 0;
    } else if (ratio > SLOW) {
      state.increment = Math.max(state.increment, 0.25 * excess);
      state.excess += state.increment;
    }
    return undefined;
  }
}

/** L ← Q of L·(RᵀR) − ω·𝒜*(r)R, R ← R·(L₋ᵀL) − ω·𝒜*(r)ᵀL; then both are scaled to one norm. */
function* relax(problem: Problem, { x, gradient }: State, omega: number): Asking {
  const { left, right } = x;
  const k = left.cols;
  const residual = yield* residualAt(problem, x);
  const gramOfRight = zeros(k, k);
  yield* asked(gramInto(gramOfRight, right));
  const turned = copyMatrix(gradient.left);
  yield* asked(productInto(turned, left, gramOfRight, { alpha: 1, beta: -omega }));
  const parts = yield* asked(qrOf(turned));
  if (isBreakdown(parts)) return parts;

  const answer = gradientLike(x);
  yield* pullbackAt(residual, { left: parts.q, right }, answer);
  const overlap = zeros(k, k);
  yield* asked(productInto(overlap, left, parts.q, { transA: true }));
  const next: Matrix = answer.right;
  yield* asked(productInto(next, right, overlap, { beta: -omega }));
  const [size, unit] = [norm(next), Math.sqrt(k)];
  const scale = size > 0 ? Math.sqrt(size / unit) : 1;
  left.data.set(parts.q.data);
  right.data.set(next.data);
  scaleBy(left, scale);
  scaleBy(right, 1 / scale);
  return undefined;
}

/** r = 𝒜(x) − y. */
function* residualAt({ operator, measurements }: Problem, x: Factors): Generator<Ask, Float64Array, void> {
  const out = new Float64Array(operator.count);
  yield { verb: "measure", x, out };
  for (let i = 0; i < out.length; i++) out[i] -= measurements[i];
  return out;
}

function undo({ x, gradient }: State, old: Factors, was: Gradient): void {
  x.left.data.set(old.left.data);
  x.right.data.set(old.right.data);
  gradient.left.data.set(was.left.data);
  gradient.right.data.set(was.right.data);
  gradient.value = was.value;
  gradient.residualNorm = was.residualNorm;
}

/** L = 0 and R = [I; 0], as published: the first L spans k columns of the known entries. */
function* unitStart({ operator: { rows, cols } }: Problem, rank: number): Asking<Factors> {
  yield* [];
  const right = zeros(cols, rank);
  for (let q = 0; q < rank; q++) right.data[q * (cols + 1)] = 1;
  return { left: zeros(rows, rank), right };
}
