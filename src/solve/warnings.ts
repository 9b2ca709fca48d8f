import { norm } from "../linalg/arithmetic.ts";
import type { Factors } from "../linalg/matrix.ts";
import { SADDLE } from "../problem/curvature.ts";
import type { Identifiability } from "../problem/identifiability.ts";
import { degreesOfFreedom, type Problem } from "../problem/problem.ts";
import type { StartRecord } from "../problem/starting-points.ts";
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

/** The data are known to determine the estimate. */
export const determines = (problem: Problem, known: Identifiability): boolean =>
  known.sigmaMin !== undefined && underdetermined(problem, known).length === 0;

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

/**
 * ‖L₀R₀ᵀ‖_F over ‖𝒜*(y)‖₂/τ. With more directions than measurements the start decides which matrix fits: descent from random factors was 5 to 20 % off M beyond
 * 0.03 (n = 20, k = 8 and 20, r = 2, no noise), a third of that at a tenth of it. With enough of them it was slow to undo a start beyond 10.
 */
const [DECIDES, SLOWS] = [0.03, 10];

/** The start's share of the data that descent has from α = 10⁻³ where σ₁(M) = 1. */
const SMALL = 1e-6;

/** ‖L‖_F·‖R‖_F/√k: ‖L·Rᵀ‖_F in the mean over independent factors, and up to a factor √2 of one that is both. */
export const meanProductSize = ({ left, right }: Factors): number => (norm(left) * norm(right)) / Math.sqrt(left.cols);

const rounded = (value: number): number => Number(value.toPrecision(2));

/**
 * A random start that is large beside the data, with an α that is not; where the data determine a matrix of the searched rank, only if the run came to no
 * good end, and never where it has converged at a matrix that they determine: another start would end there too.
 */
export function largeStart(
  problem: Problem,
  start: StartRecord & { readonly size: number },
  { rank, converged, determined }: { readonly rank: number; readonly converged: boolean; readonly determined: boolean },
): Warning[] {
  const data = (problem.dataNorm ?? Number.NaN) / problem.operator.scale;
  const share = start.size / data;
  const [m, dof] = [problem.operator.count, degreesOfFreedom(problem, rank)];
  const decides = m < dof && share > DECIDES && !(converged && determined);
  if (start.kind !== "random" || !(decides || (share > SLOWS && !converged))) return [];
  const alpha = (Number(start.scale) * Math.sqrt(SMALL / share)).toPrecision(1);
  const why = decides
    ? `of the matrices of rank ${rank} that fit (${dof} degrees of freedom, ${m} measurements) descent finds one near its start`
    : "descent spends its steps on undoing it";
  return [
    {
      code: "large-start",
      message: `the random start has size ${rounded(start.size)}, ${rounded(share)} times that of the data, ‖𝒜*(y)‖₂/τ = ${rounded(data)}: ${why}; begin smaller, with --start-scale ${alpha} (in a program start: randomStart({ scale: ${alpha} }))`,
    },
  ];
}
