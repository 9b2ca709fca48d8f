import { dot } from "../../linalg/arithmetic.ts";
import { copyFactors, type Factors } from "../../linalg/matrix.ts";
import type { Gradient } from "../../operators/operator.ts";
import { type Asking, type Breakdown, gradientAsk, gradientAt, isBreakdown } from "../../problem/asking.ts";
import { dataNorm } from "../../problem/data-spectrum.ts";
import type { Problem } from "../../problem/problem.ts";

/** A step size that looks after itself, as plain data. */
export interface Step {
  size: number;
  /** A given step is never changed. */
  readonly automatic: boolean;
  /** Halve while the value would grow: for starts far larger than the data, where ½/‖𝒜*(y)‖₂ is not safe. */
  readonly backtracking: boolean;
  /** The watch for bounded oscillation: where the present window of steps began, and how often the value grew in it. */
  windowValue: number;
  windowSteps: number;
  growths: number;
  halvings: number;
}

const WINDOW = 50;
const HALVINGS = 60;

/**
 * η as given, or ½/‖𝒜*(y)‖₂: the loss is locally stable for η < 1/σ₁, and ‖𝒜*(y)‖₂ overestimates τσ₁, which is safe.
 * A start with ‖F₀‖² + ‖G₀‖² above ‖𝒜*(y)‖₂/τ ≈ σ₁ has larger curvature and backtracks.
 */
export function* chooseStep(problem: Problem, given: number | "auto", x0: Factors, value: number): Asking<Step> {
  const watch = { windowValue: value, windowSteps: 0, growths: 0, halvings: 0 };
  if (given !== "auto") return { size: given, automatic: false, backtracking: false, ...watch };
  const norm = yield* dataNorm(problem);
  if (isBreakdown(norm)) return norm;
  const size = dot(x0.left, x0.left) + dot(x0.right, x0.right);
  return { size: 0.5 / norm, automatic: true, backtracking: size > norm / problem.operator.scale, ...watch };
}

/** x ← x − η·direction(x) by `move`, then the gradient there; with backtracking η halves until the value does not grow. */
export function* descend(problem: Problem, x: Factors, gradient: Gradient, step: Step, move: (size: number) => void): Asking {
  const before = gradient.value;
  const old = step.backtracking ? copyFactors(x) : undefined;
  move(step.size);
  yield gradientAsk(problem, x, gradient);
  for (let halvings = 0; old && !(gradient.value <= before * (1 + 1e-12)); halvings++) {
    if (halvings === HALVINGS && !Number.isFinite(gradient.value)) return undefined; // the driver ends it as diverged
    if (halvings === HALVINGS) return { reason: "no step, however small, lowers the value" } satisfies Breakdown;
    step.size /= 2;
    towards(x, old);
    yield* gradientAt(problem, x, gradient);
  }
  watchOscillation(step, before, gradient.value);
  return undefined;
}

/**
 * Bounded oscillation: the value is no lower than 50 steps ago and grew in more than 40 % of them. It needs no blow-up, so a test for
 * numbers that are not finite never sees it. η halves once; a second time is left to the rule that ends stalled runs.
 */
function watchOscillation(step: Step, before: number, value: number): void {
  if (!step.automatic || step.halvings > 0) return;
  step.windowSteps++;
  if (value > before) step.growths++;
  if (step.windowSteps < WINDOW) return;
  if (value >= step.windowValue && step.growths > 0.4 * WINDOW) {
    step.size /= 2;
    step.halvings++;
  }
  step.windowValue = value;
  step.windowSteps = 0;
  step.growths = 0;
}

/** x ← ½(x + old): the step from `old` with half its length. */
function towards(x: Factors, old: Factors): void {
  for (const side of x.left === x.right ? (["left"] as const) : (["left", "right"] as const)) {
    const [a, b] = [x[side].data, old[side].data];
    for (let i = 0; i < a.length; i++) a[i] = 0.5 * (a[i] + b[i]);
  }
}
