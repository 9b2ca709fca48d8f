import { requireCount, requireNonNegative, requirePositive } from "../parameters/checked-numbers.ts";
import type { Seed } from "../random/seed.ts";
import { latest, type Snapshot } from "./snapshot.ts";

export type Status = "converged" | "stationary" | "validated" | "stalled" | "diverged" | "breakdown" | "budget" | "aborted";

/** Why a run ends. */
export interface Verdict {
  readonly status: Status;
  /** One sentence with the numbers. */
  readonly reason: string;
}

/** Measurements set aside before the run: they judge it and are never fitted. */
export interface HeldOut {
  readonly fraction: number;
  readonly seed: Seed;
}

/** A function from a snapshot to a verdict, or nothing while the run goes on. */
export interface StopRule {
  (snapshot: Snapshot): Verdict | undefined;
  readonly heldOut?: HeldOut;
}

const short = (value: number): string => value.toPrecision(3);

/** converged: ‖𝒜(x) − y‖ ≤ tolerance · ‖y‖. Throws RangeError unless the tolerance is at least 0. */
export function residualBelow(tolerance: number): StopRule {
  requireNonNegative("residualBelow", { tolerance });
  return (snapshot) => {
    const residual = latest(snapshot, "relativeResidual");
    if (!(residual <= tolerance)) return undefined;
    return { status: "converged", reason: `the relative residual ${short(residual)} is below ${short(tolerance)}` };
  };
}

/**
 * converged: X fits to `residual` of ‖y‖ and the method proves that its nuclear norm is within `gap` of the least that fits, as mirror
 * descent does, whose residual falls too slowly to wait for. A gap below −`gap` shows that X does not fit well enough to prove anything.
 * Throws RangeError unless both are at least 0.
 */
export function gapBelow(gap = 0.05, residual = 5e-3): StopRule {
  requireNonNegative("gapBelow", { gap, residual });
  return (snapshot) => {
    const { nuclearNormGap: proven = Number.NaN } = snapshot.state.certificate ?? {};
    const left = latest(snapshot, "relativeResidual");
    if (!(left <= residual && Math.abs(proven) <= gap)) return undefined;
    return {
      status: "converged",
      reason: `the nuclear norm is proved to be within ${short(Math.abs(proven))} of the least that fits, at relative residual ${short(left)}`,
    };
  };
}

/** stationary: ‖∇‖ ≤ tolerance · ‖𝒜*(y)‖₂ · ‖x‖, the best fit to noisy data. Throws RangeError unless the tolerance is at least 0. */
export function gradientBelow(tolerance: number): StopRule {
  requireNonNegative("gradientBelow", { tolerance });
  return (snapshot) => {
    const gradient = latest(snapshot, "relativeGradient");
    if (!(gradient <= tolerance) || snapshot.iteration < (snapshot.state.restsFrom ?? 0)) return undefined;
    return {
      status: "stationary",
      reason: `the relative gradient ${short(gradient)} is below ${short(tolerance)}, at relative residual ${short(latest(snapshot, "relativeResidual"))}`,
    };
  };
}

/**
 * stalled: over the window the value fell by less than 1e-10 of itself and the relative gradient is not growing. Passing a saddle
 * the value rests too, for thousands of steps from a small start, but there the gradient grows, or, from a start that is next to nothing, is as large as the
 * iterate. A value that goes up and down without falling has stalled too, and the reason says so.
 * Throws RangeError unless the window is an integer ≥ 1.
 */
export function stalledFor(window: number): StopRule {
  requireCount("stalledFor", { window });
  return (snapshot) => {
    const { history } = snapshot;
    const before = history.length - 1 - window;
    if (before < (snapshot.state.restsFrom ?? 0)) return undefined;
    const [then, now] = [history.get("value", before), latest(snapshot, "value")];
    if (then - now > 1e-10 * Math.abs(then)) return undefined;
    if (gradientGrows(snapshot, before) || growsFromZero(snapshot)) return undefined;
    return {
      status: "stalled",
      reason: `the value ${short(now)} fell by less than 1e-10 of itself in ${window} iterations, at relative residual ${short(latest(snapshot, "relativeResidual"))}${orbit(snapshot, before)}`,
    };
  };
}

/** Whether X is too small to be seen in the residual while each step still makes it larger: the gradient is of the size ‖𝒜*(y)‖₂·‖x‖. */
const growsFromZero = (snapshot: Snapshot): boolean =>
  latest(snapshot, "relativeResidual") > 1 - 1e-9 && latest(snapshot, "relativeGradient") >= 0.5;

/** What a bounded oscillation adds to the reason: the value grew in a third of the steps since `begin`, and by more than rounding. */
function orbit({ history }: Snapshot, begin: number): string {
  let [least, most, growths] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let i = begin + 1; i < history.length; i++) {
    const value = history.get("value", i);
    [least, most] = [Math.min(least, value), Math.max(most, value)];
    if (value > history.get("value", i - 1)) growths++;
  }
  if (!(most > 1.01 * least && growths > (history.length - begin) / 3)) return "";
  return `; it goes up and down between ${short(least)} and ${short(most)}, so a smaller step may help`;
}

/** Whether the relative gradient reached more in the second half of the iterations since `begin` than in the first. */
function gradientGrows({ history }: Snapshot, begin: number): boolean {
  const largest = (from: number, to: number): number => {
    let most = 0;
    for (let i = from; i < to; i++) most = Math.max(most, history.get("relativeGradient", i));
    return most;
  };
  const middle = Math.ceil((begin + history.length) / 2);
  return largest(middle, history.length) > largest(begin, middle);
}

/** diverged: a number is not finite, or the value exceeds `factor` times the first. Throws RangeError unless the factor is positive. */
export function diverged(factor: number): StopRule {
  requirePositive("diverged", { factor });
  return (snapshot) => {
    const [first, now] = [snapshot.history.get("value", 0), latest(snapshot, "value")];
    if (now <= factor * first && Number.isFinite(latest(snapshot, "relativeGradient"))) return undefined;
    return {
      status: "diverged",
      reason: `the value went from ${short(first)} to ${short(now)} by iteration ${snapshot.iteration}; a smaller step may help`,
    };
  };
}

/** budget: so many iterations were made. Throws RangeError unless the limit is at least 0. */
export function iterations(limit: number): StopRule {
  requireNonNegative("iterations", { limit });
  return (snapshot) => {
    if (snapshot.iteration < limit) return undefined;
    return {
      status: "budget",
      reason: `${limit} iterations were made, at relative residual ${short(latest(snapshot, "relativeResidual"))}`,
    };
  };
}

/** budget: so many seconds went by. Where it stops differs from run to run. Throws RangeError unless the limit is at least 0. */
export function seconds(limit: number): StopRule {
  requireNonNegative("seconds", { limit });
  return (snapshot) => {
    if (latest(snapshot, "seconds") < limit) return undefined;
    return {
      status: "budget",
      reason: `${limit} seconds went by, at relative residual ${short(latest(snapshot, "relativeResidual"))}`,
    };
  };
}

/**
 * validated: sets aside a random fraction of the measurements, and ends once their residual reached no new minimum, however little
 * lower, for `patience` iterations and for a quarter of all. Passing a saddle it sinks slowly, and keeps sinking; where noise hides
 * that, the growing gradient tells: the rule waits while the relative gradient grows, or is above ½ (the whole iterate still grows
 * from its start). The run returns the iterate at the minimum, by whatever rule it ends, and is not validated unless it predicts
 * better than zero does. Throws RangeError unless 0 < fraction < 1 and the patience is an integer ≥ 1.
 */
export function holdOut(fraction = 0.1, seed: Seed = 0, patience = 100): StopRule {
  if (!(fraction > 0 && fraction < 1)) throw new RangeError(`holdOut needs 0 < fraction < 1, got ${fraction}`);
  requireCount("holdOut", { patience });
  const rule = (snapshot: Snapshot): Verdict | undefined => {
    const { iteration, state } = snapshot;
    const lowest = lowestHeldOut(snapshot);
    const waited = Math.max(patience, Math.floor(iteration / 4));
    if (iteration - waited < (state.restsFrom ?? 0)) return undefined;
    if (iteration - lowest.iteration < waited) return undefined;
    if (latest(snapshot, "relativeGradient") >= 0.5 || gradientGrows(snapshot, iteration - waited)) return undefined;
    return {
      status: "validated",
      reason: `the held-out residual was lowest, ${short(lowest.residual)}, at iteration ${lowest.iteration} of ${iteration}`,
    };
  };
  return Object.assign(rule, { heldOut: { fraction, seed } });
}

/** Where the held-out residual was lowest so far. */
export function lowestHeldOut({ history }: Pick<Snapshot, "history">): { iteration: number; residual: number } {
  const iteration = history.get("lowestHeldOutAt", history.length - 1);
  return { iteration, residual: history.get("heldOutResidual", iteration) };
}

/** The first of the rules that ends the run, in the order given. Throws RangeError for two rules that hold out. */
export function anyOf(...rules: readonly StopRule[]): StopRule {
  const held = rules.filter((rule) => rule.heldOut);
  if (held.length > 1) throw new RangeError("only one rule may hold measurements out");
  const first = (snapshot: Snapshot): Verdict | undefined => {
    for (const rule of rules) {
      const verdict = rule(snapshot);
      if (verdict) return verdict;
    }
    return undefined;
  };
  return held.length ? Object.assign(first, { heldOut: held[0].heldOut }) : first;
}

/** What ends a run unless the policy says otherwise: first whatever makes its numbers meaningless, then success, then weariness. */
export const defaultStop = ({
  tolerance = 1e-9,
  maxIterations = 20_000,
}: {
  tolerance?: number;
  maxIterations?: number;
} = {}): StopRule =>
  anyOf(diverged(1e6), residualBelow(tolerance), gradientBelow(1e-12), stalledFor(200), iterations(maxIterations));
