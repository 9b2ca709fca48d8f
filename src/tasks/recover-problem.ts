import { diagnosticsNamed } from "../diagnostics/named.ts";
import { maximumRank, type Problem } from "../problem/problem.ts";
import type { Seed } from "../random/seed.ts";
import type { Policy, Run } from "../solve/policy.ts";
import { rankMissing } from "../solve/prepare.ts";
import { anyOf, defaultStop } from "../solve/stop-rules.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { chooseSolver } from "./choose-solver.ts";

export interface SolveOptions {
  /** The searched rank k. */
  readonly rank?: number;
  readonly solver?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly tolerance?: number;
  readonly maxIterations?: number;
  readonly seed?: Seed;
  readonly signal?: AbortSignal;
  readonly onProgress?: Policy["onProgress"];
  /** Bytes that one allocation may take. */
  readonly maxMemory?: number;
}

export interface Solved {
  readonly solver: AnySolver;
  readonly run: Run;
}

/** The rank, all of it where none is given to a solver that searches none. Throws RangeError unless it is an integer from 1 to the largest this problem allows. */
export function checkRank(problem: Problem, given: number | undefined, solver?: Pick<AnySolver, "carries">): number {
  const most = maximumRank(problem);
  const rank = given ?? (solver?.carries === "matrix" ? most : undefined);
  if (rank === undefined) throw new RangeError(rankMissing(problem));
  if (!Number.isInteger(rank) || rank < 1 || rank > most)
    throw new RangeError(`the rank is an integer from 1 to ${most}, got ${rank}`);
  return rank;
}

/** The diagnostics that every report shows. */
export const usuallyRecorded = ({ truth }: Problem): string[] => ["spectrum", "step-size", ...(truth ? ["relative-error"] : [])];

/** The solver, and a run with what every report shows recorded, unless `more` says otherwise. */
export function solverAndPolicy(
  problem: Problem,
  given: SolveOptions,
  more: Pick<Policy, "start" | "stop" | "record"> = {},
): { readonly solver: AnySolver; readonly policy: Policy } {
  const { tolerance, maxIterations, seed, signal, onProgress, maxMemory } = given;
  const solver = chooseSolver(problem, given.solver, given.options);
  const others = defaultStop({ tolerance, maxIterations });
  const rank = checkRank(problem, given.rank, solver);
  const policy: Policy = {
    rank,
    stop: solver.enough && tolerance === undefined ? anyOf(solver.enough, others) : others,
    record: more.record ?? diagnosticsNamed(usuallyRecorded(problem), { problem, rank, solver, maxMemory }),
    seed,
    signal,
    onProgress,
    maxMemory,
    ...more,
  };
  return { solver, policy };
}

/** One run. */
export async function solveProblem(
  problem: Problem,
  given: SolveOptions,
  more: Pick<Policy, "start" | "stop" | "record"> = {},
): Promise<Solved> {
  const { solver, policy } = solverAndPolicy(problem, given, more);
  return { solver, run: await solver.solve(problem, policy) };
}
