import type { Factors } from "../linalg/matrix.ts";
import { identity } from "../linalg/matrix.ts";
import { answer } from "../operators/operator.ts";
import { type Identifiability, identifiability } from "../problem/identifiability.ts";
import type { Problem } from "../problem/problem.ts";
import { type SolverClass, solvers } from "../solvers/registry.ts";
import { type Bars, blurFactor, DESCENT_BARS, measurementsAt, sampleBars } from "../theory/bars.ts";

/** Between which bars m stands. */
export type Place = "symmetric-part" | "below-degrees-of-freedom" | "low-rank" | "convex" | "psd-only" | "least-squares";

export interface Standing {
  readonly rank: number;
  readonly count: number;
  /** Whole numbers of measurements. */
  readonly bars: Bars;
  /** By a factor between this and 1 local rates are slower than with all of M observed. */
  readonly blurFactor: number;
  readonly place: Place;
  readonly meaning: string;
  readonly solvers: readonly { readonly name: string; readonly outlook: string }[];
  /** The bars are of Gaussian operators; for another kind they are a guide. */
  readonly gaussian: boolean;
}

const MEANING: Readonly<Record<Place, string>> = {
  "symmetric-part":
    "every A_i is symmetric, so that ½(X + Xᵀ) is all they see of X: no number of them determines M, unless M ⪰ 0 is known and said by `symmetric: true`",
  "below-degrees-of-freedom": "no method can find M: other matrices of its rank fit as well",
  "low-rank":
    "many matrices fit, and the nuclear norm does not single M out: only a method that seeks low rank, or whose path prefers it, can find M",
  convex:
    "many matrices fit, but M is the one of least nuclear norm: convex methods find it, and so can descent that prefers low rank",
  "psd-only": "M is the only positive semidefinite matrix that fits: whatever fits is M, and methods differ in speed alone",
  "least-squares": "M is the only matrix that fits: least squares finds it, and methods differ in speed alone",
};

/**
 * Methods that search no rank go to the matrix that fits with the least nuclear norm, up to what one of their options adds: named here as in their
 * declarations, with the limit in which it adds nothing. `exact` where the only matrix that fits is found whatever its value.
 */
const LIMITS: Readonly<Record<string, { readonly letter: string; readonly limit: string; readonly exact: boolean }>> = {
  alpha: { letter: "α", limit: "as α goes to 0", exact: true },
  beta: { letter: "β", limit: "as β goes to 0", exact: true },
  threshold: { letter: "θ", limit: "as θ grows", exact: true },
  penalty: { letter: "λ", limit: "as λ goes to 0", exact: false },
};

const WHOLE: Readonly<Record<Place, string>> = {
  "symmetric-part": "cannot find more of M than ½(M + Mᵀ)",
  "below-degrees-of-freedom": "cannot find M",
  "low-rank": "does not find M: a matrix of less nuclear norm fits as well",
  convex: "finds M",
  "psd-only": "finds M",
  "least-squares": "finds M",
};

/** Rules that were made for training, with no penalty on X: what they prefer among the matrices that fit is no norm of it. */
const RULE: Readonly<Record<Place, string>> = {
  ...WHOLE,
  "low-rank": "fits the data with a matrix that its rule prefers, and that is not M",
  convex: "fits the data with a matrix that its rule prefers, and that is not M",
};

function ofWhole(place: Place, { parameters }: SolverClass): string {
  const option = Object.keys(LIMITS).find((name) => Object.hasOwn(parameters, name));
  if (option === undefined || !WHOLE[place].startsWith("finds M")) return WHOLE[place];
  const { letter, limit, exact } = LIMITS[option];
  return exact && place !== "convex" ? `finds M, for any ${letter}` : `finds M ${limit}`;
}

/** Where m stands among the bars of matrices of this rank. Throws RangeError for a rank that M cannot have. */
export function whereStands(problem: Problem, rank: number): Standing {
  const { operator, symmetric } = problem;
  const complex = operator.field === "complex";
  const [rows, cols] = complex ? [operator.rows / 2, operator.cols / 2] : [operator.rows, operator.cols];
  const exact = sampleBars({ rows, cols, rank, symmetric, field: operator.field });
  const bars: Bars = {
    ...exact,
    nuclearNorm: measurementsAt(exact.nuclearNorm),
    ...(exact.psdOnly !== undefined && { psdOnly: measurementsAt(exact.psdOnly) }),
  };
  // Where a skew part is possible and not seen, a matrix with any other one fits as well.
  const unseen = operator.symmetric && !symmetric && rows > 1;
  const place = unseen ? "symmetric-part" : placeOf(bars, operator.count);
  return {
    rank,
    count: operator.count,
    bars,
    blurFactor: blurFactor(exact, operator.count),
    place,
    meaning: MEANING[place],
    solvers: outlooks(problem, operator.count / bars.degreesOfFreedom, place),
    gaussian: operator.kind === "gaussian" || operator.kind === "symmetric-gaussian",
  };
}

function placeOf({ degreesOfFreedom, nuclearNorm, psdOnly, leastSquares }: Bars, count: number): Place {
  if (count < degreesOfFreedom) return "below-degrees-of-freedom";
  if (count >= leastSquares) return "least-squares";
  if (psdOnly !== undefined && count >= psdOnly) return "psd-only";
  return count >= nuclearNorm ? "convex" : "low-rank";
}

/** What it means for every solver of the registry: those that descend on factors go by their form and options, those of whole matrices by the bar alone. */
function outlooks({ symmetric, operator }: Problem, ratio: number, place: Place): Standing["solvers"] {
  return Object.entries<SolverClass>(solvers).map(([name, Class]) => {
    const { form, takes, carries, enough } = new Class();
    if ((form === "symmetric") !== symmetric)
      return { name, outlook: `takes problems that are ${symmetric ? "not " : ""}symmetric` };
    if (takes.measurements === "entries" && !operator.mostRepeated) return { name, outlook: "takes single entries alone" };
    if (carries === "matrix") return { name, outlook: enough ? ofWhole(place, Class) : RULE[place] };
    const damped = Class.parameters.damping?.default === 0 ? ", with damping > 0" : "";
    return { name, outlook: outlook(place, ratio, damped, symmetric) };
  });
}

function outlook(place: Place, ratio: number, damped: string, symmetric: boolean): string {
  if (place === "below-degrees-of-freedom" || place === "symmetric-part") return WHOLE[place];
  const exact =
    ratio < DESCENT_BARS.usually
      ? "k = r often fails"
      : ratio < DESCENT_BARS.exactRank
        ? "k = r usually finds M"
        : "k = r finds M";
  const slowly = symmetric ? "from any start, though plain descent then slows down to an error of 1/t" : "from any start";
  if (place === "psd-only" || place === "least-squares") return `${exact}; k > r too${damped}, ${slowly}`;
  const small = `a small start (α ≤ 10⁻³)${damped}`;
  const over =
    ratio >= DESCENT_BARS.overparameterized
      ? `k > r finds M from ${small}, and fits the data with another matrix from a large one`
      : `k > r often fails even from ${small}`;
  return `${exact}; ${over}`;
}

/** σ_min of 𝒜 on the tangent space at an estimate, answered in place. */
export function tangentAt(problem: Problem, x: Factors): Identifiability {
  const asking = identifiability(problem, x);
  for (let next = asking.next(); ; next = asking.next()) {
    if (next.done) return next.value;
    answer(next.value.operator, next.value.ask);
  }
}

/** The truth as factors; nothing where it is not known, or a complex matrix. */
export function truthFactors({ truth, operator }: Problem): Factors | undefined {
  if (!truth || "left" in truth) return truth;
  return operator.field === "complex" ? undefined : { left: truth, right: identity(truth.cols) };
}
