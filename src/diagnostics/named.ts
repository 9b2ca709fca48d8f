import { nearest } from "../parameters/nearest.ts";
import type { Problem } from "../problem/problem.ts";
import type { Diagnostic } from "../solve/snapshot.ts";
import { type Subspaces, truthSubspaces } from "./against-truth.ts";
import { type DiagnosticKind, diagnostics, type Need } from "./registry.ts";

/** The run that is to be recorded. */
export interface RecordedRun {
  readonly problem: Problem;
  /** The searched rank k. */
  readonly rank: number;
  readonly solver: { readonly name: string; readonly carries: "factors" | "matrix" };
  readonly maxMemory?: number | undefined;
}

/**
 * Diagnostics by the names of the registry, for a policy's `record`. Throws RangeError for a name that there is not (with a suggestion) and for what the run
 * does not have: a truth, factors, its form, real numbers, as many columns as the truth has rank; NotEnoughMemory.
 */
export function diagnosticsNamed(names: readonly string[], run: RecordedRun): Diagnostic[] {
  let found: Subspaces | undefined;
  const subspaces = (): Subspaces => (found ??= truthSubspaces(run.problem));
  return [...new Set(names)].map((name) => {
    const kind = kindNamed(name);
    for (const need of kind.needs) {
      const missing = lacks[need](run, subspaces);
      if (missing) throw new RangeError(`${name} cannot be recorded: ${missing}`);
    }
    return kind.create({ problem: run.problem, subspaces, maxMemory: run.maxMemory });
  });
}

function kindNamed(name: string): DiagnosticKind {
  if (Object.hasOwn(diagnostics, name)) return diagnostics[name];
  const known = Object.keys(diagnostics);
  const close = nearest(name, known);
  throw new RangeError(
    `there is no diagnostic "${name}"${close ? `; did you mean "${close}"?` : ""}; there are ${known.join(", ")}`,
  );
}

/** What a run lacks of each need, if it does. */
const lacks: Readonly<Record<Need, (run: RecordedRun, subspaces: () => Subspaces) => string | false>> = {
  truth: ({ problem }) => !problem.truth && "it compares with the truth, which this problem does not know",
  factors: ({ solver }) => solver.carries === "matrix" && `it looks at factors, and ${solver.name} searches whole matrices`,
  real: ({ problem }) => problem.operator.field === "complex" && "it is of real problems, and this one is complex",
  symmetric: ({ problem }) => !problem.symmetric && "it is of symmetric problems, X = F·Fᵀ, and this one is not symmetric",
  asymmetric: ({ problem }) =>
    problem.symmetric && "it compares the two factors of X = L·Rᵀ, and this problem is symmetric, X = F·Fᵀ",
  columns: ({ rank }, subspaces) => {
    const { cols } = subspaces().u;
    return rank < cols && `it needs a searched rank of at least that of the truth, ${cols}, got ${rank}`;
  },
};
