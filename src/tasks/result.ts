import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { spectrumOf } from "../diagnostics/spectrum.ts";
import type { RunArray, RunResult } from "../io/run-folder.ts";
import { interleavedOf } from "../linalg/hermitian.ts";
import { VERSION } from "../parameters/version.ts";
import { degreesOfFreedom, type Problem } from "../problem/problem.ts";
import { RNG_NAME } from "../random/streams.ts";
import { estimateMemory } from "../solve/memory.ts";
import type { Run } from "../solve/policy.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { explainRate } from "./rate-explained.ts";

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The record of a run, as result.json holds it. */
export function resultOf(problem: Problem, solver: AnySolver, run: Run, task?: RunResult["task"]): RunResult {
  const { operator, kernels, symmetric } = problem;
  const known = run.identifiability;
  return {
    status: run.status,
    converged: run.converged,
    reason: run.reason,
    iterations: run.iterations,
    iteration: run.iteration,
    asks: run.asks,
    seconds: run.seconds,
    relativeResidual: finite(run.relativeResidual),
    heldOutResidual: finite(run.heldOutResidual ?? Number.NaN),
    relativeError: finite(relativeErrorOf(problem, run.estimate)),
    rank: run.rank,
    rate: explainRate(problem, solver, run) ?? null,
    spectrum: [...spectrumOf(problem, run.estimate)],
    identifiability: known
      ? {
          rank: known.rank,
          degreesOfFreedom: known.degreesOfFreedom,
          sigmaMin: known.sigmaMin ?? null,
          ...(known.skipped && { skipped: known.skipped }),
        }
      : null,
    ...(run.curvature !== undefined && { curvature: run.curvature }),
    ...(run.certificate && { certificate: run.certificate }),
    warnings: run.warnings,
    solver: { name: solver.name, reference: solver.reference, options: { ...solver.options } },
    problem: {
      operator: operator.kind,
      rows: operator.field === "complex" ? operator.rows / 2 : operator.rows,
      cols: operator.field === "complex" ? operator.cols / 2 : operator.cols,
      count: operator.count,
      symmetric,
      field: operator.field,
      degreesOfFreedom: degreesOfFreedom(problem, run.rank),
    },
    memory: estimateMemory(problem, solver, { rank: run.rank }),
    start: run.start,
    seed: run.seed,
    backend: kernels.name,
    core: kernels.core,
    threads: kernels.threads,
    versions: { lowrank: VERSION, node: process.versions.node, rng: RNG_NAME },
    ...(task && { task }),
  };
}

/** The factors as run-folder arrays: left.npy and right.npy, or complex left.npy alone for a quantum state; left.npy alone where symmetric. */
export function arraysOf({ operator, symmetric }: Problem, { estimate: { left, right } }: Run): RunArray[] {
  if (operator.field === "complex")
    return [{ name: "left.npy", shape: [left.rows / 2, left.cols], data: interleavedOf(left), complex: true }];
  const first: RunArray = { name: "left.npy", shape: [left.rows, left.cols], data: left.data };
  return symmetric ? [first] : [first, { name: "right.npy", shape: [right.rows, right.cols], data: right.data }];
}
