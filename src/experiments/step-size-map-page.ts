import { localStepLimit, sharpnessAt } from "../theory/asymmetric-descent.ts";
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

/** Laws of shares of runs and not of single ones: m = 600, where 1 is eight times the degrees of freedom. */
export function judgeMap(results: Results): Check[] {
  const of = (low: number, high: number) => results.filter(({ cell: { m, c } }) => m === 600 && c >= low && c <= high);
  const check = (law: string, measured: number, predicted: number, [low, high]: [number, number]): Check => ({
    law,
    predicted,
    measured,
    range: [low, high],
    holds: low <= measured && measured <= high,
  });
  return [
    check("c ≤ 0.75: share of runs that converge", share(of(0, 0.75), "converges"), 1, [1, 1]),
    check("c = 1: share of runs that orbit", share(of(1, 1), "orbits"), 1, [0.5, 1]),
    check("c ≥ 1.3: share of runs that blow up", share(of(1.3, 9), "blows up"), 1, [1, 1]),
    check("‖𝒜*(y)‖₂ / σ₁, median", median(of(0, 9).map(({ table }) => last(table, "dataNorm"))), 1, [1, 1.3]),
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
  const norms = results.filter(({ cell }) => cell.m === 600).map(({ table }) => last(table, "dataNorm"));
  const limit = median(norms) * localStepLimit(sharpnessAt(1, 1));
  return {
    heading: "Where descent is after 600 steps",
    text: `Each point is a run with step c/‖𝒜*(y)‖₂ from a start of scale 0.01. The dashed line is the local limit η = 1/σ₁ at the median ‖𝒜*(y)‖₂ of m = 600, without the (1 + δ) of the restricted isometry, which moves it to the left. Runs to the right of it that are bounded orbit M in a period of two: nothing in them is ever infinite. With 600 measurements this stands above the least-squares bar n² = ${bar}; with 200, below it and near what k = n columns need, some runs fail at every step size: that is the sample limit and not the step.`,
    plot: {
      id: "errors",
      alt: `Relative error after 600 steps against c, for ${shapes.join("; ")}.`,
      series: [
        ...shapes.map((shape) =>
          seriesOf(
            shape,
            "measured",
            of(shape).map(({ cell, table }) => [cell.c, Math.min(1e3, last(table, "error") / Math.sqrt(cell.r))]),
          ),
        ),
        { label: "η = 1/σ₁", kind: "predicted", x: [limit, limit], y: [1e-12, 1e3] },
      ],
      xTitle: "c = η‖𝒜*(y)‖₂",
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
