import fs from "node:fs";
import { join } from "node:path";
import type { Matrix } from "../linalg/matrix.ts";
import type { Table } from "../table/table.ts";
import { ensureWritableFolder, removeFile, writeAtomic } from "./atomic.ts";
import { type CsvLabels, writeCsv } from "./csv-write.ts";
import { FileError } from "./file-error.ts";
import { historyLines, readHistory } from "./history.ts";
import { type NpyArray, type NpyLimits, readNpy } from "./npy.ts";
import { writeNpy } from "./npy-write.ts";
import { readResult, resultText } from "./result-json.ts";

/** What a run leaves behind: `result.json` and its companions. Numbers that are not finite are null in JSON. */
export interface RunResult {
  /** "converged" | "stationary" | "validated" | "stalled" | "diverged" | "breakdown" | "budget" | "aborted" */
  readonly status: string;
  readonly converged: boolean;
  /** One sentence with the numbers that ended the run. */
  readonly reason: string;
  readonly iterations: number;
  /** The iteration whose x is the estimate. */
  readonly iteration: number;
  readonly asks: number;
  readonly seconds: number;
  readonly relativeResidual: number | null;
  /** Over the measurements that were held out to stop on. */
  readonly heldOutResidual: number | null;
  /** ‖X − M‖_F / ‖M‖_F where the truth is known. */
  readonly relativeError: number | null;
  /** The searched rank k. */
  readonly rank: number;
  /** How fast the last stretch was, −Δ ln ‖residual‖ a step, what the final factors predict for full observation, and what sets it; null where it was no linear tail. */
  readonly rate?: { readonly measured: number; readonly predicted: number; readonly setBy: string } | null;
  /** Singular values of the estimate, descending (eigenvalues of ρ for a complex Hermitian problem). */
  readonly spectrum: readonly number[];
  /** σ_min of 𝒜 on the tangent space at the estimate in units of √τ, or why it was not computed; null where the run failed. */
  readonly identifiability: {
    readonly rank: number;
    readonly degreesOfFreedom: number;
    readonly sigmaMin: number | null;
    readonly skipped?: string;
  } | null;
  /** The least curvature of the loss found where the run rests, in units of ‖𝒜*(y)‖₂: below zero at a saddle; absent where not looked for. */
  readonly curvature?: number;
  /** What the solver proves of the estimate, by name; absent where it proves nothing. */
  readonly certificate?: Readonly<Record<string, number>>;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly solver: {
    readonly name: string;
    readonly reference: string;
    readonly options: Readonly<Record<string, number | string | boolean>>;
  };
  readonly problem: {
    readonly operator: string;
    readonly rows: number;
    readonly cols: number;
    readonly count: number;
    readonly symmetric: boolean;
    readonly field: "real" | "complex";
    readonly degreesOfFreedom: number;
  };
  /** Bytes: what was estimated, by array and by phase, and the most that the process had in memory; absent from older results. */
  readonly memory?: {
    readonly total: number;
    readonly kept: Readonly<Record<string, number>>;
    readonly phases: Readonly<Record<string, number>>;
    readonly peakResident?: number;
  };
  /** Its kind ("random", "spectral", "given", the solver's "own" …) and parameters; absent from older results. */
  readonly start?: { readonly kind: string } & Readonly<Record<string, string | number | boolean>>;
  /** The diagnostics that were asked for by name; absent where none were. */
  readonly recorded?: readonly string[];
  readonly seed: string;
  readonly backend: "native" | "portable";
  readonly core: string;
  readonly threads: number;
  readonly versions: Readonly<Record<string, string>>;
  /** What the task adds: trace and fidelity of a state, RMSE and centre of a completion. */
  readonly task?: Readonly<Record<string, number | string>>;
}

export type RunArrayName = "left.npy" | "right.npy" | "estimate.npy" | "observed.npy" | "completed.npy";

export interface RunArray {
  readonly name: RunArrayName;
  readonly shape: readonly number[];
  /** Column-major. */
  readonly data: Float64Array;
  /** `data` holds pairs re, im. */
  readonly complex?: boolean;
}

export interface Run {
  readonly result: RunResult;
  readonly history: Table;
  readonly arrays: readonly RunArray[];
  /** A completed table with the labels it came with, for completed.csv. */
  readonly completed?: CsvLabels & { readonly matrix: Matrix };
  /** A page of HTML. */
  readonly report?: string;
}

const RESULT = "result.json";
const HISTORY = "history.jsonl";
const REPORT = "report.html";
const COMPLETED = "completed.csv";
const ARRAYS: readonly RunArrayName[] = ["left.npy", "right.npy", "estimate.npy", "observed.npy", "completed.npy"];

/**
 * Writes a run folder, each file atomically. An older result.json is removed first and the new one written last, so that the
 * files beside a result.json are always its own. Throws OutputError where a file cannot be written.
 */
export function writeRunFolder(folder: string, { result, history, arrays, completed, report }: Run): void {
  for (const { name } of arrays)
    if (!ARRAYS.includes(name)) throw new RangeError(`a run folder has ${ARRAYS.join(", ")}, not "${name}"`);
  ensureWritableFolder(folder);
  removeFile(join(folder, RESULT));
  // What an earlier run left and this one will not overwrite would pass for its own.
  for (const name of ARRAYS) if (!arrays.some((array) => array.name === name)) removeFile(join(folder, name));
  if (report === undefined) removeFile(join(folder, REPORT));
  if (completed) writeCsv(join(folder, COMPLETED), completed.matrix, completed);
  else removeFile(join(folder, COMPLETED));

  for (const { name, shape, data, complex } of arrays) writeNpy(join(folder, name), shape, data, { complex, fortran: true });
  writeAtomic(join(folder, HISTORY), historyLines(history));
  if (report !== undefined) writeAtomic(join(folder, REPORT), report);
  writeAtomic(join(folder, RESULT), resultText(result));
}

/** Reads a finished run folder. Throws FileError where there is no result.json, or a file of it cannot be used. */
export function readRunFolder(
  folder: string,
  limits?: NpyLimits,
): { result: RunResult; history: Table; arrays: Map<RunArrayName, NpyArray> } {
  if (!fs.existsSync(join(folder, RESULT)))
    throw new FileError(folder, "no result.json here, so this is not a finished run folder");
  const result = readResult(join(folder, RESULT));
  const history = readHistory(join(folder, HISTORY));
  const arrays = new Map<RunArrayName, NpyArray>();
  for (const name of ARRAYS) {
    const path = join(folder, name);
    if (fs.existsSync(path)) arrays.set(name, readNpy(path, limits));
  }
  return { result, history, arrays };
}
