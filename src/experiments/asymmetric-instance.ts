import { factorSpectraOf } from "../diagnostics/factor-spectra.ts";
import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import type { Kernels } from "../kernels/contract.ts";
import { productNorm } from "../linalg/factored.ts";
import type { Factors } from "../linalg/matrix.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { randomStart, type StartingPoint } from "../problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import type { Run } from "../solve/policy.ts";
import { type Diagnostic, latest } from "../solve/snapshot.ts";
import { anyOf, diverged, iterations, type StopRule } from "../solve/stop-rules.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { Table } from "../table/table.ts";
import { type TailSteps, tailRate } from "../theory/asymmetric-descent.ts";
import { type Cell, type Context, solveIn } from "./experiment.ts";
import { sharedGaussian, sharedOperator, sharedSymmetricGaussian } from "./sensing.ts";

/** A run of descent on X = F·Gᵀ towards a known n×n M of rank r with k columns. */
export interface AsymmetricCell extends Cell {
  /** Every entry once, so that 𝒜*𝒜 = I; m Gaussian matrices; or m symmetric ones, which see only the symmetric part of X. */
  readonly sensing: "identity" | "gaussian" | "symmetric-gaussian";
  readonly truth: "general" | "psd";
  readonly n: number;
  readonly r: number;
  readonly k: number;
  readonly m: number;
  readonly condition: number;
  /** α: F₀ has independent N(0, α²/n) entries. */
  readonly startScale: number;
  /** c: G₀ has N(0, c²α²/n) entries. */
  readonly ratio: number;
  readonly stepSize: number;
  /** The most that are made. */
  readonly iterations: number;
}

/** The parameters of a cell without its name and seed. */
export type Setting<C extends Cell> = {
  readonly [K in keyof C as string extends K ? never : K extends "name" | "seed" ? never : K]: C[K];
};

/** Cells with the same text have the same operator. */
export const sensingOf = ({ sensing, n, m, seed }: AsymmetricCell): string =>
  sensing === "identity" ? `identity ${n}` : `${sensing} ${n} ${m} ${seed}`;

export function problemOf(cell: AsymmetricCell, kernels: Kernels, symmetric = false): Problem {
  const operator = operatorOf(cell, kernels);
  const { r: rank, condition, seed } = cell;
  const truth = syntheticTruth(operator, { rank, condition, seed, symmetric: cell.truth === "psd" });
  return createProblem({ operator, measurements: syntheticMeasurements(operator, truth), symmetric, truth });
}

function operatorOf({ sensing, n, m, seed }: AsymmetricCell, kernels: Kernels): MeasurementOperator {
  if (sensing === "gaussian") return sharedGaussian({ rows: n, cols: n, count: m, seed }, kernels);
  if (sensing === "symmetric-gaussian") return sharedSymmetricGaussian({ size: n, count: m, seed }, kernels);
  return sharedOperator(kernels, `identity ${n}`, () => everyEntry(n, kernels));
}

/** Every entry of an n×n matrix once: 𝒜*𝒜 = I. */
export function everyEntry(n: number, kernels: Kernels): MeasurementOperator {
  const row = Int32Array.from({ length: n * n }, (_, at) => at % n);
  const col = Int32Array.from({ length: n * n }, (_, at) => Math.floor(at / n));
  return entrySampling({ rows: n, cols: n, row, col }, kernels);
}

/** Ends the run where the column `error` is below. */
export const errorBelow =
  (limit: number): StopRule =>
  (snapshot) => {
    const error = latest(snapshot, "error");
    return error < limit ? { status: "converged", reason: `the error ${error} is below ${limit}` } : undefined;
  };

export interface DescentOptions {
  readonly stop?: readonly StopRule[];
  readonly record?: readonly Diagnostic[];
  readonly start?: StartingPoint;
}

/** Runs a solver from the cell's start; the column `error` is ‖FGᵀ − M‖_F. No rule of success but those given: laws are of whole paths. */
export function descend(
  solver: AnySolver,
  cell: AsymmetricCell,
  problem: Problem,
  context: Context,
  { stop = [], record = [], start = randomStart({ scale: cell.startScale, ratio: cell.ratio }) }: DescentOptions = {},
): Promise<Run> {
  if (!problem.truth || !("left" in problem.truth)) throw new RangeError("an experiment knows the factors of its truth");
  const size = productNorm(context.kernels, problem.truth);
  const error: Diagnostic = { columns: ({ problem, state }) => ({ error: size * relativeErrorOf(problem, state.x) }) };
  return solveIn(context, solver, problem, {
    rank: cell.k,
    seed: cell.seed,
    start,
    stop: anyOf(diverged(1e6), ...stop, iterations(cell.iterations)),
    record: [error, ...record],
  });
}

/** Iteration and the named columns of a history, with numbers about the whole run in its last row. */
export function summarized(history: Table, columns: readonly string[], summary: Readonly<Record<string, number>> = {}): Table {
  const table = new Table();
  for (const row of history) table.append(Object.fromEntries(["iteration", ...columns].map((name) => [name, row[name]])));
  table.amend(summary);
  return table;
}

/** tailRate and tailTerm, as the theory has them for full observation, from the factors where a run ended. */
export function tailOf({ n, r }: AsymmetricCell, problem: Problem, x: Factors, steps: TailSteps): Record<string, number> {
  const { left, right } = factorSpectraOf(problem.kernels, x);
  const sharpness = (steps.rightStepSize ?? steps.stepSize) * left[0] ** 2 + steps.stepSize * right[0] ** 2;
  if (!(left[0] > 0 && right[0] > 0 && sharpness < 2)) return {};
  const squares = (values: Float64Array) => values.map((s) => s * s);
  const { rate, term } = tailRate({ rows: n, cols: n, left: squares(left), right: squares(right) }, steps, r);
  return { tailRate: rate, tailTerm: term };
}

/** The last value of a column; NaN where there is none. */
export const last = (table: Table, name: string): number => table.get(name, table.length - 1);
