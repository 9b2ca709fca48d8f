import { requireMemory } from "../kernels/memory.ts";
import { copyMatrix, type Factors } from "../linalg/matrix.ts";
import { toFactors } from "../linalg/matrix-like.ts";
import { maximumRank, type Problem } from "../problem/problem.ts";
import type { StartingPoint } from "../problem/starting-points.ts";
import { type Seed, seedText } from "../random/seed.ts";
import type { Cost } from "./declarations.ts";
import { estimateMemory } from "./memory.ts";
import type { Policy } from "./policy.ts";
import { anyOf, defaultStop, type StopRule } from "./stop-rules.ts";

export interface Prepared {
  readonly rank: number;
  readonly start: StartingPoint;
  readonly stop: StopRule;
  readonly seed: Seed;
}

/** The policy with its defaults. Throws NotEnoughMemory before allocating, RangeError for a rank that is missing or outside 1 … min(n1, n2), and for a start of another shape; TypeError for a record of anything but diagnostics. */
export function prepare(
  solver: {
    readonly defaultStart: StartingPoint;
    readonly carries: "factors" | "matrix";
    readonly cost?: Cost;
    readonly enough?: StopRule;
  },
  problem: Problem,
  policy: Policy,
): Prepared {
  const given = policy.start && "left" in policy.start ? toFactors(policy.start, "the start") : undefined;
  const most = maximumRank(problem);
  const rank = policy.rank ?? given?.left.cols ?? (solver.carries === "matrix" ? most : rankOfTruth(problem));
  if (rank === undefined) throw new RangeError(rankMissing(problem));
  if (!Number.isInteger(rank) || rank < 1 || rank > most)
    throw new RangeError(`the rank is an integer from 1 to ${most}, got ${rank}`);
  const seed = policy.seed ?? 0;
  seedText(seed); // refused before the run rather than after it
  checkDiagnostics(policy.record);
  const { rows, cols } = problem.operator;
  const whole = solver.carries === "matrix" || /n1·n2|n²/.test(solver.cost?.memory ?? "");
  const { start, steps, end } = estimateMemory(problem, solver, { rank }).phases;
  requireMemory(
    Math.max(start, steps, end),
    whole
      ? `whole matrices of a ${rows}×${cols} problem`
      : `a run at rank ${rank} of a ${rows}×${cols} problem, with its gradients and what they take,`,
    solver.cost?.wayOut ??
      (whole
        ? `use a solver of factors, such as ${problem.symmetric ? "gd-symmetric" : "gd"}`
        : "use a smaller rank or a smaller problem"),
    policy.maxMemory,
  );
  return {
    rank,
    start: given ? fixedStart(given, rank, problem) : ((policy.start as StartingPoint) ?? solver.defaultStart),
    stop: policy.stop ?? (solver.enough ? anyOf(solver.enough, defaultStop()) : defaultStop()),
    seed,
  };
}

/** What is said where a solver of factors is given no rank. */
export function rankMissing(problem: Problem): string {
  const whole = problem.loss.kind === "squared" ? `; ${problem.symmetric ? "mirror-psd" : "fista"} searches none` : "";
  return `no rank is given; it is an integer from 1 to ${maximumRank(problem)}${whole}`;
}

/** Throws TypeError for a name, or a diagnostic that was not called. */
function checkDiagnostics(record: unknown = []): void {
  const allowed =
    "record takes a list of diagnostics, such as [spectrum(), imbalance()]; by names it is diagnosticsNamed([…], …)";
  if (!Array.isArray(record)) throw new TypeError(`${allowed}; got ${shown(record)}`);
  for (const one of record) {
    const diagnostic = typeof one === "object" && one !== null && "columns" in one && typeof one.columns === "function";
    if (!diagnostic) throw new TypeError(`${allowed}; one of them is ${shown(one)}`);
  }
}

const shown = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : typeof value === "function" ? `the function ${value.name}` : String(value);

const rankOfTruth = ({ truth }: Problem): number | undefined => (truth && "left" in truth ? truth.left.cols : undefined);

function fixedStart(x: Factors, rank: number, { operator, symmetric }: Problem): StartingPoint {
  const { left, right } = x;
  if (left.rows !== operator.rows || right.rows !== operator.cols || left.cols !== rank || right.cols !== rank)
    throw new RangeError(
      `the start is ${left.rows}×${left.cols} and ${right.rows}×${right.cols}; rank ${rank} of this problem takes ${operator.rows}×${rank} and ${operator.cols}×${rank}`,
    );
  for (const factor of [left, right]) {
    const bad = operator.kernels.firstNonFinite(factor.data);
    if (bad >= 0) throw new RangeError(`number ${bad} of the start is ${factor.data[bad]}; every number must be finite`);
  }
  if (left.data.every((value) => value === 0) && right.data.every((value) => value === 0))
    throw new RangeError("the start is zero, which is a stationary point of every factorized loss");
  if (symmetric && right !== left && right.data.some((value, i) => value !== left.data[i]))
    throw new RangeError("this problem is symmetric, X = F·Fᵀ, and starts from one factor; left and right differ");
  const start: StartingPoint = function* () {
    yield* [];
    return symmetric ? { left, right: left } : { left: copyMatrix(left), right: copyMatrix(right) }; // never one matrix for both
  };
  return Object.assign(start, { recorded: { kind: "given" } });
}
