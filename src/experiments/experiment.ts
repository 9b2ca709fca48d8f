import type { Kernels } from "../kernels/contract.ts";
import type { Problem } from "../problem/problem.ts";
import type { Lockstep } from "../solve/lockstep.ts";
import type { Policy, Progress, Run } from "../solve/policy.ts";
import type { AnySolver } from "../solvers/registry.ts";
import type { Table } from "../table/table.ts";

/** One run of an experiment, as plain data: every parameter by its name. */
export interface Cell {
  /** Unique in its experiment, in letters, digits and hyphens: its file is called so. */
  readonly name: string;
  readonly seed: number;
  readonly [parameter: string]: number | string;
}

/** How much of an experiment is run. */
export interface Size {
  /** The settings that take seconds. */
  readonly toy: boolean;
  /** Seeds of every setting, 1 to 1000; by default one for a toy, and what the experiment has otherwise. */
  readonly seeds?: number;
  /** The first of them, default 0: a law that holds on the seeds it was found with is tried on others. */
  readonly firstSeed?: number;
}

/** What a cell gave. Only runs that came to their end are results. */
export interface Result<C extends Cell = Cell> {
  readonly cell: C;
  readonly table: Table;
}

export interface Context {
  readonly kernels: Kernels;
  readonly signal?: AbortSignal;
  readonly onProgress?: (now: Progress) => void;
  /** Where cells are run together: solves go in lockstep with those of the other cells. */
  readonly lockstep?: Lockstep;
}

/** A run of a cell: in lockstep where the context has one, else alone, with the same numbers. */
export const solveIn = (
  { lockstep, signal, onProgress }: Context,
  solver: AnySolver,
  problem: Problem,
  policy: Policy,
): Promise<Run> =>
  lockstep
    ? lockstep.solve(solver, problem, { ...policy, signal, onProgress })
    : solver.solve(problem, { ...policy, signal, onProgress });

/** What a law says that a number is: itself, or a bound of it. Null where it names none, and the range is that of what was measured before. */
export type Prediction = number | { readonly atLeast: number } | { readonly atMost: number } | null;

/** A law with what was measured of it; it holds where low ≤ measured ≤ high. NaN is never within a range. */
export interface Check {
  readonly law: string;
  readonly predicted: Prediction;
  readonly measured: number;
  readonly range: readonly [low: number, high: number];
  readonly holds: boolean;
  /** The least and the largest over the seeds, where there are several. */
  readonly spread?: readonly [least: number, largest: number];
}

/** Measurement against prediction, for a figure: measured values are points, predicted ones a line. */
export interface Plot {
  readonly id: string;
  readonly alt: string;
  readonly series: readonly {
    readonly label: string;
    readonly x: ArrayLike<number>;
    readonly y: ArrayLike<number>;
    readonly kind: "measured" | "predicted";
  }[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xLog: boolean;
  readonly yLog: boolean;
  /** Stretches of x that are shaded and named, such as the phases of a path. */
  readonly bands?: readonly { readonly from: number; readonly to: number; readonly label: string }[];
}

/** One section of an experiment's page; what draws it stands above. */
export interface Exhibit {
  readonly heading: string;
  readonly text?: string;
  readonly plot?: Plot;
  readonly table?: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (number | string)[])[];
    readonly caption?: string;
  };
  readonly settings?: readonly (readonly [name: string, value: string])[];
}

/** A figure or a law of a paper: which cells to run, what is measured of them, and what to show. */
export interface Experiment<C extends Cell = Cell> {
  readonly name: string;
  /** One line. */
  readonly law: string;
  readonly reference: string;
  /** Those of the seeds asked for, of every setting; a check that needs more seeds than are asked for keeps its own number. */
  cells(size: Size): readonly C[];
  /** Cells with the same text share an operator and are run together; without it every cell is run alone. Times mean nothing then. */
  sensing?(cell: C): string;
  /** The run of one cell, to its end or until the signal. */
  run(cell: C, context: Context): Promise<Table>;
  /** Every check, always in the same order; NaN is measured where results are missing. */
  judge(results: readonly Result<C>[]): readonly Check[];
  page(results: readonly Result<C>[]): readonly Exhibit[];
}
