import { nearest } from "../parameters/nearest.ts";
import type { Problem } from "../problem/problem.ts";
import { type AnySolver, type SolverClass, solvers } from "../solvers/registry.ts";

const known: Readonly<Record<string, SolverClass>> = solvers;

/** The solver of that name with those options. Throws RangeError for an unknown name (with a suggestion) and for an option it does not take. */
export function namedSolver(name: string, options: Readonly<Record<string, unknown>> = {}): AnySolver {
  if (!Object.hasOwn(known, name)) {
    const close = nearest(name, Object.keys(known));
    throw new RangeError(
      `there is no solver "${name}"${close ? `; did you mean "${close}"?` : ""}; there are ${Object.keys(known).join(", ")}`,
    );
  }
  return new known[name](options as Record<string, never>);
}

/**
 * The solver of that name with those options, or the default: gd-symmetric where the problem is symmetric, else gd.
 * Throws RangeError for what `namedSolver` refuses, and for a solver of the other form.
 */
export function chooseSolver(
  problem: Problem,
  name: string = problem.symmetric ? "gd-symmetric" : "gd",
  options: Readonly<Record<string, unknown>> = {},
): AnySolver {
  const { symmetric } = problem;
  const solver = namedSolver(name, options);
  if ((solver.form === "symmetric") === symmetric) return solver;
  const fitting = Object.keys(known).filter((other) => !new known[other]().refusal(problem));
  throw new RangeError(
    `this problem is ${symmetric ? "symmetric, X = F·Fᵀ" : "not symmetric, X = L·Rᵀ"}, which ${name} does not take; these do: ${fitting.join(", ")}`,
  );
}
