import { norm } from "../../linalg/arithmetic.ts";
import { symmetrized } from "../../linalg/columns.ts";
import type { Matrix } from "../../linalg/matrix.ts";
import { type Asking, gradientAt, gradientLike } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import type { State } from "../../solve/snapshot.ts";
import { type GeometricStep, type SubgradientOptions, subgradientScale } from "./geometric-schedule.ts";
import { requireGrowth, sizeOfTruth } from "./growth-budget.ts";
import { wholeGradientAt } from "./whole-gradient.ts";

export interface SubgradientState extends State {
  readonly step: GeometricStep;
  /** ‖𝒜*(sign r)‖₂ at x, and the right singular vector of the last estimate: of normalized steps alone. */
  readonly spectrum: { norm: number; readonly vector: Float64Array };
}

/** Power steps at the start, and after each step from the vector that was found before. */
const [FIRST, LATER] = [60, 10];

/** The state at x. Throws RangeError for normalized steps on complex matrices, and for a schedule that ends before the start has grown. */
export function* beginSubgradient(
  name: string,
  problem: Problem,
  x: State["x"],
  options: SubgradientOptions,
): Asking<SubgradientState> {
  if (options.step === "normalized" && problem.operator.field !== "real")
    throw new RangeError(`normalized steps of ${name} are for real matrices; take geometric ones`);
  requireGrowth(problem, x, options);
  const vector = new Float64Array(options.step === "normalized" ? x.right.rows : 0);
  const state = { x, gradient: gradientLike(x), step: { size: options.stepSize }, spectrum: { norm: Number.NaN, vector } };
  yield* subgradientAt(state, problem);
  return state;
}

/** What 𝒜*(sign r)R is multiplied by: s_t/√(mτ), s_t/‖𝒜*(sign r)‖₂, or s₀·f/(‖M‖_F√(mτ)) with f = Σ|r_i|/√(mτ). */
export function subgradientSize(
  { gradient, step, spectrum }: SubgradientState,
  problem: Problem,
  options: SubgradientOptions,
): number {
  const scale = subgradientScale(problem);
  if (options.step === "normalized") return spectrum.norm > 0 ? step.size / spectrum.norm : 0;
  if (options.step === "geometric") return step.size * scale;
  return (options.stepSize / sizeOfTruth(problem)) * (gradient.value * scale) * scale;
}

/** The gradient at x, with its spectral norm where steps are normalized; in one pass. */
export function* subgradientAt(state: SubgradientState, problem: Problem): Asking {
  const { x, gradient, spectrum } = state;
  if (spectrum.vector.length === 0) {
    yield* gradientAt(problem, x, gradient);
    return undefined;
  }
  const whole = yield* wholeGradientAt(problem, state);
  spectrum.norm = powerNorm(problem.symmetric ? symmetrized(whole) : whole, spectrum.vector);
  return undefined;
}

/** ‖A‖₂ from below, by v ← AᵀAv/‖·‖ from where v stands; from the longest row of A where it is zero. */
function powerNorm(a: Matrix, v: Float64Array): number {
  const { rows, cols, data } = a;
  const fresh = norm(v) === 0;
  if (fresh) v.set(longestRow(a));
  const image = new Float64Array(rows);
  let value = 0;
  for (let step = 0; step < (fresh ? FIRST : LATER); step++) {
    const size = norm(v);
    if (!(size > 0)) return size;
    image.fill(0);
    for (let j = 0; j < cols; j++) {
      const weight = v[j] / size;
      for (let i = 0; i < rows; i++) image[i] += data[j * rows + i] * weight;
    }
    value = norm(image);
    for (let j = 0; j < cols; j++) {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += data[j * rows + i] * image[i];
      v[j] = sum;
    }
  }
  return value;
}

function longestRow({ rows, cols, data }: Matrix): Float64Array {
  const row = (i: number) => Float64Array.from({ length: cols }, (_, j) => data[j * rows + i]);
  let best = row(0);
  for (let i = 1; i < rows; i++) if (norm(row(i)) > norm(best)) best = row(i);
  return best;
}
