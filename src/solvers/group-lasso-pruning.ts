import { addScaled, dot, norm, scaleBy } from "../linalg/arithmetic.ts";
import type { Factors, Matrix } from "../linalg/matrix.ts";
import { count, positiveOrAuto, type Values } from "../parameters/parameter.ts";
import { type Asking, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import { dataNorm } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart, type StartingPoint } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import type { DescentState } from "./gradient-descent.ts";
import { chooseStep, descend, type Step } from "./parts/automatic-step.ts";

export interface PruningState extends DescentState {
  /** The step of fine-tuning. */
  readonly step: Step;
  readonly penalty: { readonly weight: number; readonly smoothing: number; readonly step: number };
  /** Steps with the penalty that are left. */
  left: number;
  readonly restsFrom: number;
  /** How many columns were kept. */
  certificate: { readonly columns: number } | undefined;
}

/** λ and β in units of σ̂^(3/2) and σ̂, and η of the penalized steps in those of 1/‖𝒜*(y)‖₂, where none are given. */
const [WEIGHT, SMOOTHING, STEP] = [0.025, 1e-4, 0.16];

/**
 * Descent with a penalty that empties columns, then without it on those that are left: it finds the rank by itself.
 *
 *     f(F) = ¼‖𝒜(FFᵀ) − y‖²/τ + λ Σᵢ R(fᵢ)       R(u) = ‖u‖²/√(‖u‖² + β),  ∇R(u) = u(‖u‖² + 2β)/(‖u‖² + β)^(3/2)
 *
 *     F ← F − ητ∇f(F)   for a number of steps;   fᵢ ← 0 where ‖fᵢ‖ ≤ 2√β;   then   F ← F − η sym(𝒜*(r)) F
 *
 * Over all FQ with the same FFᵀ, Q orthogonal, Σ‖fᵢ‖ is least where the columns are orthogonal, and is then ‖F‖_*: exactly r are not zero. Each
 * eigenvalue shrinks meanwhile, σ → σ − λ/√σ, and one below 1.89·λ^(2/3) is lost. ‖F‖_F² turns with Q for nothing, and empties no
 * column. With fewer measurements than k columns have directions the penalty is what decides. One gradient a step.
 */
export class GroupLassoPruning extends Solver<typeof GroupLassoPruning.parameters, PruningState> {
  static readonly parameters = {
    penalty: positiveOrAuto("λ; auto is 0.025·σ̂^(3/2), σ̂ = ‖𝒜*(y)‖₂/τ"),
    smoothing: positiveOrAuto("β; auto is 10⁻⁴·σ̂"),
    stepSize: positiveOrAuto("η of all steps; auto is 0.16/‖𝒜*(y)‖₂ with the penalty, and that of gd-symmetric without it"),
    pruneAfter: count(1500, "how many steps are made with the penalty, before columns are pruned"),
  };
  readonly name = "group-lasso";
  readonly reference =
    "Rajaraman, Devvrit, Mokhtari, Ramchandran. Greedy pruning with group lasso provably generalizes for matrix sensing. NeurIPS 2023, arXiv:2303.11453.";
  readonly form = "symmetric";
  override readonly counterpart = "gd-modified";
  override readonly emptiesColumns = true;
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k ≥ r",
    sensing: ["isometry"],
    assumes: "M ⪰ 0, a restricted isometry, and λ small against σᵣ^(3/2); the constants here are ours",
  };
  override readonly cost: Cost = { asks: 1, algebra: "none", memory: "2nk" };
  /** Entries N(0, σ̂/(nk)): ‖F₀‖_F² is about σ̂. */
  override readonly defaultStart: StartingPoint = (problem, rank, seed) =>
    randomStart({ scale: 1 / Math.sqrt(rank), relative: true })(problem, rank, seed);

  constructor(options: Partial<Values<typeof GroupLassoPruning.parameters>> = {}) {
    super("group-lasso", GroupLassoPruning.parameters, options);
  }

  *start(problem: Problem, { left: factor }: Factors): Asking<PruningState> {
    const { penalty, smoothing, stepSize, pruneAfter } = this.options;
    const x = { left: factor, right: factor };
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    const data = yield* dataNorm(problem);
    if (isBreakdown(data)) return data;
    const step = yield* chooseStep(problem, stepSize, x, gradient.value);
    if (isBreakdown(step)) return step;
    const size = data / problem.operator.scale;
    return {
      x,
      gradient,
      step: { ...step, backtracking: false },
      penalty: {
        weight: penalty === "auto" ? WEIGHT * size * Math.sqrt(size) : penalty,
        smoothing: smoothing === "auto" ? SMOOTHING * size : smoothing,
        step: stepSize === "auto" ? STEP / data : stepSize,
      },
      left: pruneAfter,
      restsFrom: pruneAfter,
      certificate: undefined,
    };
  }

  *step(state: PruningState, problem: Problem): Asking {
    const { x, gradient, step, penalty } = state;
    if (state.left === 0) return yield* descend(problem, x, gradient, step, (size) => move(x.left, gradient, size));
    shrinkAndMove(state, problem);
    if (--state.left === 0) {
      const columns = prune(x.left, 2 * Math.sqrt(penalty.smoothing));
      if (columns === 0) return { reason: "no column is left: the penalty is too large for this matrix" };
      state.certificate = { columns };
    }
    yield* gradientAt(problem, x, gradient);
    step.windowValue = gradient.value;
    return undefined;
  }
}

/** F ← F − η sym(𝒜*(r))F. */
function move(factor: Matrix, { left, right }: Factors, size: number): void {
  addScaled(factor, -size / 2, left);
  addScaled(factor, -size / 2, right);
}

/** F ← F − ητ∇f(F), the penalty's share first, for it is of the old point. */
function shrinkAndMove({ x: { left: factor }, gradient, penalty }: PruningState, { operator }: Problem): void {
  const { weight, smoothing, step } = penalty;
  for (const column of columnViews(factor)) {
    const size = dot(column, column) + smoothing;
    scaleBy(column, 1 - (step * operator.scale * weight * (size + smoothing)) / (size * Math.sqrt(size)));
  }
  move(factor, gradient, step);
}

/** Columns that are no longer than `limit` become zero; how many are not. */
function prune(factor: Matrix, limit: number): number {
  let kept = 0;
  for (const column of columnViews(factor))
    if (norm(column) > limit) kept++;
    else column.fill(0);
  return kept;
}

const columnViews = ({ rows, cols, data }: Matrix): Float64Array[] =>
  Array.from({ length: cols }, (_, q) => data.subarray(q * rows, (q + 1) * rows));
