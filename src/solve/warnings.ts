import type { Identifiability } from "../problem/identifiability.ts";
import { degreesOfFreedom, type Problem } from "../problem/problem.ts";
import type { Warning } from "./policy.ts";

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
