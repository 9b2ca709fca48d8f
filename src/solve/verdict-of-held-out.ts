import type { Table } from "../table/table.ts";
import { lowestHeldOut, type Verdict } from "./stop-rules.ts";

/** A held-out residual above this says no more than the zero matrix does. */
const WORTHLESS = 0.99;

/**
 * The verdict on the iterate that a run with held-out data returns, which is the one at their minimum and not the last: what a rule found
 * of the last one is no claim about it. Success is "validated" where held-out data are predicted better than by zero, else "stalled".
 */
export function verdictOfHeldOut(verdict: Verdict, history: Table, iterations: number): Verdict {
  const { status, reason } = verdict;
  if (status !== "converged" && status !== "stationary" && status !== "validated") return verdict;
  const { iteration, residual } = lowestHeldOut({ history });
  if (residual > WORTHLESS)
    return {
      status: "stalled",
      reason: `held-out measurements are predicted no better than by zero: their residual was never below ${residual.toPrecision(3)} of themselves`,
    };
  if (status === "validated" || iteration === iterations) return verdict;
  return {
    status: "validated",
    reason: `the held-out residual was lowest, ${residual.toPrecision(3)}, at iteration ${iteration} of ${iterations}, where ${reason}`,
  };
}
