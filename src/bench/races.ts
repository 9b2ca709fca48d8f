import { relativeError } from "../diagnostics/relative-error.ts";
import { answered } from "../problem/answered.ts";
import { dataNorm } from "../problem/data-spectrum.ts";
import { latest } from "../solve/snapshot.ts";
import { anyOf, diverged, iterations, type StopRule, seconds } from "../solve/stop-rules.ts";
import { type SolverClass, solvers } from "../solvers/registry.ts";
import { ERRORS, type Racer, race } from "./race.ts";
import { type Setting, settings } from "./race-settings.ts";
import type { Result } from "./result.ts";
import type { Stage } from "./stage.ts";

/** Solvers that take more columns than the true rank, for they are made for that. */
const WIDE = new Set(["gd-modified"]);

/** Every solver of the registry that applies, against its twin in NumPy: the same problem, start and step; time to each error. */
export async function* races(stage: Stage): AsyncGenerator<Result> {
  for (const setting of settings(stage))
    for (const [name, Class] of Object.entries<SolverClass>(solvers)) {
      const called = `solve-${name}-${setting.name}`;
      if (!stage.wanted(called)) continue;
      stage.say(called);
      const racer = await enter(stage, setting, Class);
      if (typeof racer === "string") stage.say(`${called} is left out: ${racer}`);
      else yield await race(stage, called, setting, racer);
    }
  await stage.peers.end();
}

const reaches =
  (error: number): StopRule =>
  (snapshot) =>
    latest(snapshot, "relativeError") <= error
      ? { status: "converged", reason: `the relative error is at most ${error}` }
      : undefined;

/** Finds out, untimed, when the solver reaches each error; or says why it does not take part. */
async function enter(stage: Stage, setting: Setting, Class: SolverClass): Promise<Racer | string> {
  const given = setting.problem(new Class().form);
  // Both are given the step size, so what it is made of is known beforehand too.
  const problem = { ...given, dataNorm: answered(given.operator, dataNorm(given)) };
  const automatic = Class.parameters["stepSize"]?.default === "auto";
  const options = automatic ? { stepSize: 0.5 / problem.dataNorm } : {};
  const solver = new Class(options as Record<string, never>);
  const rank = setting.rank * (WIDE.has(solver.name) ? 2 : 1);
  const stop = anyOf(diverged(1e6), reaches(ERRORS[ERRORS.length - 1]), iterations(20_000), seconds(stage.quick ? 2 : 60));
  try {
    const { estimate } = solver.solveSync(problem, { rank, stop: iterations(0) });
    // What a method of whole matrices begins from is no start of factors: it may be zero, or have more columns than any.
    const start = solver.carries === "matrix" ? undefined : estimate;
    const record = [relativeError(() => true)];
    const { history } = await solver.solve(problem, { rank, start, stop, signal: stage.signal, record });
    stage.signal.throwIfAborted();
    const errors = history.column("relativeError");
    const reached = ERRORS.map((error) => errors.findIndex((value) => value <= error));
    const marks = reached.filter((at) => at >= 0).map((at) => Math.max(1, at));
    return marks.length
      ? { solver, problem, rank, start, marks }
      : `its relative error is ${errors[errors.length - 1].toPrecision(2)} after ${errors.length - 1} iterations`;
  } catch (cause) {
    if (cause instanceof RangeError) return cause.message;
    throw cause;
  }
}
