import { relativeError, relativeErrorOf } from "../diagnostics/relative-error.ts";
import type { Kernels } from "../kernels/contract.ts";
import type { Problem } from "../problem/problem.ts";
import type { StartingPoint, StartRecord } from "../problem/starting-points.ts";
import type { Seed } from "../random/seed.ts";
import { Lockstep } from "../solve/lockstep.ts";
import type { Policy, Progress, Run } from "../solve/policy.ts";
import { anyOf, defaultStop, type StopRule, seconds } from "../solve/stop-rules.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { namedSolver } from "./choose-solver.ts";
import { chosenStart, type StartName } from "./chosen-start.ts";
import { withHandles } from "./handles.ts";
import { checkRegime, type RegimeCheck } from "./proven-regime.ts";
import { checkRank } from "./recover-problem.ts";
import { seedAfter } from "./several-starts.ts";

/** A solver of a comparison, with the options and the rank that it has there. */
export interface Contender {
  /** As it was named, with a number where that was done twice. */
  readonly label: string;
  readonly solver: AnySolver;
  readonly rank: number;
  readonly regime: RegimeCheck;
}

export interface CompareOptions {
  /** Where factored solvers begin, all at one point or each where it does by itself; default "random". Methods of whole matrices have starts of their own. */
  readonly start?: StartName;
  /** Of a random start: `randomStart`'s α and c. */
  readonly startScale?: number;
  readonly startRatio?: number;
  /** How many starts, of seeds seed, seed + 1, …; default 5, or 1 from a spectral start. */
  readonly seeds?: number;
  /** Default 0. */
  readonly seed?: Seed;
  /** The runs of the first seed go alone, one after the other, so that their times mean something; default true. */
  readonly timed?: boolean;
  /** The searched rank k of solvers that are given without one; default that of the truth. */
  readonly rank?: number;
  readonly tolerance?: number;
  readonly maxIterations?: number;
  readonly maxMemory?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (now: ComparedProgress) => void;
}

export interface ComparedProgress {
  readonly label: string;
  readonly seed: string;
  /** Runs that have ended, and all. */
  readonly ended: number;
  readonly count: number;
  readonly now: Progress;
}

/** One solver from one start. */
export interface Compared {
  readonly contender: Contender;
  readonly seed: string;
  /** Whether it ran alone. */
  readonly timed: boolean;
  readonly run?: Run;
  /** At the estimate; NaN where the truth is not known. */
  readonly relativeError: number;
  /** The sentence with which the solver refused the problem. */
  readonly refusal?: Error;
}

/** Plain data, but for `problem` and the contenders' `solver`, which a clone leaves behind. */
export interface Comparison {
  readonly problem: Problem;
  readonly contenders: readonly Contender[];
  readonly start: StartName;
  /** The common start and its parameters; absent where each has its own. */
  readonly startingPoint?: StartRecord;
  readonly seeds: readonly string[];
  /** By seed, then by contender; without those that an abort came before. */
  readonly results: readonly Compared[];
  readonly backend: Kernels["name"];
  readonly aborted: boolean;
}

/** So many runs go together at the most. */
const MOST_TOGETHER = 16;

/** Runs that are thrown away before those that are timed take turns for so long, each for a tenth of it or until its first step. */
const WARMING_SECONDS = 0.5;

/** A solver, with a label and a searched rank of its own where it has them. */
export interface Entrant {
  readonly solver: AnySolver;
  readonly label?: string;
  readonly rank?: number;
}

/**
 * The solvers of a comparison: by name, with options after colons ("gd", "prec-gd:rule=fixed:damping=0.1"), or made already. What is named alike is numbered.
 * A solver that refuses the problem is one too. Throws RangeError for what `namedSolver` refuses, for none, and for a rank that a factored one needs and nothing gives.
 */
export function contendersOf(
  problem: Problem,
  solvers: readonly (string | AnySolver | Entrant)[],
  rank?: number,
  start?: StartingPoint,
): Contender[] {
  if (solvers.length === 0) throw new RangeError("no solver is named; give at least one, such as gd");
  const entrants = solvers.map((one) => entrantOf(one));
  return entrants.map(({ solver, label, rank: own = rank }, i) => {
    const searched = checkRank(problem, solver.carries === "matrix" ? undefined : own, solver);
    const alike = (some: typeof entrants) => some.filter((other) => other.label === label).length;
    const numbered = alike(entrants) === 1 ? label : `${label} (${alike(entrants.slice(0, i + 1))})`;
    return withHandles({ label: numbered, rank: searched, regime: checkRegime(problem, solver, searched, start) }, { solver });
  });
}

function entrantOf(given: string | AnySolver | Entrant): Entrant & { readonly label: string } {
  if (typeof given === "object") {
    if (!("solver" in given)) return { solver: given, label: given.name };
    // By name: the solver of a contender is a handle, which a spread leaves behind.
    const { solver, label = solver.name, rank } = given;
    return { solver, label, rank };
  }
  const [name, ...settings] = given.split(":");
  const options = Object.fromEntries(settings.map((setting) => keyAndValue(given, setting)));
  return { solver: namedSolver(name, options), label: given };
}

function keyAndValue(text: string, setting: string): [string, string] {
  const at = setting.indexOf("=");
  if (at < 1) throw new RangeError(`options of a solver are key=value after a colon, got "${setting}" in "${text}"`);
  return [setting.slice(0, at), setting.slice(at + 1)];
}

/**
 * Every solver on one problem, from the same starts: in lockstep, where one pass over the data answers all that wait for one, but for those
 * that are timed. A solver that refuses the problem is kept as a refusal; an abort keeps what there is. Throws RangeError for what
 * `contendersOf` refuses, for a number of seeds that is not an integer from 1 to 1000, and for several seeds of a spectral start.
 */
export async function compareSolvers(
  problem: Problem,
  solvers: readonly (string | AnySolver | Entrant)[],
  given: CompareOptions = {},
): Promise<Comparison> {
  const rank = given.rank ?? (problem.truth && "left" in problem.truth ? problem.truth.left.cols : undefined);
  const options = withDefaults(problem, given);
  const common = commonStart(problem, options);
  const contenders = contendersOf(problem, solvers, rank, common);
  const seeds = Array.from({ length: options.seeds }, (_, i) => seedAfter(options.seed ?? 0, i));
  const jobs = seeds.flatMap((seed, s) =>
    contenders.map((contender): Job => ({ contender, seed, timed: options.timed && s === 0 })),
  );
  const done = new Map<Job, Compared>();
  const solve = new Comparing(problem, options, common, jobs.length);
  const alone = jobs.filter(({ timed }) => timed);
  await solve.warmUp(alone);
  for (const job of alone) await solve.keep(done, job);
  const others = jobs.filter(({ timed }) => !timed);
  for (let at = 0; at < others.length; at += MOST_TOGETHER) {
    const lockstep = new Lockstep();
    await Promise.all(others.slice(at, at + MOST_TOGETHER).map((job) => solve.keep(done, job, lockstep)));
  }
  const results = jobs.flatMap((job) => done.get(job) ?? []);
  const { start, signal } = options;
  const startingPoint = common?.recorded;
  const backend = problem.kernels.name;
  return withHandles(
    { contenders, start, ...(startingPoint && { startingPoint }), seeds, results, backend, aborted: signal?.aborted ?? false },
    { problem },
  );
}

export type Settled = CompareOptions & Required<Pick<CompareOptions, "start" | "seeds" | "timed">>;

/** The options of a comparison with what is not given. Throws RangeError as `compareSolvers` does for seeds, and as `chosenStart` does. */
export function withDefaults(problem: Problem, given: CompareOptions): Settled {
  const { start = "random", seeds = start === "spectral" ? 1 : 5, timed = true } = given;
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > 1000)
    throw new RangeError(`the number of seeds is an integer from 1 to 1000, got ${seeds}`);
  if (start === "spectral" && seeds > 1)
    throw new RangeError(`a spectral start is the same for every seed, so ${seeds} seeds would be one`);
  const settled = { ...given, start, seeds, timed };
  commonStart(problem, settled);
  return settled;
}

const commonStart = (problem: Problem, { start, startScale: scale, startRatio: ratio }: CompareOptions) =>
  chosenStart(problem, { start, scale, ratio });

type Job = Pick<Compared, "contender" | "seed" | "timed">;

/** What the runs of one comparison share. */
class Comparing {
  #ended = 0;

  constructor(
    private readonly problem: Problem,
    private readonly options: Settled,
    /** Undefined where each has its own. */
    private readonly start: StartingPoint | undefined,
    private readonly count: number,
  ) {}

  /** Runs the job, alone or in lockstep, and keeps what came of it; nothing where an abort came before there was anything. */
  async keep(done: Map<Job, Compared>, job: Job, lockstep?: Lockstep): Promise<void> {
    const ended = await this.#attempt(job, this.#policy(job), lockstep);
    if (ended) done.set(job, ended);
    this.#ended++;
  }

  /** Whoever comes first would else pay for what is not compiled yet, which takes a thousand steps of a small problem rather than a few. */
  async warmUp(jobs: readonly Job[]): Promise<void> {
    const until = performance.now() + 1000 * WARMING_SECONDS;
    const refused = new Set<Job>();
    while (refused.size < jobs.length && performance.now() < until && !this.options.signal?.aborted) {
      for (const job of jobs.filter((one) => !refused.has(one))) {
        const policy = this.#policy(job);
        const stop = anyOf(policy.stop as StopRule, seconds(WARMING_SECONDS / 10));
        const ended = await this.#attempt(job, { ...policy, stop, onProgress: undefined });
        if (!ended?.run) refused.add(job);
      }
    }
  }

  async #attempt(job: Job, policy: Policy, lockstep?: Lockstep): Promise<Compared | undefined> {
    const { signal } = this.options;
    const { solver } = job.contender;
    try {
      const run = await (lockstep ? lockstep.solve(solver, this.problem, policy) : solver.solve(this.problem, policy));
      return { ...job, run, relativeError: relativeErrorOf(this.problem, run.estimate) };
    } catch (error) {
      if (signal?.aborted && error === signal.reason) return undefined;
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
      return { ...job, relativeError: Number.NaN, refusal: error };
    }
  }

  #policy({ contender: { label, solver, rank }, seed }: Job): Policy {
    const { tolerance, maxIterations, maxMemory, signal, onProgress } = this.options;
    return {
      rank,
      seed,
      maxMemory,
      signal,
      stop: defaultStop({ tolerance, maxIterations }),
      ...(this.problem.truth && { record: [relativeError()] }),
      ...(this.start && solver.carries === "factors" && { start: this.start }),
      ...(onProgress && {
        onProgress: (now: Progress) => onProgress({ label, seed, ended: this.#ended, count: this.count, now }),
      }),
    };
  }
}
