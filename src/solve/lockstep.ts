import type { AskOf, MeasurementOperator, OperatorAsk } from "../operators/operator.ts";
import type { Problem } from "../problem/problem.ts";
import type { Event } from "./drive.ts";
import type { Policy, Run } from "./policy.ts";
import { refuseIfAborted } from "./refuse-if-aborted.ts";
import { respondAll, turns } from "./runners.ts";
import type { State } from "./snapshot.ts";

/** What `solveTogether` needs of a solver: its questions, one after the other. */
export interface Drivable {
  drive(problem: Problem, policy: Policy): Generator<Event<State>, Run, void>;
}

/** One of several runs. */
export interface RunOf {
  readonly solver: Drivable;
  readonly policy?: Policy;
  /** Another problem over the same operator, with measurements of its own. */
  readonly problem?: Problem;
}

interface Joined {
  readonly drive: Generator<Event<State>, Run, void>;
  readonly resolve: (run: Run) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Runs that go in lockstep, whenever they join: where all of them wait for a gradient of one operator, one pass over 𝒜 answers them all. Each run has
 * the bits that it has alone, and ends by its own rule.
 */
export class Lockstep {
  #joined: Joined[] = [];
  #going = false;

  /** As `solver.solve`, together with the others. */
  solve(solver: Drivable, problem: Problem, policy: Policy): Promise<Run> {
    return new Promise((resolve, reject) => {
      refuseIfAborted(policy.signal);
      this.#joined.push({ drive: solver.drive(problem, policy), resolve, reject });
      if (!this.#going) void this.#go();
    });
  }

  /** Gives up every run that has not ended; their promises stay pending. */
  abandon(): void {
    this.#joined = [];
  }

  async #go(): Promise<void> {
    this.#going = true;
    const yielding = turns();
    await Promise.resolve(); // who asks in the same turn begins in the same round
    while (this.#joined.length > 0) {
      const asked: (AskOf & { readonly of: Joined })[] = [];
      for (const one of [...this.#joined]) {
        const ask = this.#advance(one);
        if (ask) asked.push({ ...ask, of: one });
        await yielding();
      }
      for (const group of groupsOf(asked)) await this.#answer(group);
    }
    this.#going = false;
  }

  /** The next question of a run; a run that ends, or throws, leaves. */
  #advance(one: Joined): AskOf | undefined {
    try {
      const next = nextQuestion(one.drive);
      if ("ask" in next) return next;
      this.#leave(one, () => one.resolve(next));
    } catch (error) {
      this.#leave(one, () => one.reject(error));
    }
    return undefined;
  }

  /** A question that cannot be answered ends the runs that asked it. */
  async #answer({ asked, answers }: Group): Promise<void> {
    try {
      await respondAll(answers);
    } catch (error) {
      for (const one of asked) this.#leave(one, () => one.reject(error));
    }
  }

  #leave(one: Joined, tell: () => void): void {
    this.#joined = this.#joined.filter((other) => other !== one);
    tell();
  }
}

/**
 * Several runs over one operator in lockstep: solvers, ranks, starts and steps may differ; each run has the bits that it has alone (its times
 * excepted). `shared` is the policy of every run where its own does not say otherwise. The runs come back in their order.
 *
 * Rejects as `solve` does, for the first run that is at fault, and then none is returned; a run whose own signal was aborted before it had an iterate
 * is at fault. Rejects with TypeError for runs that are no array of { solver, policy }.
 */
export async function solveTogether(problem: Problem, runs: readonly RunOf[], shared: Policy = {}): Promise<Run[]> {
  if (!Array.isArray(runs) || !runs.every((run) => typeof run?.solver?.drive === "function"))
    throw new TypeError("the runs are an array of { solver, policy }, each with a solver such as new GradientDescent()");
  const lockstep = new Lockstep();
  try {
    return await Promise.all(
      runs.map(({ solver, policy, problem: own = problem }) => lockstep.solve(solver, own, { ...shared, ...policy })),
    );
  } catch (error) {
    lockstep.abandon();
    throw error;
  }
}

/** The next question of a run, or the run where it has ended. Snapshots are passed over. */
function nextQuestion(drive: Generator<Event<State>, Run, void>): AskOf | Run {
  for (;;) {
    const next = drive.next();
    if (next.done) return next.value;
    if ("ask" in next.value) return next.value;
  }
}

/** Questions that are answered at once, and who asked them. */
interface Group {
  readonly asked: Joined[];
  readonly answers: AskOf | { readonly operator: MeasurementOperator; readonly asks: OperatorAsk[] };
}

/** Questions about one operator go together, in order; linear algebra goes alone. */
function groupsOf(all: readonly (AskOf & { readonly of: Joined })[]): Group[] {
  const groups = new Map<MeasurementOperator, { asked: Joined[]; asks: OperatorAsk[] }>();
  const alone: Group[] = [];
  for (const { operator, ask, of } of all) {
    if (ask.verb === "algebra") alone.push({ asked: [of], answers: { operator, ask } });
    else {
      const group = groups.get(operator) ?? { asked: [], asks: [] };
      group.asked.push(of);
      group.asks.push(ask);
      groups.set(operator, group);
    }
  }
  return [...alone, ...[...groups].map(([operator, { asked, asks }]) => ({ asked, answers: { operator, asks } }))];
}
