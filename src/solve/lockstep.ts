import type { AskOf, MeasurementOperator, OperatorAsk } from "../operators/operator.ts";
import type { Problem } from "../problem/problem.ts";
import type { Event } from "./drive.ts";
import type { Policy, Run } from "./policy.ts";
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

/**
 * Several runs over one operator in lockstep: where all of them wait for a gradient, one pass over 𝒜 answers them all. Solvers, ranks, starts and
 * steps may differ; each run has the bits that it has alone (its times excepted), and ends by its own rule. `shared` is the policy
 * of every run where its own does not say otherwise. The runs come back in their order.
 *
 * Rejects as `solve` does, for the first run that is at fault, and then none is returned.
 */
export async function solveTogether(problem: Problem, runs: readonly RunOf[], shared: Policy = {}): Promise<Run[]> {
  const drives = runs.map(({ solver, policy, problem: own = problem }) => {
    const all = { ...shared, ...policy };
    all.signal?.throwIfAborted();
    return solver.drive(own, all);
  });
  const done = new Array<Run>(runs.length);
  const yielding = turns();
  let waiting = drives.map((drive, index) => ({ drive, index }));
  while (waiting.length > 0) {
    const asks: AskOf[] = [];
    const going: typeof waiting = [];
    for (const one of waiting) {
      const next = nextQuestion(one.drive);
      if ("status" in next) done[one.index] = next;
      else {
        asks.push(next);
        going.push(one);
      }
      await yielding();
    }
    for (const group of groupsOf(asks)) await respondAll(group);
    waiting = going;
  }
  return done;
}

/** The next question of a run, or the run where it has ended. Snapshots are passed over. */
function nextQuestion(drive: Generator<Event<State>, Run, void>): AskOf | Run {
  for (;;) {
    const next = drive.next();
    if (next.done) return next.value;
    if ("ask" in next.value) return next.value;
  }
}

/** Questions about one operator go together, in order; linear algebra goes alone. */
function groupsOf(asks: readonly AskOf[]): (AskOf | { operator: MeasurementOperator; asks: OperatorAsk[] })[] {
  const groups = new Map<MeasurementOperator, OperatorAsk[]>();
  const alone: AskOf[] = [];
  for (const { operator, ask } of asks) {
    if (ask.verb === "algebra") alone.push({ operator, ask });
    else {
      const group = groups.get(operator);
      if (group) group.push(ask);
      else groups.set(operator, [ask]);
    }
  }
  return [...alone, ...[...groups].map(([operator, group]) => ({ operator, asks: group }))];
}
