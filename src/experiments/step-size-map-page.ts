import { sharpnessAt } from "../theory/asymmetric-descent.ts";
import { leastSquaresBar } from "../theory/sampling.ts";
import { last } from "./asymmetric-instance.ts";
import { asymmetricNames, seriesOf, settingsOf } from "./curves.ts";
import type { Check, Exhibit, Result } from "./experiment.ts";
import type { StepCell } from "./step-size-map.ts";
import { median } from "./verdict.ts";

type Results = readonly Result<StepCell>[];

export const OUTCOMES = ["converges", "orbits", "blows up"] as const;
export type Outcome = (typeof OUTCOMES)[number];

const outcomeOf = ({ table }: Result<StepCell>): Outcome | undefined => OUTCOMES[last(table, "outcome")];

/** The share of the runs with this outcome; NaN for none. */
function share(results: Results, outcome: Outcome): number {
  return results.length === 0 ? Number.NaN : results.filter((result) => outcomeOf(result) === outcome).length / results.length;
}

/** c over its limit in the run's own problem. */
const ofLimit = ({ cell, table }: Result<StepCell>): number => cell.c / last(table, "limit");
/** Within this share above the limit an orbit may be smaller than what counts as convergence, or end at uneven factors of M, where ∇²f is less sharp. */
const CLOSE = 0.05;

/** ‖𝒜*(y)‖₂/σ₁ of M of equal singular values: 𝒜*𝒜 − I adds independent entries of variance ‖M‖_F²/m to M, which push σ₁ to 1 + nr/m. */
const pushedNorm = (n: number, r: number, m: number): number => 1 + (n * r) / m;

/** Laws of shares of runs, at m = 600, about eight times the degrees of freedom. */
export function judgeMap(results: Results): Check[] {
  const measured = results.filter(({ cell }) => cell.m === 600);
  const where = (of: (result: Result<StepCell>) => boolean) => measured.filter(of);
  const check = (law: string, value: number, predicted: number, range: readonly [number, number] = [1, 1]): Check => ({
    law,
    predicted,
    measured: value,
    range,
    holds: range[0] <= value && value <= range[1],
  });
  const automatic = where(({ cell: { k, c } }) => k === 2 && c === 0.5);
  const above = where((one) => ofLimit(one) > 1 + CLOSE);
  return [
    check("c = 0.5, the automatic step: share of runs that converge", share(automatic, "converges"), 1),
    check(
      "c below 0.95 of its limit: share that converge",
      share(
        where((one) => ofLimit(one) < 1 - CLOSE),
        "converges",
      ),
      1,
    ),
    check("c above 1.05 of it: share that do not converge", 1 - share(above, "converges"), 1),
    check(
      "c above 1.5 of it: share that blow up",
      share(
        where((one) => ofLimit(one) > 1.5),
        "blows up",
      ),
      1,
    ),
    check(
      "‖𝒜*(y)‖₂ / σ₁, median over seeds",
      median(automatic.map(({ table }) => last(table, "dataNorm"))),
      pushedNorm(20, 2, 600),
      [1, 1.3],
    ),
  ];
}

export function stepSizePage(results: Results): Exhibit[] {
  if (results.length === 0) return [];
  const shapes = [...new Set(results.map(({ cell: { k, m } }) => `k = ${k}, m = ${m}`))];
  const of = (shape: string) => results.filter(({ cell: { k, m } }) => `k = ${k}, m = ${m}` === shape);
  return [errors(results, shapes, of), counts(results, shapes, of)];
}

function errors(results: Results, shapes: readonly string[], of: (shape: string) => Results): Exhibit {
  const { n } = results[0].cell;
  const bar = leastSquaresBar({ rows: n, cols: n, symmetric: false });
  const limits = results.filter(({ cell }) => cell.m === 600).map(({ table }) => last(table, "limit"));
  const [least, most] = [Math.min(...limits), Math.max(...limits)].map((limit) => limit.toPrecision(3));
  const curvature = sharpnessAt(1, 1);
  return {
    heading: "Where descent is after 600 steps",
    text: `Each point is a run with step η = c/‖𝒜*(y)‖₂ from a start of scale 0.01. The dashed line is the local limit η = 2/λ_max(∇²f(M)) of the run's own problem at balanced factors of M, found by Lanczos' method: from c = ${least} to ${most} at m = 600. With M observed whole λ_max is ${curvature}σ₁ and the limit 1/σ₁; 𝒜 multiplies λ_max by its 1 + δ. Runs to the right of it that are bounded orbit M: nothing in them is ever infinite. Within a few percent of it some end at uneven factors of M, where the loss is less sharp. With 600 measurements this stands above the least-squares bar n² = ${bar}; with 200, below it and near what k = n columns need, some runs fail at every step size: that is the sample limit and not the step.`,
    plot: {
      id: "errors",
      alt: `Relative error after 600 steps against the step over its local limit, for ${shapes.join("; ")}.`,
      series: [
        ...shapes.map((shape) =>
          seriesOf(
            shape,
            "measured",
            of(shape).map((one) => [ofLimit(one), Math.min(1e3, last(one.table, "error") / Math.sqrt(one.cell.r))]),
          ),
        ),
        { label: "η = 2/λ_max(∇²f(M))", kind: "predicted", x: [1, 1], y: [1e-15, 1e3] },
      ],
      xTitle: "step over its limit, η·λ_max(∇²f(M))/2",
      yTitle: "relative error, cut at 10³",
      xLog: false,
      yLog: true,
    },
    settings: settingsOf(results, { ...asymmetricNames, stepSize: "c" }),
  };
}

function counts(results: Results, shapes: readonly string[], of: (shape: string) => Results): Exhibit {
  const factors = [...new Set(results.map(({ cell }) => cell.c))];
  const count = (among: Results): string =>
    OUTCOMES.map((outcome) => among.filter((one) => outcomeOf(one) === outcome).length).join(" / ");
  return {
    heading: "What became of the runs",
    text: "Converges: the relative error is below 0.05 after 600 steps. Blows up: the value grew a millionfold, or is not finite. Orbits: neither.",
    table: {
      columns: ["c", ...shapes],
      rows: factors.map((c) => [c, ...shapes.map((shape) => count(of(shape).filter(({ cell }) => cell.c === c)))]),
      caption: "runs that converge / orbit / blow up",
    },
  };
}
