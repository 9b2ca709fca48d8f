import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { Lockstep } from "../solve/lockstep.ts";
import type { Progress } from "../solve/policy.ts";
import type { Table } from "../table/table.ts";
import type { Cell, Check, Exhibit, Experiment, Result } from "./experiment.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

export interface Outcome {
  readonly experiment: string;
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
  /** The cells that came to their end. */
  readonly results: readonly Result[];
  readonly exhibits: readonly Exhibit[];
  /** Which kernels computed it. */
  readonly backend: Kernels["name"];
  readonly aborted: boolean;
}

export interface CellProgress {
  readonly cell: Cell;
  /** Which of them, from 0. */
  readonly index: number;
  readonly count: number;
  readonly now: Progress;
}

export interface ExperimentOptions {
  /** Default: those of `openKernels`. */
  readonly kernels?: Kernels;
  readonly toy?: boolean;
  /** Of every setting, 1 to 1000; RangeError otherwise. Without it what the experiment has. */
  readonly seeds?: number;
  /** The first of them, default 0; the last is at most 999. */
  readonly firstSeed?: number;
  /** An abort leaves the verdict undecided, with the cells that are done. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (now: CellProgress) => void;
}

/** So many cells are run together at the most. */
const MOST_TOGETHER = 16;

/** Runs every cell of an experiment, those that share an operator together, the others one after the other, and judges. */
export async function runExperiment<C extends Cell>(
  experiment: Experiment<C>,
  options: ExperimentOptions = {},
): Promise<Outcome> {
  const { kernels = openKernels(), toy = false, seeds, firstSeed, signal, onProgress } = options;
  const cells = experiment.cells({ toy, seeds, firstSeed });
  const tables = new Map<C, Table>();
  for (const group of groupsOf(experiment, cells)) {
    const lockstep = group.length > 1 ? new Lockstep() : undefined;
    const run = async (cell: C): Promise<void> => {
      const index = cells.indexOf(cell);
      const report = onProgress && ((now: Progress) => onProgress({ cell, index, count: cells.length, now }));
      const table = await unlessAborted(signal, () => experiment.run(cell, { kernels, signal, onProgress: report, lockstep }));
      if (table) tables.set(cell, table);
    };
    await Promise.all(group.map(run));
    if (group.some((cell) => !tables.has(cell))) break;
  }
  const results = cells.flatMap((cell): Result<C>[] => {
    const table = tables.get(cell);
    return table ? [{ cell, table }] : [];
  });
  const aborted = results.length < cells.length;
  const checks = experiment.judge(results);
  const verdict = aborted ? "undecided" : verdictOf(checks);
  return {
    experiment: experiment.name,
    verdict,
    checks,
    results,
    exhibits: experiment.page(results),
    backend: kernels.name,
    aborted,
  };
}

/** Cells in their order, each with those of the same sensing. */
function groupsOf<C extends Cell>(experiment: Experiment<C>, cells: readonly C[]): C[][] {
  const groups = new Map<string, C[]>();
  for (const cell of cells) {
    const key = experiment.sensing?.(cell) ?? cell.name;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / MOST_TOGETHER) }, (_, i) =>
      group.slice(i * MOST_TOGETHER, (i + 1) * MOST_TOGETHER),
    ),
  );
}

/** The table of a run that was not cut short: a history that ends early would be judged as if it were whole. */
async function unlessAborted(signal: AbortSignal | undefined, run: () => Promise<Table>): Promise<Table | undefined> {
  if (signal?.aborted) return undefined;
  try {
    const table = await run();
    return signal?.aborted ? undefined : table;
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return undefined;
    throw error;
  }
}
