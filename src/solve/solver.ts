import type { Factors } from "../linalg/matrix.ts";
import type { Parameters, Values } from "../parameters/parameter.ts";
import { readValues } from "../parameters/values.ts";
import type { Asking } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { randomStart, type StartingPoint } from "../problem/starting-points.ts";
import type { Cost, Regime } from "./declarations.ts";
import { Drive } from "./drive.ts";
import type { Policy, Run } from "./policy.ts";
import { refuseIfAborted } from "./refuse-if-aborted.ts";
import { relativeGradient } from "./relative-gradient.ts";
import { answerLater, answerNow, snapshots } from "./runners.ts";
import type { Snapshot, State } from "./snapshot.ts";
import type { StopRule } from "./stop-rules.ts";
import { refusal, type Takes } from "./takes.ts";

/** Older versions of Node have the symbol, and generators without it. */
function disposable<S, R>(generator: AsyncGenerator<S, R, void>): AsyncGenerator<S, R, void> {
  const value = async (): Promise<void> => void (await generator.return(undefined as R));
  return Symbol.asyncDispose in generator ? generator : Object.defineProperty(generator, Symbol.asyncDispose, { value });
}

/**
 * An algorithm: how to start and how to step, nothing else. It holds no loop, prints nothing, never decides to stop, and keeps
 * everything it carries in its state, which is plain data.
 */
export abstract class Solver<P extends Parameters, S extends State> {
  /** The literature's short name: "scaled-gd". */
  abstract readonly name: string;
  abstract readonly reference: string;
  /** Which problems it takes: X = L·Rᵀ, or X = F·Fᵀ. */
  abstract readonly form: "asymmetric" | "symmetric";
  /** The name of a solver for problems of the other form, which a refusal points to. */
  readonly counterpart?: string;
  /** What it takes of these; a subgradient method the absolute loss alone, say. */
  readonly takes: Takes = {};
  readonly regime?: Regime;
  readonly cost?: Cost;
  /**
   * What it carries: factors with as many columns as the searched rank, or a whole matrix X: as { left: X, right: I }, whose gradient
   * { left: 𝒜*(r), right: 𝒜*(r)ᵀX } is then asked for at that pair, or as factors of full rank, which everything that reads an
   * estimate knows, with that pair beside them. Without a start and a rank a whole matrix begins at full rank.
   */
  readonly carries: "factors" | "matrix" = "factors";
  /** Where a run begins unless the policy says otherwise. */
  readonly defaultStart: StartingPoint = randomStart();
  /** Names of the options that shape the default start and nothing else. */
  readonly startOptions: readonly string[] = [];
  /** Columns that are zero at the end it has emptied: whether the loss falls along them, as it does along noise, is no matter of a saddle. */
  readonly emptiesColumns: boolean = false;
  /** Plain descent, which finds a low rank with surplus columns, and ends soon, only from a start that is small beside the data; from another one a run is warned of. */
  readonly needsSmallStart: boolean = false;
  /** What ends a run beside the default rules, where the caller names neither rules nor a tolerance. */
  readonly enough?: StopRule;
  /** The declared parameters with what was given, checked and frozen. */
  readonly options: Values<P>;

  constructor(owner: string, declared: P, options: Readonly<Record<string, unknown>>) {
    this.options = readValues(owner, declared, options);
  }

  /** The state at x0, which it may keep: asks for the first gradient. */
  abstract start(problem: Problem, x0: Factors): Asking<S>;

  /** Moves x in place, then asks for the gradient there: ask last. */
  abstract step(state: S, problem: Problem): Asking;

  /** Why it does not take this problem, naming solvers that do; undefined where it does. */
  refusal(problem: Problem): string | undefined {
    return refusal(this, problem);
  }

  /** How far the state is from a point where the method rests, free of every scale: what `gradientBelow` and `stalledFor` watch. */
  stationarity(state: S, problem: Problem): number {
    return relativeGradient(problem, state);
  }

  /**
   * Runs to the end; heavy questions are answered on the core's own threads and the event loop stays free.
   * Rejects with RangeError or TypeError for a caller's mistake, and with the signal's reason where it was aborted before.
   * Numbers breaking down end in `run.status`.
   */
  async solve(problem: Problem, policy: Policy = {}): Promise<Run> {
    refuseIfAborted(policy.signal);
    return answerLater(this.drive(problem, policy));
  }

  /** The same, in place: blocks until the run has ended, with the same bits. */
  solveSync(problem: Problem, policy: Policy = {}): Run {
    refuseIfAborted(policy.signal);
    return answerNow(this.drive(problem, policy));
  }

  /** The snapshots as they come, from iteration 0; returns the run. What is handed out is a copy. Leaving a loop over them ends the run, and so does `await using`. */
  iterate(problem: Problem, policy: Policy = {}): AsyncGenerator<Snapshot<S>, Run, void> {
    refuseIfAborted(policy.signal);
    return disposable(snapshots(this.drive(problem, policy, true)));
  }

  /** The run as its questions, and snapshots if it is watched, for whoever answers them: `solve`, or `solveTogether` with those of other runs. */
  drive(problem: Problem, policy: Policy, watched = false): ReturnType<Drive<S>["run"]> {
    const refused = this.refusal(problem);
    if (refused) throw new RangeError(refused);
    return new Drive<S>(this, problem, policy).run(watched);
  }
}
