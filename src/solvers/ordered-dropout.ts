import { addScaled, norm, scaleBy } from "../linalg/arithmetic.ts";
import { columnsOf } from "../linalg/columns.ts";
import { type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import type { Ask, Gradient } from "../operators/operator.ts";
import { count, integer, oneOf, positiveOrAuto, type Values } from "../parameters/parameter.ts";
import { type Asking, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import { dataNorm } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart, type StartingPoint } from "../problem/starting-points.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { boundedIntegers } from "../random/words.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import type { DescentState } from "./gradient-descent.ts";
import { chooseStep, descend } from "./parts/automatic-step.ts";

export interface OrderedState extends DescentState {
  /** Gradients at the first b columns, for b = 1 … k − 1; of the one that was drawn alone where b is drawn. */
  prefixes: Gradient[];
  readonly penalty: { readonly weight: number; readonly smoothing: number };
  steps: number;
  readonly restsFrom: number;
  /** How many columns were kept. */
  certificate: { readonly columns: number } | undefined;
}

/** λ in units of σ̂^(3/2), and ε of √(‖·‖² + ε) in those of σ̂, where none is given. */
const [WEIGHT, SMOOTHING] = [0.01, 1e-10];
/** Columns whose √(‖f‖‖g‖) is below this share of the largest are pruned. */
const SHORT = 0.1;

/**
 * Ordered dropout (Maestro): every number b of leading columns is to fit by itself, so that columns are learned in the order of the singular values.
 *
 *     f(F, G) = E_b ½‖𝒜(F_{≤b}G_{≤b}ᵀ) − y‖² + λ Σ_b (‖F_{b:}‖_F + ‖G_{b:}‖_F),   b uniform on 1 … k
 *
 *     F ← F − η∇_F f,  G ← G − η∇_G f   for a number of steps;   columns with a short f_i g_iᵀ ← 0;   then plain descent on those that are left
 *
 * Where 𝒜*𝒜 = I and the singular values differ, F_{≤b}G_{≤b}ᵀ becomes the best approximation of rank b for every b. With m finite it is biased by
 * O(√(dof/m)), for the first prefixes cannot fit, and plain descent has the last word; the hierarchical penalty empties the columns beyond the rank. All prefixes are asked for at
 * every step, or one that is drawn.
 */
export class OrderedDropout extends Solver<typeof OrderedDropout.parameters, OrderedState> {
  static readonly parameters = {
    stepSize: positiveOrAuto("η; auto is ¼/‖𝒜*(y)‖₂ over prefixes, and that of gd without"),
    penalty: positiveOrAuto("λ; auto is 0.01·σ̂^(3/2), σ̂ = ‖𝒜*(y)‖₂/τ"),
    prefixes: oneOf(["all", "drawn"], "the expectation over b, or one b a step"),
    drawSeed: integer(0, "of the draws of b"),
    pruneAfter: count(1500, "how many steps are made over prefixes, before columns are pruned"),
  };
  readonly name = "maestro";
  readonly reference =
    "Horváth, Laskaridis, Rajput, Wang. Maestro: uncovering low-rank structures via trainable decomposition. ICML 2024, arXiv:2308.14929.";
  readonly form = "asymmetric";
  override readonly counterpart = "group-lasso";
  override readonly emptiesColumns = true;
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k ≥ r",
    sensing: [],
    assumes:
      "κ of a few and k > r: a direction that λ outweighs is emptied with the rest; the order of columns is proved where all of M is seen and singular values differ; the constants are ours",
  };
  override readonly cost: Cost = {
    asks: 1,
    more: "one for each shorter prefix until columns are pruned, k in all, or 2 where b is drawn",
    algebra: "none",
    memory: "2(n1 + n2)k + (n1 + n2)k²",
  };
  /** Of the size of M. */
  override readonly defaultStart: StartingPoint = (problem, rank, seed) =>
    randomStart({ scale: 0.45, relative: true })(problem, rank, seed);

  constructor(options: Partial<Values<typeof OrderedDropout.parameters>> = {}) {
    super("maestro", OrderedDropout.parameters, options);
  }

  *start(problem: Problem, x: Factors): Asking<OrderedState> {
    const data = yield* dataNorm(problem);
    if (isBreakdown(data)) return data;
    const prefixes = yield* this.#askPrefixes(problem, x, 0);
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    const step = yield* chooseStep(problem, this.options.stepSize, x, gradient.value);
    if (isBreakdown(step)) return step;
    const { penalty, pruneAfter } = this.options;
    const size = data / problem.operator.scale;
    const weight = penalty === "auto" ? WEIGHT * size * Math.sqrt(size) : penalty;
    return {
      x,
      gradient,
      step: { ...step, backtracking: false },
      prefixes,
      penalty: { weight: weight * problem.operator.scale, smoothing: SMOOTHING * size },
      steps: 0,
      restsFrom: pruneAfter,
      certificate: undefined,
    };
  }

  *step(state: OrderedState, problem: Problem): Asking {
    const { x, gradient, step } = state;
    if (state.steps >= this.options.pruneAfter)
      return yield* descend(problem, x, gradient, step, (size) => {
        addScaled(x.left, -size, gradient.left);
        addScaled(x.right, -size, gradient.right);
      });
    this.#move(state);
    state.steps++;
    if (state.steps === this.options.pruneAfter) {
      state.prefixes = [];
      state.certificate = { columns: prune(x) };
    } else state.prefixes = yield* this.#askPrefixes(problem, x, state.steps);
    yield* gradientAt(problem, x, gradient);
    step.windowValue = gradient.value;
    return undefined;
  }

  /** Gradients of all shorter prefixes, or of the one that this step draws (the full one where b = k). */
  *#askPrefixes(problem: Problem, x: Factors, steps: number): Generator<Ask, Gradient[], void> {
    const k = x.left.cols;
    const drawn = this.options.prefixes === "drawn";
    const b = drawn ? 1 + boundedIntegers(this.options.drawSeed, streamAt(STREAM.prefix, steps))(k) : 0;
    const out: Gradient[] = [];
    for (const width of drawn ? [b] : Array.from({ length: k - 1 }, (_, i) => i + 1)) {
      const prefix = { left: columnsOf(x.left, 0, width), right: columnsOf(x.right, 0, width) };
      const answer = gradientLike(prefix);
      yield* gradientAt(problem, prefix, answer);
      out.push(answer);
    }
    return out;
  }

  #move({ x, gradient, prefixes, penalty, step }: OrderedState): void {
    const drawn = this.options.prefixes === "drawn";
    const size = this.options.stepSize === "auto" ? step.size / 2 : step.size;
    for (const side of ["left", "right"] as const) {
      const direction = zeros(x[side].rows, x[side].cols);
      for (const one of drawn ? prefixes : [...prefixes, gradient])
        addScaled(direction.data.subarray(0, one[side].data.length), 1, one[side].data);
      if (!drawn) scaleBy(direction, 1 / x[side].cols);
      addPenalty(direction, x[side], penalty);
      addScaled(x[side], -size, direction);
    }
  }
}

/** ∇ ← ∇ + λ Σ_b X_{b:}/√(‖X_{b:}‖² + ε), X_{b:} the columns from b on. */
function addPenalty(direction: Matrix, x: Matrix, { weight, smoothing }: OrderedState["penalty"]): void {
  for (let b = 0; b < x.cols; b++) {
    const tail = x.data.subarray(b * x.rows);
    addScaled(direction.data.subarray(b * x.rows), weight / Math.sqrt(norm(tail) ** 2 + smoothing), tail);
  }
}

/** Columns with √(‖f‖‖g‖) below a tenth of the largest become zero; how many are not. */
function prune({ left, right }: Factors): number {
  const column = ({ rows, data }: Matrix, i: number) => data.subarray(i * rows, (i + 1) * rows);
  const lengths = Array.from({ length: left.cols }, (_, i) => Math.sqrt(norm(column(left, i)) * norm(column(right, i))));
  const kept = lengths.map((length) => length > SHORT * Math.max(...lengths));
  for (const [i, keep] of kept.entries())
    if (!keep) {
      column(left, i).fill(0);
      column(right, i).fill(0);
    }
  return kept.filter(Boolean).length;
}
