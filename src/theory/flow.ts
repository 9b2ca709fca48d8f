import { requireCount, requirePositive } from "../parameters/checked-numbers.ts";

/** dy/dt = field(t, y), written into `out`, which is another array than y. */
export type FlowField = (t: number, y: Float64Array, out: Float64Array) => void;

export interface FlowOptions {
  readonly from: number;
  readonly to: number;
  /** Most that one step may be off, ‖error‖₂ ≤ tolerance·(1 + ‖y‖₂). */
  readonly tolerance?: number;
  readonly firstStep?: number;
  readonly maxSteps?: number;
}

/** Where a flow came to. `reached` is false where the tolerance could not be met; then `reason` says at what time and with which step. */
export interface Flow {
  readonly reached: boolean;
  readonly reason: string;
  readonly time: number;
  readonly y: Float64Array;
  /** Steps that were taken, and those taken back. */
  readonly steps: number;
  readonly rejected: number;
  /** A good length for the next step. */
  readonly step: number;
}

/**
 * y(to) by the classical Runge–Kutta method of order 4 with step doubling: every step is made once whole and once in halves; a fifteenth of
 * the difference estimates the error of the halves and is added to them, and the step is chosen so that it stays within tolerance.
 * The field must be smooth between `from` and `to`: cut at a jump, and begin again there. y0 stays as it is.
 * Throws RangeError unless from ≤ to, the tolerance is at least 2⁻⁵² (y itself is rounded to that), first step and most steps are positive, and
 * y0 is finite. About 12 evaluations of the field a step.
 *
 * Hairer, Nørsett, Wanner. Solving Ordinary Differential Equations I, section II.4. Springer, 1993.
 */
export function integrateFlow(field: FlowField, y0: Float64Array, options: FlowOptions): Flow {
  const { from, to, tolerance = 1e-10, maxSteps = 200_000 } = options;
  if (!(from <= to && Number.isFinite(to - from))) throw new RangeError(`a flow runs forward, got from ${from} to ${to}`);
  if (!(tolerance > 0)) throw new RangeError(`a flow needs a tolerance > 0, got ${tolerance}`);
  if (tolerance < Number.EPSILON)
    throw new RangeError(
      `a flow's tolerance is at least 2⁻⁵² = ${Number.EPSILON}, to which y itself is rounded, got ${tolerance}`,
    );
  requireCount("a flow", { maxSteps });
  if (options.firstStep !== undefined) requirePositive("a flow", { firstStep: options.firstStep });
  const bad = y0.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`a flow starts from finite numbers, got y0[${bad}] = ${y0[bad]}`);
  const work = new Doubled(field, y0.length);
  const y = y0.slice();
  let [t, step, steps, rejected] = [from, options.firstStep ?? (to - from) / 100, 0, 0];
  const ended = (reached: boolean, reason: string): Flow => ({ reached, reason, time: t, y, steps, rejected, step });
  while (t < to) {
    const last = t + step >= to * (1 - 1e-15 * Math.sign(to));
    const h = last ? to - t : step;
    const off = work.step(t, y, h) / (tolerance * (1 + size(y)));
    // What is not finite is a step far too long.
    const factor = off > 0 || Number.isNaN(off) ? Math.min(4, Math.max(0.2, 0.9 * (1 / off) ** 0.2 || 0.2)) : 4;
    if (off <= 1) {
      y.set(work.result);
      t = last ? to : t + h;
      steps++;
    } else rejected++;
    if (!last || off > 1 || factor < 1 || Number.isNaN(off)) step = h * factor;
    if (t < to && !(t + step > t))
      return ended(false, `the tolerance ${tolerance} cannot be met at t = ${t}: the step fell to ${step}`);
    if (steps + rejected >= maxSteps && t < to)
      return ended(
        false,
        `the tolerance ${tolerance} cannot be met within ${maxSteps} steps: they came to t = ${t}, the last of ${step}`,
      );
  }
  return ended(true, `t = ${to} was reached in ${steps} steps`);
}

function size(y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += y[i] * y[i];
  return Math.sqrt(sum);
}

/** One step, whole and in halves, in buffers of its own. */
class Doubled {
  readonly result: Float64Array;
  readonly #whole: Float64Array;
  readonly #half: Float64Array;
  readonly #at: Float64Array;
  readonly #slopes: readonly Float64Array[];

  constructor(
    private readonly field: FlowField,
    length: number,
  ) {
    const buffer = () => new Float64Array(length);
    [this.result, this.#whole, this.#half, this.#at] = [buffer(), buffer(), buffer(), buffer()];
    this.#slopes = [buffer(), buffer(), buffer(), buffer()];
  }

  /** Leaves y(t + h) in `result`; returns the estimated ‖error‖₂ of the halves. */
  step(t: number, y: Float64Array, h: number): number {
    this.#classical(t, y, h, this.#whole);
    this.#classical(t, y, h / 2, this.#half);
    this.#classical(t + h / 2, this.#half, h / 2, this.result);
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      const difference = (this.result[i] - this.#whole[i]) / 15;
      this.result[i] += difference;
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  #classical(t: number, y: Float64Array, h: number, out: Float64Array): void {
    const [a, b, c, d] = this.#slopes;
    const ahead = (slope: Float64Array, share: number) => {
      for (let i = 0; i < y.length; i++) this.#at[i] = y[i] + share * h * slope[i];
      return this.#at;
    };
    this.field(t, y, a);
    this.field(t + h / 2, ahead(a, 0.5), b);
    this.field(t + h / 2, ahead(b, 0.5), c);
    this.field(t + h, ahead(c, 1), d);
    for (let i = 0; i < y.length; i++) out[i] = y[i] + (h / 6) * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
  }
}
