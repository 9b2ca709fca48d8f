import type { Kernels } from "../kernels/contract.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { FactorsLike } from "../linalg/matrix-like.ts";
import type { Identifiability } from "../problem/identifiability.ts";
import type { StartingPoint, StartRecord } from "../problem/starting-points.ts";
import type { Seed } from "../random/seed.ts";
import type { Table } from "../table/table.ts";
import type { Diagnostic } from "./snapshot.ts";
import type { Status, StopRule } from "./stop-rules.ts";

/** What a run reports while it works. */
export interface Progress {
  readonly iteration: number;
  readonly seconds: number;
  readonly value: number;
  readonly relativeResidual: number;
  readonly heldOutResidual?: number;
}

/** How to run: everything optional. */
export interface Policy {
  /** The searched rank k; by default that of the start, else of the truth, else RangeError. */
  readonly rank?: number;
  /** Default: the solver's own, a small random start (α = 1e-3) or a spectral one. Factors that are given are copied. */
  readonly start?: StartingPoint | FactorsLike;
  readonly stop?: StopRule;
  readonly record?: readonly Diagnostic[];
  /** Ends the run as "aborted" with what it has; before there is an iterate, `solve` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (now: Progress) => void;
  readonly seed?: Seed;
  /** Bytes that the factors and what a run keeps of them may take; by default nine tenths of what is free. */
  readonly maxMemory?: number;
}

export interface Warning {
  readonly code: "underdetermined" | "ambiguous" | "saddle" | "large-start";
  readonly message: string;
}

/**
 * How a run ended, and what it found: plain data. `structuredClone` copies it, and `JSON.stringify` writes it with matrices as { rows, cols, data: [...] },
 * column after column, which every argument that takes factors reads again; `Table.from` makes either form of the history a table.
 */
export interface Run {
  readonly status: Status;
  /** The status is "converged", "stationary" or "validated". Not a promise that M was recovered: see `warnings`. */
  readonly converged: boolean;
  readonly reason: string;
  /** X = left·rightᵀ; one and the same factor where the problem is symmetric, real images [Re U; Im U] where it is complex. */
  readonly estimate: Factors;
  /** iteration, seconds, asks, value, relativeResidual, relativeGradient, and what diagnostics add; one row an iteration, from 0. */
  readonly history: Table;
  /** The iteration whose x is the estimate. */
  readonly iteration: number;
  readonly iterations: number;
  readonly asks: number;
  readonly seconds: number;
  readonly rank: number;
  /** At the estimate, over the measurements that were fitted. */
  readonly relativeResidual: number;
  /** At the estimate, over those held out. */
  readonly heldOutResidual?: number;
  readonly warnings: readonly Warning[];
  readonly identifiability?: Identifiability;
  /** Where the run rests without a perfect fit: the least curvature of the loss that was found there, in units of ‖𝒜*(y)‖₂ (`leastCurvature`). */
  readonly curvature?: number;
  /** What the solver proves of the estimate, by name; a solver that proves nothing leaves it out. */
  readonly certificate?: Readonly<Record<string, number>>;
  /** What kind of start it had, with its parameters. */
  readonly start: StartRecord;
  readonly seed: string;
  /** Which kernels computed it. */
  readonly backend: Kernels["name"];
}
