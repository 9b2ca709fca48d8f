import type { Factors } from "../linalg/matrix.ts";
import { denseOperator } from "../operators/dense.ts";
import { answered } from "../problem/answered.ts";
import { dataNorm } from "../problem/data-spectrum.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import type { Run } from "../solve/policy.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { ArrayFiles, flatFactors, normalNumbers, randomFactors } from "./arrays.ts";
import { type Contest, hold } from "./contest.ts";
import type { PeerProcess } from "./peer-process.ts";
import type { Result } from "./result.ts";
import { peerSide, type Side } from "./side.ts";
import { roundsFor, type Stage } from "./stage.ts";
import { secondsBetween, timedRun } from "./timed-run.ts";

interface Small {
  readonly name: string;
  readonly n: number;
  readonly count: number;
  readonly rank: number;
  readonly atLeast: number;
}

/** Sensing matrices that lie in the first-level cache, and ten times as large. */
const PROBLEMS: readonly Small[] = [
  { name: "small-problem-step", n: 10, count: 40, rank: 1, atLeast: 5 },
  { name: "small-problem-step-20", n: 20, count: 380, rank: 2, atLeast: 1.5 },
];

/** Steps whose answer is compared: far from the end, so that the whole path counts. */
const COMPARED = 30;

/** Runs before the first that is timed: an engine that compiles what it sees often needs some ten thousand steps to have done so. */
const COMPILING = 20;

/** A whole step of gradient descent, history and stop rules included, against a plain loop in NumPy that does the step alone. */
export async function* smallSteps(stage: Stage): AsyncGenerator<Result> {
  for (const problem of PROBLEMS) {
    if (!stage.wanted(problem.name)) continue;
    stage.say(problem.name);
    const contest = await contestOf(stage, problem, COMPARED);
    // The path is compared while it moves; then as many steps are timed as make a start's share small.
    const { differences } = await hold(contest, { rounds: 1, repeats: 1, pause: 0, warm: false, judged: false });
    const timed = await contestOf(stage, problem, stage.quick ? COMPARED : 2000);
    yield { ...(await hold(timed, roundsFor(stage, 0.01))), differences };
  }
  await stage.peers.end();
}

async function contestOf(stage: Stage, { name, n, count, rank, atLeast }: Small, steps: number): Promise<Contest> {
  const kernels = stage.kernels(1);
  const matrices = normalNumbers(kernels, new Float64Array(count * n * n), 0, 1 / Math.sqrt(count));
  const operator = denseOperator({ rows: n, cols: n, matrices }, kernels);
  const y = syntheticMeasurements(operator, syntheticTruth(operator, { rank, seed: 0 }));
  const problem = createProblem({ operator, measurements: y });
  const stepSize = 0.5 / answered(operator, dataNorm(problem));
  const start = randomFactors(kernels, n, n, rank, 0, 0.1);
  const ours = stepsSide(new GradientDescent({ stepSize }), problem, start, steps);
  const peer = await stage.peers.get("numpy", 1);
  return {
    name,
    about: `n = ${n}, m = ${count}, r = ${rank}; one step of gd, compiled`,
    threads: 1,
    unit: "µs",
    sides: peer ? [ours, loopOf(peer, stage, { name, count, matrices, y, start, steps, stepSize })] : [ours],
    tolerance: 1e-9,
    target: { atLeast },
  };
}

/** Our driver's steps, by its own history: a run's beginning and end are no part of a step. */
function stepsSide(solver: GradientDescent, problem: Problem, start: Factors, steps: number): Side {
  const run = (): Run => timedRun(solver, problem, { start }, steps);
  let compiling = COMPILING;
  return {
    name: "ours",
    how: "",
    answer: async () => flatFactors(run().estimate),
    time: async (repeats, warm) => {
      for (; warm && compiling > 0; compiling--) run();
      return Array.from({ length: repeats }, () => secondsBetween(run(), 0, steps) / steps);
    },
  };
}

interface Loop {
  readonly name: string;
  readonly count: number;
  readonly matrices: Float64Array;
  readonly y: Float64Array;
  readonly start: Factors;
  readonly steps: number;
  readonly stepSize: number;
}

function loopOf(peer: PeerProcess, { folder }: Stage, { name, count, matrices, y, start, steps, stepSize }: Loop): Side {
  const files = new ArrayFiles(folder);
  const question = {
    case: "small-steps",
    how: "loop",
    files: {
      a: files.put(`${name}-a`, matrices, [count, matrices.length / count]),
      y: files.put(`${name}-y`, y),
      left: files.matrix(`${name}-left`, start.left),
      right: files.matrix(`${name}-right`, start.right),
    },
    numbers: { steps, stepSize },
  };
  return peerSide(peer, question, { units: steps });
}
