import { nearest } from "../parameters/nearest.ts";
import type { Problem } from "../problem/problem.ts";
import { type AnySolver, type SolverClass, solvers } from "../solvers/registry.ts";

/**
 * The solver of that name with those options, or the default: gd-symmetric where the problem is symmetric, else gd.
 * Throws RangeError for an unknown name (with a suggestion), an option it does not take, or a solver of the other form.
 */
export function chooseSolver(
  { symmetric, operator }: Problem,
  name: string = symmetric ? "gd-symmetric" : "gd",
  options: Readonly<Record<string, unknown>> = {},
): AnySolver {
  const known: Readonly<Record<string, SolverClass>> = solvers;
  if (!Object.hasOwn(known, name)) {
    const close = nearest(name, Object.keys(known));
    throw new RangeError(
      `there is no solver "${name}"${close ? `; did you mean "${close}"?` : ""}; there are ${Object.keys(known).join(", ")}`,
    );
  }
  const solver = new known[name](options as Record<string, never>);
  const form = symmetric ? "symmetric" : "asymmetric";
  if (solver.form === form) return solver;
  // Those that are about single entries alone would refuse the next.
  const fitting = Object.keys(known).filter((other) => {
    const { form: taken, regime } = new known[other]();
    const entriesAlone = regime?.sensing.length === 1 && regime.sensing[0] === "entries";
    return taken === form && !(entriesAlone && operator.kind !== "entries");
  });
  throw new RangeError(
    `this problem is ${symmetric ? "symmetric, X = F·Fᵀ" : "not symmetric, X = L·Rᵀ"}, which ${name} does not take; these do: ${fitting.join(", ")}`,
  );
}
