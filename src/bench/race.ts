import { relativeErrorOf } from "../diagnostics/relative-error.ts";
import { norm } from "../linalg/arithmetic.ts";
import { type Factors, matrix } from "../linalg/matrix.ts";
import type { Problem } from "../problem/problem.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { ArrayFiles, flatFactors } from "./arrays.ts";
import type { Question } from "./peer-process.ts";
import type { Setting } from "./race-settings.ts";
import { BenchError, type Mark, type Result } from "./result.ts";
import type { Stage } from "./stage.ts";
import { median, relativeDifference } from "./statistics.ts";
import { timedRun } from "./timed-run.ts";

/** One whose twin begins where it does. */
type Twinned = Racer & { readonly start: Factors };

export const ERRORS = [1e-3, 1e-6, 1e-10];

/** Solvers that are written in NumPy too (bench/peers/solvers.py), step for step. */
const TWINS = new Set(["gd", "gd-symmetric", "gd-modified", "scaled-gd", "scaled-gd-symmetric"]);

/** Of the factors at the end; what rounding does grows along a path from a small start. */
const TOLERANCE = 1e-9;

/** Milliseconds after which a race is not run again. */
const LONG = 10_000;

export interface Racer {
  readonly solver: AnySolver;
  readonly problem: Problem;
  readonly rank: number;
  /** The solver's own where it is not given. */
  readonly start: Factors | undefined;
  /** The first iteration at which each error is reached; fewer than there are errors where it ends before. */
  readonly marks: readonly number[];
}

/** Runs in turn, ours and the twin's, each as far as its last mark. Throws BenchError where the twin goes another way. */
export async function race(stage: Stage, name: string, setting: Setting, racer: Racer): Promise<Result> {
  const { solver, problem, rank, start, marks } = racer;
  const [threads, last] = [stage.threads[stage.threads.length - 1], marks.length - 1];
  const twin = await twinOf(stage, name, setting, racer);
  const laps: Record<string, number[][]> = { ours: [] };
  const differences: Record<string, number> = {};
  let asks: number[] = [];
  const began = performance.now();
  for (let round = 0; round < (stage.quick ? 1 : 3) && performance.now() - began < LONG; round++) {
    const run = timedRun(solver, problem, { rank, start }, marks[last]);
    laps["ours"].push(marks.map((at) => 1000 * run.history.get("seconds", at)));
    asks = marks.map((at) => run.history.get("asks", at));
    if (!twin) continue;
    const theirs = await twin.peer.run(twin.question);
    differences[twin.peer.name] = compare(name, twin.racer, run.estimate, theirs.answer);
    (laps[twin.peer.name] ??= []).push(theirs.laps.map((seconds) => 1000 * seconds));
  }

  const medians = (i: number): Record<string, number> =>
    i > last ? {} : Object.fromEntries(Object.entries(laps).map(([side, all]) => [side, median(all.map((lap) => lap[i]))]));
  const { ours, ...peers } = medians(last);
  return {
    name,
    about: `${setting.about}, k = ${rank}; to a relative error of ${ERRORS[last].toExponential()}`,
    threads,
    unit: "ms",
    ours,
    peers,
    ratio: twin ? peers[twin.peer.name] / ours : null,
    runs: Object.fromEntries(Object.entries(laps).map(([side, all]) => [side, all.map((lap) => lap[last])])),
    differences,
    marks: ERRORS.map((error, i): Mark => ({ error, iterations: marks[i] ?? null, asks: asks[i] ?? null, times: medians(i) })),
  };
}

/** The same race for the NumPy twin, where there is one and Python has what it needs. */
async function twinOf(stage: Stage, name: string, setting: Setting, { start, ...more }: Racer) {
  if (!start || !TWINS.has(more.solver.name)) return undefined;
  const peer = await stage.peers.get(setting.package, stage.threads[stage.threads.length - 1]);
  const racer: Twinned = { ...more, start };
  return peer && { peer, racer, question: questionOf(stage, name, setting, racer) };
}

/** The same problem, start and options for the twin. */
function questionOf(stage: Stage, name: string, setting: Setting, { solver, problem, start, marks }: Twinned): Question {
  const files = new ArrayFiles(stage.folder);
  const options = Object.entries(solver.options).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return {
    case: "solve",
    how: solver.name,
    files: {
      ...setting.files(solver.form),
      left: files.matrix(`${name}-left`, start.left),
      right: files.matrix(`${name}-right`, start.right),
    },
    numbers: {
      ...Object.fromEntries(options),
      scale: problem.operator.scale,
      sizeOfData: norm(problem.measurements),
      marks,
    },
  };
}

/** The difference of the last factors; and the twin must have reached every error where ours did. */
function compare(name: string, { problem, start, marks }: Twinned, ours: Factors, theirs: Float64Array): number {
  const { left, right } = start;
  const size = left.data.length + right.data.length;
  for (const [i, at] of marks.entries()) {
    const [begin, middle] = [i * size, i * size + left.data.length];
    const x = {
      left: matrix(left.rows, left.cols, theirs.slice(begin, middle)),
      right: matrix(right.rows, right.cols, theirs.slice(middle, begin + size)),
    };
    const error = relativeErrorOf(problem, x);
    if (!(error <= 1.01 * ERRORS[i]))
      throw new BenchError(
        `${name}: after ${at} iterations its twin is at ${error.toPrecision(3)}, and ours at ${ERRORS[i].toExponential()}`,
      );
  }
  const difference = relativeDifference(theirs.slice(-size), flatFactors(ours));
  if (!(difference <= TOLERANCE))
    throw new BenchError(`${name}: its twin's factors differ from ours by ${difference.toPrecision(3)} of them`);
  return difference;
}
