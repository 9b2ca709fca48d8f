import { SADDLE } from "../problem/curvature.ts";
import type { Identifiability } from "../problem/identifiability.ts";
import { degreesOfFreedom, type Problem } from "../problem/problem.ts";
import type { Warning } from "./policy.ts";
import type { Verdict } from "./stop-rules.ts";

/** Where a run has blown up, with fewer measurements than the matrices it searches have degrees of freedom. */
export function undetermined(problem: Problem, rank: number): Warning[] {
  const [m, dof] = [problem.operator.count, degreesOfFreedom(problem, rank)];
  if (m >= dof) return [];
  return [
    {
      code: "underdetermined",
      message: `${m} measurements do not determine a matrix of the searched rank ${rank}, which has ${dof} degrees of freedom; a smaller rank, or a method that begins from a small start, is what may help`,
    },
  ];
}

/** σ_min below a quarter of √τ, or fewer measurements than degrees of freedom: the data do not determine the estimate. */
export function underdetermined(problem: Problem, { rank, degreesOfFreedom: dof, sigmaMin }: Identifiability): Warning[] {
  const m = problem.operator.count;
  if (m < dof)
    return [
      {
        code: "underdetermined",
        message: `${m} measurements do not determine a matrix of rank ${rank}, which has ${dof} degrees of freedom`,
      },
    ];
  if (sigmaMin === undefined || sigmaMin >= 0.25) return [];
  return [
    {
      code: "underdetermined",
      message: `near the estimate (rank ${rank}, ${degreesOfFreedom(problem, rank)} degrees of freedom, ${m} measurements) σ_min of 𝒜 is ${sigmaMin.toPrecision(3)}·√τ, below 0.25·√τ: other matrices fit almost as well`,
    },
  ];
}

/** A run that rests where the loss still falls rests at a saddle: `curvature` in units of ‖𝒜*(y)‖₂ where it was looked for. */
export function saddle(curvature?: number): Warning[] {
  if (curvature === undefined || !(curvature < SADDLE)) return [];
  return [
    {
      code: "saddle",
      message: `the run rests at a saddle: along one direction the loss falls with curvature ${curvature.toPrecision(3)}·‖𝒜*(y)‖₂; another seed or start leaves it`,
    },
  ];
}

/** The best fit is a minimum: a saddle is not `stationary`, though its gradient is as small; the run `stalled` there. */
export function atSaddle(verdict: Verdict, curvature?: number): Verdict {
  if (verdict.status !== "stationary" || saddle(curvature).length === 0) return verdict;
  return { status: "stalled", reason: `${verdict.reason}, at a saddle of the loss` };
}
