import { addScaled, norm } from "../linalg/arithmetic.ts";
import { beside } from "../linalg/columns.ts";
import { type Factors, identity, zeros } from "../linalg/matrix.ts";
import { integer, oneOf, positive, positiveOrAuto, share, type Values } from "../parameters/parameter.ts";
import { type Asking, asked, gradientAt, gradientLike, isBreakdown } from "../problem/asking.ts";
import { dataAdjoint } from "../problem/data-spectrum.ts";
import type { Problem } from "../problem/problem.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import type { State } from "../solve/snapshot.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { chooseStep, descend, type Step } from "./parts/automatic-step.ts";
import { longColumns, randomSupport, SUPPORTS } from "./parts/sparse-support.ts";

/** x is { left: [B, S], right: [A, I] }, whose gradient is { left: [G·A, G], right: [Gᵀ·B, Gᵀ·S] }: one pass gives all that is needed. */
export interface SparseState extends State {
  /** The positions of S as indices of a column-major n1×n2 matrix, ascending. */
  readonly support: Int32Array;
  readonly step: Step;
  /** η_S/τ over η. */
  readonly ratio: number;
}

/**
 * Descent on X = B·Aᵀ + S with S zero outside of positions Ω that are fixed in advance (SLTrain):
 *
 *     B ← B − η G A      A ← A − η Gᵀ B      S_Ω ← S_Ω − η_S G_Ω/τ        G = 𝒜*(r), all three of the old point
 *
 * M must be the sum of a matrix of low rank and of one on Ω, and m at least their degrees of freedom. S begins at once, B and A only when a small start has
 * grown. Ω is drawn, entries or columns, or consists of the columns that are longest in 𝒜*(y), or in what 𝒜*(y) has beside its best
 * approximation of rank k (LOST). A dense column is of rank one itself, so that this last choice looks away from it. One gradient a step.
 */
export class SparsePlusLowRank extends Solver<typeof SparsePlusLowRank.parameters, SparseState> {
  static readonly parameters = {
    stepSize: positiveOrAuto("η; auto is that of gd"),
    sparseStep: positive(0.2, "η_S in units of 1/τ"),
    support: oneOf(SUPPORTS, "Ω: entries or columns drawn at random, the largest columns of 𝒜*(y), or of its residual at rank k"),
    density: share(0.05, "the share of entries, or of columns, that Ω holds"),
    supportSeed: integer(0, "of the draw of Ω"),
  };
  readonly name = "sltrain";
  readonly reference =
    "Han et al. SLTrain: a sparse plus low-rank approach for parameter and memory efficient pretraining. NeurIPS 2024, arXiv:2406.02214; with support=residual: Li et al. LOST: low-rank and sparse pre-training for large language models. 2025.";
  readonly form = "asymmetric";
  override readonly counterpart = "gd-symmetric";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "k ≥ r",
    sensing: [],
    assumes: "nothing is proved of the path; M − S is of low rank for some S on Ω, and m is above the degrees of freedom of both",
  };
  override readonly cost: Cost = {
    asks: 1,
    more: "one for each halving of the step, where it backtracks from a large start",
    algebra: "none",
    memory: "12·n1·n2 + 2(n1 + n2)k + 6n²",
  };
  override readonly needsSmallStart = true;

  constructor(options: Partial<Values<typeof SparsePlusLowRank.parameters>> = {}) {
    super("sltrain", SparsePlusLowRank.parameters, options);
  }

  *start(problem: Problem, { left, right }: Factors): Asking<SparseState> {
    const { rows, cols, scale } = problem.operator;
    const support = yield* this.#support(problem, left.cols);
    if (isBreakdown(support)) return support;
    const x = { left: beside(left, zeros(rows, cols)), right: beside(right, identity(cols)) };
    const gradient = gradientLike(x);
    yield* gradientAt(problem, x, gradient);
    const step = yield* chooseStep(problem, this.options.stepSize, { left, right }, gradient.value);
    return isBreakdown(step) ? step : { x, gradient, support, step, ratio: this.options.sparseStep / scale / step.size };
  }

  *step({ x, gradient, support, step, ratio }: SparseState, problem: Problem): Asking {
    const { rows, cols } = problem.operator;
    const k = x.left.cols - cols;
    return yield* descend(problem, x, gradient, step, (size) => {
      addScaled(x.left.data.subarray(0, rows * k), -size, gradient.left.data.subarray(0, rows * k));
      addScaled(x.right.data.subarray(0, cols * k), -size, gradient.right.data.subarray(0, cols * k));
      for (const at of support) x.left.data[rows * k + at] -= size * ratio * gradient.left.data[rows * k + at];
    });
  }

  /** Of [G·A, G_Ω, Gᵀ·B] alone: outside of Ω G need not vanish. */
  override stationarity({ x, gradient, support }: SparseState, { operator: { rows, cols }, dataNorm = 1 }: Problem): number {
    const k = x.left.cols - cols;
    const parts = [
      gradient.left.data.subarray(0, rows * k),
      gradient.right.data.subarray(0, cols * k),
      Float64Array.from(support, (at) => gradient.left.data[rows * k + at]),
    ];
    return norm(Float64Array.from(parts, norm)) / (norm(x.left) || 1) / dataNorm;
  }

  *#support(problem: Problem, k: number): Asking<Int32Array> {
    const { support: kind, density, supportSeed } = this.options;
    const { rows, cols } = problem.operator;
    const count = Math.max(1, Math.round(density * (kind === "entries" ? rows * cols : cols)));
    if (kind === "entries" || kind === "columns") return randomSupport(problem.operator, kind, count, supportSeed);
    return yield* asked(longColumns(yield* dataAdjoint(problem), kind, count, k));
  }
}
