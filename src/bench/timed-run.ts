import type { Problem } from "../problem/problem.ts";
import type { Policy, Run } from "../solve/policy.ts";
import type { StopRule } from "../solve/stop-rules.ts";
import type { AnySolver } from "../solvers/registry.ts";

/** Ends after so many iterations as a run that was aborted: what a finished run looks into afterwards is no part of a step. */
export const cutAt =
  (limit: number): StopRule =>
  ({ iteration }) =>
    iteration < limit ? undefined : { status: "aborted", reason: `cut at iteration ${limit}` };

/** A run of so many iterations, in place: its history tells the seconds. */
export const timedRun = (solver: AnySolver, problem: Problem, policy: Pick<Policy, "rank" | "start">, limit: number): Run =>
  solver.solveSync(problem, { ...policy, stop: cutAt(limit) });

/** Seconds from one row of the history to another. */
export const secondsBetween = ({ history }: Run, from: number, to: number): number =>
  history.get("seconds", to) - history.get("seconds", from);
