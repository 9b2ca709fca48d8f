import { curvatureMemory } from "../problem/curvature.ts";
import { tripletsMemory } from "../problem/data-spectrum.ts";
import { identifiabilityMemory } from "../problem/identifiability.ts";
import { maximumRank, type Problem } from "../problem/problem.ts";
import type { StartingPoint } from "../problem/starting-points.ts";
import { costFormula } from "./cost-formula.ts";
import type { Cost } from "./declarations.ts";

/** Bytes that a run takes. */
export interface MemoryEstimate {
  /** At the most, beside the process without it: what is kept, and the greatest of the three phases. */
  readonly total: number;
  /** What lasts: the operator's arrays and the measurements, by name. */
  readonly kept: Readonly<Record<string, number>>;
  /** ‖𝒜*(y)‖₂ and the start; the steps; the checks of what the data determine and of where a run rests. */
  readonly phases: { readonly start: number; readonly steps: number; readonly end: number };
}

/** Of x: the start, the iterate, the one to return, and two that await the collector of garbage; gradients are among a solver's own. */
const COPIES = 5;

/** What the engine's heap and the BLAS's buffers grow by. */
const SURROUNDINGS = 8 * 2 ** 20;

/**
 * What a run of the solver takes at rank k (by default that of the truth, or the greatest), counted before anything is allocated.
 * Throws RangeError for a rank outside 1 … min(n1, n2).
 */
export function estimateMemory(
  problem: Problem,
  solver: { readonly carries: "factors" | "matrix"; readonly cost?: Cost; readonly defaultStart?: StartingPoint },
  { rank: k = defaultRank(problem, solver) }: { readonly rank?: number } = {},
): MemoryEstimate {
  const { operator, measurements } = problem;
  const { rows, cols, count } = operator;
  const most = maximumRank(problem);
  if (!Number.isInteger(k) || k < 1 || k > most) throw new RangeError(`the rank is an integer from 1 to ${most}, got ${k}`);
  const columns = solver.carries === "matrix" ? most : k;
  const n = Math.max(rows, cols);
  const sizes = { n1: rows, n2: cols, n, p: (n * (n + 1)) / 2, k: columns, r: k, m: count };
  const factors = 8 * COPIES * (rows + cols) * columns;
  const decomposition = solver.carries === "matrix" ? 2 * rows * cols : 0; // what LAPACK works in
  const own = 8 * (decomposition + (solver.cost ? costFormula(solver.cost.memory, sizes) : 0));
  const { kept, work } = operator.memory(columns);
  const curvature = solver.carries === "factors" ? curvatureMemory(problem, columns) + work : 0;
  const all = { ...kept, measurements: measurements.byteLength };
  const phases = {
    // One after the other, but the scratch of the first is outgrown, and waits for the collector of garbage.
    start: (problem.dataNorm === undefined ? tripletsMemory(operator) : 0) + (solver.defaultStart?.memory?.(operator, k) ?? 0),
    steps: factors + own + work,
    end: factors + own + Math.max(identifiabilityMemory(problem, columns), curvature),
  };
  const held = Object.values(all).reduce((sum, bytes) => sum + bytes, 0);
  return { total: SURROUNDINGS + held + Math.max(phases.start, phases.steps, phases.end), kept: all, phases };
}

const defaultRank = (problem: Problem, { carries }: { readonly carries: "factors" | "matrix" }): number =>
  carries === "factors" && problem.truth && "left" in problem.truth ? problem.truth.left.cols : maximumRank(problem);
