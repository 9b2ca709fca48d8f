import { norm } from "../linalg/arithmetic.ts";
import { withoutZeros } from "../linalg/columns.ts";
import { copyFactors, type Factors } from "../linalg/matrix.ts";
import type { AskOf } from "../operators/operator.ts";
import { type Breakdown, isBreakdown } from "../problem/asking.ts";
import { leastCurvature } from "../problem/curvature.ts";
import { dataNorm } from "../problem/data-spectrum.ts";
import { identifiability } from "../problem/identifiability.ts";
import type { Problem } from "../problem/problem.ts";
import type { StartRecord } from "../problem/starting-points.ts";
import { seedText } from "../random/seed.ts";
import { Table } from "../table/table.ts";
import { type HeldOutPart, splitHeldOut } from "./held-out.ts";
import type { Policy, Run } from "./policy.ts";
import { prepare } from "./prepare.ts";
import { jsonable } from "./run-as-json.ts";
import type { Snapshot, State } from "./snapshot.ts";
import type { Solver } from "./solver.ts";
import { lowestHeldOut, type Verdict } from "./stop-rules.ts";
import { verdictOfHeldOut } from "./verdict-of-held-out.ts";
import { atSaddle, determines, largeStart, meanProductSize, saddle, underdetermined, undetermined } from "./warnings.ts";

const OWN = new Set([
  "iteration",
  "seconds",
  "asks",
  "value",
  "relativeResidual",
  "relativeGradient",
  "heldOutResidual",
  "lowestHeldOutAt",
]);

/** What the loop hands out: questions to answer in place, and the snapshot after each iteration. */
export type Event<S extends State> = AskOf | { readonly snapshot: Snapshot<S> };

/** The one loop: start, then step, look and judge until a rule, an abort, a breakdown or a number that is not finite ends it. */
export class Drive<S extends State> {
  readonly #history = new Table();
  readonly #began = performance.now();
  #asks = 0;
  #start: StartRecord = { kind: "own" };
  #startSize = 0;
  #kept: { x: Factors; iteration: number; certificate: State["certificate"] } | undefined;

  constructor(
    private readonly solver: Pick<
      Solver<never, S>,
      "start" | "step" | "defaultStart" | "needsSmallStart" | "emptiesColumns" | "carries" | "cost" | "enough" | "stationarity"
    >,
    private readonly whole: Problem,
    private readonly policy: Policy,
  ) {}

  /** `watched`: whether the snapshots are handed out too. One generator for the loop itself: each that passes questions on takes time. */
  *run(watched = false): Generator<Event<S>, Run, void> {
    const { rank, start, stop, seed } = prepare(this.solver, this.whole, this.policy);
    this.#start = start.recorded ?? this.#start;
    const split = stop.heldOut && splitHeldOut(this.whole, stop.heldOut);
    const heldOut = split?.heldOut;
    const fitted = split?.fitted ?? this.whole;
    const spectral = yield* this.#ask(fitted, dataNorm(fitted));
    if (isBreakdown(spectral)) throw new RangeError(`‖𝒜*(y)‖₂ could not be computed: ${spectral.reason}`);
    if (!(spectral > 0))
      throw new RangeError("𝒜*(y) is zero: the measurements are orthogonal to everything that can be measured");
    const problem: Problem = { ...fitted, dataNorm: spectral };

    const x0 = yield* this.#ask(problem, start(problem, rank, seed));
    if (isBreakdown(x0)) throw new RangeError(`no starting point: ${x0.reason}`);
    this.#startSize = meanProductSize(x0);
    const state = yield* this.#ask(problem, this.solver.start(problem, copyFactors(x0)));
    if (isBreakdown(state)) return yield* this.#finish(problem, x0, rank, { status: "breakdown", reason: state.reason }, 0);

    const size = norm(problem.measurements);
    for (let iteration = 0; ; iteration++) {
      const snapshot: Snapshot<S> = { iteration, problem, state, history: this.#history };
      if (heldOut) yield { operator: heldOut.operator, ask: { verb: "measure", x: state.x, out: heldOut.out } };
      const finite = this.#look(snapshot, size, heldOut);
      if (finite) this.#keep(snapshot, heldOut !== undefined);
      if (watched) yield { snapshot };

      let verdict = finite ? stop(snapshot) : nonFinite(iteration);
      if (!verdict && this.policy.signal?.aborted) verdict = { status: "aborted", reason: `aborted at iteration ${iteration}` };
      if (verdict) return yield* this.#finish(problem, state.x, rank, verdict, iteration);
      const flaw = yield* this.#ask(problem, this.solver.step(state, problem));
      if (isBreakdown(flaw)) {
        const reason = `${flaw.reason} (iteration ${iteration + 1})`;
        return yield* this.#finish(problem, state.x, rank, { status: "breakdown", reason }, iteration);
      }
    }
  }

  /** Passes a solver's questions on, counting those that are about the data. */
  *#ask<T>({ operator }: Problem, asking: Generator<AskOf["ask"], T | Breakdown, void>): Generator<AskOf, T | Breakdown, void> {
    for (let next = asking.next(); ; next = asking.next()) {
      if (next.done) return next.value;
      if (!this.#kept) this.policy.signal?.throwIfAborted(); // nothing to return yet
      if (next.value.verb !== "algebra") this.#asks++;
      yield { operator, ask: next.value };
    }
  }

  /** A check after the run; an abort ends it without an answer. */
  *#unlessAborted<T>({ operator }: Problem, asking: Generator<AskOf["ask"], T, void>): Generator<AskOf, T | undefined, void> {
    for (let next = asking.next(); !this.policy.signal?.aborted; next = asking.next()) {
      if (next.done) return next.value;
      yield { operator, ask: next.value };
    }
    return undefined;
  }

  /** Appends this iteration's row; whether value and gradient are finite. `size` is ‖y‖₂. */
  #look(snapshot: Snapshot<S>, size: number, heldOut?: HeldOutPart): boolean {
    const { iteration, problem, state } = snapshot;
    const { value, residualNorm } = state.gradient;
    const gradient = this.solver.stationarity(state, problem);
    this.#history.append({
      iteration,
      seconds: (performance.now() - this.#began) / 1000,
      asks: this.#asks,
      value: problem.symmetric ? 0.5 * value : value,
      relativeResidual: residualNorm / size,
      relativeGradient: gradient,
    });
    if (heldOut) this.#history.amend(this.#judged(heldOut.residual(), iteration));
    for (const { columns, due } of this.policy.record ?? []) if (due?.(iteration) ?? true) this.#record(columns(snapshot));
    this.#report();
    return Number.isFinite(value) && Number.isFinite(gradient);
  }

  /** Throws RangeError for a diagnostic's column that is the driver's own: stop rules read those. */
  #record(row: Readonly<Record<string, number>>): void {
    const own = Object.keys(row).find((name) => OWN.has(name));
    if (own) throw new RangeError(`a diagnostic writes the column "${own}", which is the driver's own`);
    this.#history.amend(row);
  }

  /** The held-out residual, and the iteration at which it was lowest so far. */
  #judged(heldOutResidual: number, iteration: number): Record<string, number> {
    const before = iteration > 0 ? this.#history.get("lowestHeldOutAt", iteration - 1) : 0;
    const lower = iteration === 0 || heldOutResidual < this.#history.get("heldOutResidual", before);
    return { heldOutResidual, lowestHeldOutAt: lower ? iteration : before };
  }

  #report(): void {
    if (!this.policy.onProgress) return;
    const row = this.#history.at(this.#history.length - 1);
    this.policy.onProgress({
      iteration: row.iteration,
      seconds: row.seconds,
      value: row.value,
      relativeResidual: row.relativeResidual,
      ...(this.#history.has("heldOutResidual") && { heldOutResidual: row.heldOutResidual }),
    });
  }

  /** Remembers the iterate to return: the best on held-out data, else the last finite one (a copy: the step writes in place). */
  #keep({ state, iteration, history }: Snapshot<S>, heldOut: boolean): void {
    if (heldOut && lowestHeldOut({ history }).iteration !== iteration) return;
    if (this.#kept) {
      copyInto(this.#kept.x, state.x);
      this.#kept.iteration = iteration;
      this.#kept.certificate = state.certificate;
    } else this.#kept = { x: copyFactors(state.x), iteration, certificate: state.certificate };
  }

  *#finish(problem: Problem, x: Factors, rank: number, verdict: Verdict, iterations: number): Generator<AskOf, Run, void> {
    const { x: estimate, iteration, certificate } = this.#kept ?? { x, iteration: 0, certificate: undefined };
    const heldOut = this.#history.has("heldOutResidual");
    const judged = heldOut ? verdictOfHeldOut(verdict, this.#history, iterations) : verdict;
    const blownUp = judged.status === "diverged" || judged.status === "breakdown";
    const sound = !blownUp && judged.status !== "aborted";
    const rests =
      !heldOut && this.solver.carries === "factors" && (judged.status === "stationary" || judged.status === "stalled");
    const rested = this.solver.emptiesColumns ? withoutZeros(estimate) : estimate;
    const curvature = rests ? yield* this.#unlessAborted(problem, leastCurvature(problem, rested)) : undefined;
    const { status, reason } = atSaddle(judged, curvature);
    const converged = status === "converged" || status === "stationary" || status === "validated";
    const begun = { ...this.#start, size: this.#startSize };
    const known = sound ? yield* identifiability(problem, estimate) : undefined;
    return jsonable({
      status,
      reason,
      estimate,
      iteration,
      iterations,
      rank,
      converged,
      history: this.#history,
      asks: this.#asks,
      seconds: (performance.now() - this.#began) / 1000,
      relativeResidual: this.#history.get("relativeResidual", iteration),
      ...(heldOut && { heldOutResidual: this.#history.get("heldOutResidual", iteration) }),
      warnings: [
        ...saddle(curvature),
        ...(known ? underdetermined(problem, known) : []),
        ...(this.solver.needsSmallStart
          ? largeStart(problem, begun, { rank, converged, determined: known !== undefined && determines(problem, known) })
          : []),
        ...(blownUp && this.solver.carries === "factors" ? undetermined(problem, rank) : []),
      ],
      ...(curvature !== undefined && { curvature }),
      ...(known && { identifiability: known }),
      ...(certificate && { certificate }),
      start: this.#start,
      seed: seedText(this.policy.seed ?? 0),
      backend: problem.kernels.name,
    });
  }
}

const nonFinite = (iteration: number): Verdict => ({
  status: "diverged",
  reason: `a number was not finite at iteration ${iteration}; the last finite iterate is returned, and a smaller step may help`,
});

function copyInto(out: Factors, x: Factors): void {
  copyNumbers(out.left.data, x.left.data);
  if (out.right !== out.left) copyNumbers(out.right.data, x.right.data);
}

/** Few numbers are copied sooner by a loop than by a call of the engine's. */
function copyNumbers(out: Float64Array, from: Float64Array): void {
  if (from.length > 64) out.set(from);
  else for (let i = 0; i < from.length; i++) out[i] = from[i];
}
