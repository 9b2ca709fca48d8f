import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { addScaled, dot, norm, scaleBy } from "../linalg/arithmetic.ts";
import { transposed } from "../linalg/columns.ts";
import { type Factors, type Matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import type { Problem } from "../problem/problem.ts";
import { normals } from "../random/normals.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { anyOf, iterations, residualBelow } from "../solve/stop-rules.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { Table } from "../table/table.ts";
import type { Setting } from "./asymmetric-instance.ts";
import { type Cell, type Experiment, solveIn } from "./experiment.ts";
import { lazinessLaws } from "./rich-and-lazy-laws.ts";
import { lazinessPage } from "./rich-and-lazy-page.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem } from "./sensing.ts";
import { judgeLaws } from "./verdict.ts";

export interface LazyCell extends Cell {
  /** Random starts, or one whose columns are the singular vectors of M. */
  readonly start: "random" | "aligned";
  /** ρ₀, of both factors of the start. */
  readonly rank: number;
  readonly n: number;
  readonly r: number;
  readonly m: number;
  /** ‖F₀‖_F = ‖G₀‖_F. */
  readonly size: number;
  readonly stepSize: number;
  readonly iterations: number;
}

const shared = { n: 20, r: 2, m: 300, size: 3, stepSize: 0.01, iterations: 4000 } as const;

const settings: readonly Setting<LazyCell>[] = [
  ...[1, 2, 5, 20].map((rank) => ({ ...shared, start: "random", rank }) as const),
  { ...shared, start: "aligned", rank: 2 },
];

/** How much of descent on n×n factors is learning of features, by the rank of a start whose size stays the same. */
export const richAndLazy: Experiment<LazyCell> = {
  name: "rich-and-lazy",
  law: "of starts of one norm those of higher rank are lazier: the tangent kernel turns less, and the factors move less; a start of low rank that is aligned with M is lazy all the same",
  reference:
    "Liu, Baratin, Cornford, Mihalas, Shea-Brown, Lajoie. How connectivity structure shapes rich and lazy learning in neural circuits. 2023, arXiv:2310.08513.",

  cells: (size) =>
    seedsOf(size, 6).flatMap((seed) =>
      settings.map((setting) => ({ ...setting, name: `${setting.start}-rank${setting.rank}-seed${seed}`, seed })),
    ),
  run: async (cell, context) => {
    const { n, r, m, seed, stepSize, iterations: most } = cell;
    const problem = asymmetricProblem({ n1: n, n2: n, r, m, condition: 1, seed }, context.kernels);
    const start = startOf(cell, problem);
    const stop = anyOf(residualBelow(1e-4), iterations(most));
    const run = await solveIn(context, new GradientDescent({ stepSize }), problem, { rank: n, seed, start, stop });
    const moved = ["left", "right"].map((side) => distanceOf(start[side as "left"], run.estimate[side as "left"]));
    const table = new Table();
    table.append({
      error: relativeErrorOf(problem, run.estimate),
      relativeResidual: run.relativeResidual,
      alignment: kernelAlignment(problem, start, run.estimate),
      change: Math.hypot(...moved) / Math.hypot(norm(start.left), norm(start.right)),
    });
    return table;
  },
  judge: (results) => judgeLaws(lazinessLaws(results), results),
  page: (results) => lazinessPage(lazinessLaws(results), results),
};

/** F₀ = g·XYᵀ/‖XYᵀ‖_F with X and Y normal of ρ₀ columns, G₀ alike; or F₀ = gUQᵀ/√r and G₀ = gVQᵀ/√r, up to the rows of Q being normal. */
function startOf({ start, n, rank, size, seed }: LazyCell, { kernels, truth }: Problem): Factors {
  const drawn = (index: number): Matrix => {
    const out = zeros(n, rank);
    normals(kernels, seed, streamAt(STREAM.experiment, index), 0, 1, out.data);
    return out;
  };
  const factor = (x: Matrix, y: Matrix): Matrix => {
    const out = zeros(n, n);
    multiply(kernels, out, x, y, { transB: true });
    scaleBy(out, size / norm(out));
    return out;
  };
  if (start === "random") return { left: factor(drawn(0), drawn(1)), right: factor(drawn(2), drawn(3)) };
  const { left, right } = truth as Factors;
  const basis = orthonormal(drawn(1));
  return { left: factor(left, basis), right: factor(right, basis) };
}

/** Two columns made orthonormal, after Gram and Schmidt. */
function orthonormal(a: Matrix): Matrix {
  const column = (q: number) => a.data.subarray(q * a.rows, (q + 1) * a.rows);
  for (let q = 0; q < a.cols; q++) {
    for (let p = 0; p < q; p++) {
      const share = dot(column(p), column(q));
      addScaled(column(q), -share, column(p));
    }
    scaleBy(column(q), 1 / norm(column(q)));
  }
  return a;
}

const distanceOf = (a: Matrix, b: Matrix): number => norm(a.data.map((value, i) => value - b.data[i]));

/** ⟨K, K'⟩/(‖K‖‖K'‖) of the tangent kernels K = FFᵀ ⊗ I + I ⊗ GGᵀ, which are never formed. */
export function kernelAlignment({ kernels }: Pick<Problem, "kernels">, a: Factors, b: Factors): number {
  const square = (x: Matrix): Matrix => {
    const out = zeros(x.rows, x.rows);
    multiply(kernels, out, x, transposed(x));
    return out;
  };
  const trace = (x: Matrix): number =>
    Array.from({ length: x.rows }, (_, i) => x.data[i * (x.rows + 1)]).reduce((s, v) => s + v, 0);
  const [p, q] = [a, b].map(({ left, right }) => ({ left: square(left), right: square(right) }));
  const inner = (x: Factors, y: Factors): number =>
    x.right.rows * dot(x.left, y.left) +
    trace(x.left) * trace(y.right) +
    trace(x.right) * trace(y.left) +
    x.left.rows * dot(x.right, y.right);
  return inner(p, q) / Math.sqrt(inner(p, p) * inner(q, q));
}
