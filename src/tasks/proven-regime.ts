import { degreesOfFreedom, type Problem } from "../problem/problem.ts";
import type { StartingPoint } from "../problem/starting-points.ts";
import type { Regime } from "../solve/declarations.ts";
import type { AnySolver } from "../solvers/registry.ts";

/** Whether a solver comes with a guarantee on a problem, as far as that can be seen from outside. */
export interface RegimeCheck {
  /** "possible" where nothing that can be checked speaks against it: what the theorem assumes besides stands in `assumes`. */
  readonly state: "outside" | "possible" | "undeclared";
  /** What speaks against it. */
  readonly because: readonly string[];
  readonly assumes?: string;
  /** The kind of the solver's own start, such as "spectral" or "grown", where it begins at another one: that is in `because` too. */
  readonly ownStart?: string;
}

/** Restricted isometries, of which theorems speak; other kinds are none, or not known to be. */
const ISOMETRIES: ReadonlySet<string> = new Set([
  "gaussian",
  "symmetric-gaussian",
  "rademacher",
  "hadamard",
  "circulant",
  "pauli",
]);

/** Of those, dense matrices of one's own may be one. */
const UNKNOWN = "dense";

/**
 * The declared regime held against the problem, the searched rank k, the rank of the truth where that is known, and the start that the
 * solver is given; none where it begins at its own.
 */
export function checkRegime(problem: Problem, solver: Judged, k: number, start?: StartingPoint): RegimeCheck {
  const { regime } = solver;
  const ownStart = startMissed(solver, start);
  if (!regime) return { state: "undeclared", because: ofStart(ownStart), ...(ownStart && { ownStart }) };
  const because = [
    ...ofForm(problem, solver),
    ...ofLoss(problem, regime),
    ...ofColumns(problem, regime, k),
    ...ofSensing(problem, regime),
    ...ofStart(ownStart),
  ];
  return { state: because.length > 0 ? "outside" : "possible", because, assumes: regime.assumes, ...(ownStart && { ownStart }) };
}

type Judged = Pick<AnySolver, "regime" | "form" | "carries" | "defaultStart">;

/** Methods that begin at random may do so at any scale; those that compute where they begin have theorems, or practice, of that start alone. */
export function startMissed(
  { carries, defaultStart }: Omit<Judged, "regime" | "form">,
  start?: StartingPoint,
): string | undefined {
  if (!start || carries === "matrix") return undefined;
  const own = defaultStart.recorded?.kind ?? "random";
  return own === "random" || own === start.recorded?.kind ? undefined : own;
}

const ofStart = (ownStart: string | undefined): string[] =>
  ownStart === undefined
    ? []
    : [`it begins elsewhere than its own start, the ${ownStart} one: --start own (in a program start: "own")`];

const ofForm = ({ symmetric }: Problem, { form }: Pick<AnySolver, "form">): string[] =>
  (form === "symmetric") === symmetric
    ? []
    : [`it takes problems that are ${symmetric ? "not " : ""}symmetric, and this one is${symmetric ? "" : " not"}`];

const ofLoss = ({ loss }: Problem, regime: Regime): string[] =>
  loss.kind === regime.loss ? [] : [`the theory is of the ${regime.loss} loss, this problem carries the ${loss.kind} one`];

/** The rank of a truth that is given whole is not asked for. */
function ofColumns(problem: Problem, { columns }: Regime, k: number): string[] {
  const { truth, operator } = problem;
  if (!truth || !("left" in truth)) return [];
  const r = truth.left.cols;
  const d = degreesOfFreedom(problem, r);
  return [
    ...(operator.count < d ? [`${operator.count} measurements are fewer than the ${d} degrees of freedom of the truth`] : []),
    ...(columns === "k = r" && k !== r ? [`it needs k = r, and k is ${k} where r is ${r}`] : []),
    ...(columns === "k ≥ r" && k < r ? [`it needs k ≥ r, and k is ${k} where r is ${r}`] : []),
  ];
}

function ofSensing({ operator, symmetric }: Problem, { sensing }: Regime): string[] {
  const { kind } = operator;
  if (operator.symmetric && !symmetric && operator.rows > 1)
    return ["every A_i is symmetric, and sees nothing of X but ½(X + Xᵀ)"];
  if (sensing.length === 0) return ["recovery is proved for no kind of measurements"];
  if (kind === UNKNOWN) return [];
  const known = kind === "entries" ? "entries" : ISOMETRIES.has(kind) ? "isometry" : undefined;
  if (known && sensing.includes(known)) return [];
  const covered = sensing.map((one) => (one === "entries" ? "sampled entries" : "restricted isometries")).join(" and ");
  return [`the theory covers ${covered}, not ${kind}`];
}
