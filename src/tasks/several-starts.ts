import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import type { Problem } from "../problem/problem.ts";
import { type Seed, seedText } from "../random/seed.ts";
import { solveTogether } from "../solve/lockstep.ts";
import type { Run, Warning } from "../solve/policy.ts";
import { jsonable } from "../solve/run-as-json.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { type Solved, type SolveOptions, solverAndPolicy } from "./recover-problem.ts";

/** Residuals within this factor of the least fit equally well. */
const EQUALLY = 1.1;
/** Residuals below this fit, whatever their ratio. */
const FITS = 1e-6;
/** Estimates further apart than this, relative to the best, disagree. */
const APART = 1e-2;

export interface SolvedFromStarts extends Solved {
  /** The run that fits best, with the warning `ambiguous` where others fit as well and disagree. */
  readonly run: Run;
  readonly runs: readonly Run[];
  /** How many of those that fit as well as the best agree with it, itself included. */
  readonly agreeing: number;
}

/**
 * The problem solved from several starts, seeds s, s + 1, …, in lockstep. The best is the one with the least held-out residual, or the least
 * residual where nothing is held out. Throws RangeError unless `starts` is an integer from 1 to 1000.
 */
export async function solveFromStarts(
  problem: Problem,
  given: SolveOptions,
  starts: number,
  more: Parameters<typeof solverAndPolicy>[2] = {},
): Promise<SolvedFromStarts> {
  if (!Number.isInteger(starts) || starts < 1 || starts > 1000)
    throw new RangeError(`the number of starts is an integer from 1 to 1000, got ${starts}`);
  const { solver, policy } = solverAndPolicy(problem, given, more);
  const runs = await solveTogether(
    problem,
    Array.from({ length: starts }, (_, i) => ({ solver, policy: { seed: seedAfter(given.seed ?? 0, i) } })),
    policy,
  );
  return bestOf(problem, solver, runs);
}

/** The seed so many after another. */
export const seedAfter = (seed: Seed, steps: number): string =>
  BigInt.asIntN(64, BigInt(seedText(seed)) + BigInt(steps)).toString();

/** What a run is judged by: infinite where it has no sound estimate. */
function residualOf({ status, heldOutResidual, relativeResidual }: Run): number {
  if (status === "diverged" || status === "breakdown") return Number.POSITIVE_INFINITY;
  return heldOutResidual ?? relativeResidual;
}

export function bestOf(problem: Problem, solver: AnySolver, runs: readonly Run[]): SolvedFromStarts {
  const best = runs.reduce((a, b) => (residualOf(b) < residualOf(a) ? b : a));
  const least = residualOf(best);
  const fitting = runs.filter((run) => residualOf(run) <= Math.max(EQUALLY * least, FITS) && residualOf(run) < Infinity);
  const apart = fitting.map((run) => (run === best ? 0 : relativeErrorOf({ ...problem, truth: best.estimate }, run.estimate)));
  const agreeing = apart.filter((distance) => distance <= APART).length;
  const ambiguous: Warning[] =
    agreeing === fitting.length
      ? []
      : [
          {
            code: "ambiguous",
            message: `${fitting.length} of ${runs.length} starts fit equally well, and ${fitting.length - agreeing} of them end elsewhere, up to ${Math.max(...apart).toPrecision(3)} of the estimate away: the data do not tell which is right`,
          },
        ];
  return { solver, run: jsonable({ ...best, warnings: [...best.warnings, ...ambiguous] }), runs, agreeing };
}
