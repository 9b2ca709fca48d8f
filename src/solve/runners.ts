import { setImmediate } from "node:timers/promises";
import { runLater } from "../linalg/computing.ts";
import { copyFactors } from "../linalg/matrix.ts";
import { type AskOf, answer, type MeasurementOperator, type OperatorAsk } from "../operators/operator.ts";
import type { Event } from "./drive.ts";
import type { Run } from "./policy.ts";
import type { Snapshot, State } from "./snapshot.ts";

type Running<S extends State> = Generator<Event<S>, Run, void>;

/** Floating-point operations (about a millisecond of them) above which a question leaves the main thread. */
const HEAVY = 2e6;
/** Milliseconds after which the event loop gets its turn. */
const TURN = 8;

/** Answers every question in place. */
export function answerNow<S extends State>(run: Running<S>): Run {
  for (let next = run.next(); ; next = run.next()) {
    if (next.done) return next.value;
    if ("ask" in next.value) answer(next.value.operator, next.value.ask);
  }
}

/** Answers heavy questions on the core's own threads, light ones in place, and yields to the event loop in between. */
export async function answerLater<S extends State>(run: Running<S>): Promise<Run> {
  const yielding = turns();
  for (let next = run.next(); ; next = run.next()) {
    if (next.done) return next.value;
    if ("ask" in next.value) await respond(next.value);
    await yielding();
  }
}

/** The snapshots of a run, each a copy of its iterate. */
export async function* snapshots<S extends State>(run: Running<S>): AsyncGenerator<Snapshot<S>, Run, void> {
  const yielding = turns();
  for (let next = run.next(); ; next = run.next()) {
    if (next.done) return next.value;
    if ("ask" in next.value) await respond(next.value);
    else yield copyOf(next.value.snapshot);
    await yielding();
  }
}

/** Gives the event loop its turn where the last one was long enough ago. */
export function turns(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last <= TURN) return undefined;
    return setImmediate().then(() => {
      last = performance.now();
    });
  };
}

/** The answer to one question: on the core's own threads where it is heavy and they can, else in place. */
function respond({ operator, ask }: AskOf): Promise<void> | void {
  if (ask.verb !== "algebra") return respondAll({ operator, asks: [ask] });
  const off = operator.kernels.offThread;
  if (off && ask.call.work > HEAVY) return runLater(off, ask.call);
  answer(operator, ask);
}

/** The same of several questions about one operator, in one pass where they are alike. */
export function respondAll(
  group: AskOf | { readonly operator: MeasurementOperator; readonly asks: readonly OperatorAsk[] },
): Promise<void> | void {
  if ("ask" in group) return respond(group);
  const { operator, asks } = group;
  const work = asks.reduce((sum, { x }) => sum + operator.work(x.left.cols), 0);
  if (operator.answerAsync && work > HEAVY) return operator.answerAsync(asks);
  operator.answerAll(asks);
}

function copyOf<S extends State>(snapshot: Snapshot<S>): Snapshot<S> {
  const state = structuredClone(snapshot.state);
  const history = snapshot.history.prefix(snapshot.iteration + 1);
  return { ...snapshot, history, state: { ...state, x: copyFactors(snapshot.state.x) } };
}
