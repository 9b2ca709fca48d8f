import { factorSpectraOf } from "../diagnostics/factor-spectra.ts";
import { linearTail } from "../diagnostics/linear-tail.ts";
import { embedding } from "../linalg/hermitian.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { Problem } from "../problem/problem.ts";
import type { Run } from "../solve/policy.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { type TailRate, tailRate } from "../theory/asymmetric-descent.ts";

export interface RateExplained {
  /** Of ‖𝒜(x) − y‖ in the run's linear tail, −Δ ln a step. */
  readonly measured: number;
  /** From the final factors and the step, for 𝒜*𝒜 = τI. Finite m leaves between q = (1 − √(d/m))² and 1 of the slowest term ηλ = 1 − exp(−rate). */
  readonly predicted: number;
  /** Which singular value of which factor sets it, in words. */
  readonly setBy: string;
}

/** A column with a smaller share of the largest σ² adds nothing. */
const NEGLIGIBLE = 1e-8;

type Options = AnySolver["options"];

/** The share of E that one column of a factor takes away in a step of size 1, from its σ². */
type Share = (square: number, options: Options) => number;

const plain: Share = (square) => square;
const scaled: Share = (square, { damping }) => (square > 0 ? square / (square + Number(damping)) : 0);

/** Solvers whose tail is E ← E − η(Σ share over left columns · E + E · Σ share over right columns); published steps of `scaled` are for τ = 1. */
const shares: Readonly<Record<string, { readonly share: Share; readonly unit: "1" | "1/τ" }>> = {
  gd: { share: plain, unit: "1" },
  "gd-modified": { share: plain, unit: "1" },
  "gd-symmetric": { share: plain, unit: "1" },
  "scaled-gd": { share: scaled, unit: "1/τ" },
  "scaled-gd-symmetric": { share: scaled, unit: "1/τ" },
};

/**
 * Why a factored run was as fast as it was at its end. Undefined where it did not reach a linear tail, for other solvers and losses,
 * and where the step is neither an option nor the column stepSize. `zeroAtStart` names a factor that was exactly zero.
 */
export function explainRate(
  problem: Problem,
  solver: Pick<AnySolver, "name" | "options">,
  run: Pick<Run, "history" | "estimate" | "iteration" | "iterations">,
  { zeroAtStart, rank }: { zeroAtStart?: "left" | "right"; rank?: number } = {},
): RateExplained | undefined {
  const { operator, loss } = problem;
  const kind = Object.hasOwn(shares, solver.name) ? shares[solver.name] : undefined;
  const size = stepOf(solver.options, run);
  if (!kind || loss.kind !== "squared" || run.iteration !== run.iterations || !(size > 0)) return undefined;
  const tail = linearTail(run.history.column("iteration"), run.history.column("relativeResidual"));
  if (!tail) return undefined;
  const spectra = spectraOf(problem, run.estimate);
  const [left, right] = [spectra.left, spectra.right].map((values) => values.map((s) => kind.share(s * s, solver.options)));
  if (!(left[0] > 0 && right[0] > 0)) return undefined;
  const limit = { rows: operator.rows, cols: operator.cols, left, right };
  const stepSize = kind.unit === "1" ? size * operator.scale : size;
  const rightStepSize = stepSize * Number(solver.options["stepRatio"] ?? 1);
  if (rightStepSize * left[0] + stepSize * right[0] >= 2) return undefined; // with every entry observed it would not converge
  const predicted = tailRate(limit, { stepSize, rightStepSize, zeroAtStart }, rank);
  return { measured: tail.rate, predicted: predicted.rate, setBy: inWords(problem, spectra, predicted) };
}

/** η as given, or the last one that the run recorded. */
function stepOf({ stepSize }: Options, { history }: Pick<Run, "history">): number {
  if (typeof stepSize === "number") return stepSize;
  const recorded = history.has("stepSize") ? Array.from(history.column("stepSize")) : [];
  return recorded.findLast(Number.isFinite) ?? Number.NaN;
}

interface Spectra {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Of both factors; of their real embeddings, with each value twice, where the field is complex. */
function spectraOf({ kernels, operator }: Problem, x: Factors): Spectra {
  if (operator.field === "real") return factorSpectraOf(kernels, x);
  const whole = embedding(x.left);
  return factorSpectraOf(kernels, { left: whole, right: whole });
}

/** "column 4 of the left factor, σ = 0.31": columns in the factor's own singular basis, largest first. */
function inWords({ operator, symmetric }: Problem, spectra: Spectra, { left, right }: TailRate): string {
  const column = (name: string, values: Float64Array, index: number): string[] => {
    const value = values[index - 1] ?? 0;
    const place = operator.field === "complex" ? Math.ceil(index / 2) : index;
    return value ** 2 > NEGLIGIBLE * values[0] ** 2
      ? [`column ${place} of the ${name}, σ = ${Number(value.toPrecision(4))}`]
      : [];
  };
  if (symmetric) return column("factor", spectra.left, Math.min(left, right))[0];
  return [...column("left factor", spectra.left, left), ...column("right factor", spectra.right, right)].join(" and ");
}
