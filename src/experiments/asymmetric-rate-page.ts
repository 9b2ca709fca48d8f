import { alphaSquaredRange } from "../theory/asymmetric-descent.ts";
import { leastSquaresBar } from "../theory/sampling.ts";
import { last } from "./asymmetric-instance.ts";
import type { RateCell } from "./asymmetric-rate.ts";
import { sensedRate, slowestShare } from "./asymmetric-rate-laws.ts";
import { asymmetricNames, pointsOf, seriesOf, settingsOf, tailLine } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import { LARGE } from "./seeds.ts";
import { type Law, median, seedTable } from "./verdict.ts";

type Results = readonly Result<RateCell>[];

export function asymmetricPage(laws: readonly Law<RateCell>[], results: Results): Exhibit[] {
  const of = (prefix: string) => results.filter(({ cell }) => cell.name.startsWith(prefix));
  return [
    observed(of("identity")),
    observed(of("wide")),
    sensed(of("sensed")),
    againstStart(of("sensed")),
    below(of("below")),
    semidefinite(of("psd")),
    perSeed(laws, results),
  ].filter((exhibit) => exhibit !== undefined);
}

function observed(results: Results): Exhibit | undefined {
  if (results.length === 0) return undefined;
  return {
    heading: `All of M observed, n = ${results[0].cell.n}`,
    text: "With five columns for a matrix of rank 2 the error still falls linearly. The dashed lines are (1 − ηλ)ᵗ with λ the smallest positive σᵢ(F∞)² + σⱼ(G∞)² of the factors where each run ended (spectra padded with zeros to n), drawn from where the error was last above 10⁻⁶. Lines and points are of the first seed.",
    plot: plotOf(results[0].cell.n === LARGE ? "wide" : "observed", "every entry of M observed", results, 1e-6, ({ table }) =>
      last(table, "tailRate"),
    ),
    settings: settingsOf(results, asymmetricNames),
  };
}

function sensed(results: Results): Exhibit | undefined {
  const shown = results.filter(({ cell }) => cell.startScale <= 0.4);
  if (shown.length === 0) return undefined;
  const { n, r, m } = shown[0].cell;
  const q = slowestShare({ n, r, k: 4, m }).toPrecision(3);
  return {
    heading: "Gaussian sensing, and the square of the start",
    text: `Half the start takes four times as long: the rate goes as α². With m = ${m} this stands above the least-squares bar, m = n² = ${bar(n)}, where data alone determine M: it is a test of rates and says nothing about what descent prefers. Dashed lines have the rate −ln(1 − ηλ), λ the least positive eigenvalue of ∇²f at the factors where each run ended. It is q to 1 times what it would be with M observed whole, q = (1 − √(d/m))² = ${q} with the d = nk + r(n − k) directions of the tail.`,
    plot: plotOf("sensed", `${m} Gaussian measurements`, shown, 1e-4, sensedLine),
    settings: settingsOf(shown, asymmetricNames),
  };
}

/** Slowest where the start is small, fastest near α = 1.2, slower again beyond. */
function againstStart(results: Results): Exhibit | undefined {
  const shown = results.filter(({ cell }) => cell.k > cell.r);
  if (shown.length === 0) return undefined;
  const a = ({ cell }: Result<RateCell>) => cell.startScale;
  const scales = [...new Set(shown.map(a))].toSorted((x, y) => x - y);
  const rateAt = (scale: number, rate: (result: Result<RateCell>) => number) =>
    median(shown.filter((one) => a(one) === scale).map((one) => rate(one) / one.cell.stepSize));
  const smallest = rateAt(scales[0], sensedRate);
  const range = alphaSquaredRange(1 / shown[0].cell.condition);
  return {
    heading: "The rate against the start",
    text: `The rate over η, of every seed, at m = ${shown[0].cell.m}. The line of slope 2 goes through the median of the smallest start; the other one is through the medians of −ln(1 − ηλ)/η, with the λ of the factors where runs ended. The square holds up to about α = 0.8√σᵣ, the rate is best near 1.2√σ₁, and falls beyond, where F is long and G short. Larger starts take shorter steps, for they are sharper.`,
    plot: {
      id: "rates",
      alt: `Rate over the step size against the scale α of the start: from ${smallest.toPrecision(2)} at ${scales[0]} as α², to a maximum near 1.2, and down again.`,
      series: [
        seriesOf(
          "measured",
          "measured",
          shown.map((one) => [a(one), sensedRate(one) / one.cell.stepSize]),
        ),
        seriesOf(
          "−ln(1 − ηλ)/η",
          "predicted",
          scales.map((scale) => [scale, rateAt(scale, (one) => last(one.table, "sensedRate"))]),
        ),
        seriesOf(
          "∝ α²",
          "predicted",
          [scales[0], 1.2].map((scale) => [scale, smallest * (scale / scales[0]) ** 2]),
        ),
      ],
      xTitle: "scale α of the start",
      yTitle: "rate a step / η",
      xLog: true,
      yLog: true,
      bands: [{ from: scales[0], to: range, label: `α ≤ ${range}√σᵣ: ∝ α²` }],
    },
    settings: settingsOf(shown, asymmetricNames),
  };
}

function below(results: Results): Exhibit | undefined {
  if (results.length === 0) return undefined;
  const { n, m } = results[0].cell;
  return {
    heading: "The same below the least-squares bar",
    text: `Here m = ${m} is less than n² = ${bar(n)}, so that data alone do not determine M. The rates follow the same law.`,
    plot: plotOf("below", `${m} Gaussian measurements`, results, 1e-4, sensedLine),
    settings: settingsOf(results, asymmetricNames),
  };
}

function semidefinite(results: Results): Exhibit | undefined {
  if (results.length === 0) return undefined;
  const { n, m } = results[0].cell;
  return {
    heading: "M ⪰ 0, and why the A_i must not be symmetric",
    text: `Two factors from an uneven start are linear where one factor crawls as 1/T (m = ${m}, at the bar n² = ${bar(n)}: a test of rates). It needs A_i that are not symmetric. Symmetric ones see ½(FGᵀ + GFᵀ) alone: that part comes near M, and FGᵀ itself does not. Equal scales of both factors (c = 1) promise nothing: no range is set for them.`,
    plot: plotOf("semidefinite", "M positive semidefinite", results, 1e-2),
    settings: settingsOf(results, asymmetricNames),
  };
}

const bar = (n: number): number => leastSquaresBar({ rows: n, cols: n, symmetric: false });

const sensedLine = ({ table }: Result<RateCell>): number => last(table, "sensedRate");

/** Errors of the first seed of every setting as points; where a rate is given, the line of that rate from where the error was last above `high`. */
function plotOf(id: string, what: string, results: Results, high: number, rate?: (result: Result<RateCell>) => number): Plot {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  return {
    id,
    alt: `Error ‖FGᵀ − M‖ against the iteration with ${what}: ${first.map((one) => `${labelOf(one.cell)} ends at ${last(one.table, "error").toExponential(1)}`).join("; ")}.`,
    series: [
      ...first.map((one) => pointsOf(labelOf(one.cell), [one.table])),
      ...(rate ? first.map((one) => tailLine(`law, ${labelOf(one.cell)}`, one.table, rate(one), high)) : []),
    ],
    xTitle: "iteration t",
    yTitle: "error ‖FGᵀ − M‖",
    xLog: false,
    yLog: true,
  };
}

function labelOf({ descent, sensing, truth, k, r, startScale, ratio }: RateCell): string {
  if (descent === "symmetric") return "one factor";
  if (sensing === "symmetric-gaussian") return "two factors, symmetric A_i";
  const scales = `α = ${startScale}${ratio === 1 ? ", c = 1" : ""}`;
  if (truth === "psd") return `two factors, ${scales}`;
  return k === r ? `k = r, ${scales}` : scales;
}

function perSeed(laws: readonly Law<RateCell>[], results: Results): Exhibit {
  return {
    heading: "Every seed",
    text: "A check is judged by the median over its runs. E = FGᵀ − M; rates are least-squares slopes of −ln ‖Eₜ‖, fitted from 10⁻⁹ to 10⁻¹² where all of M is observed, and from 10⁻⁶ to 10⁻¹⁰ under sensing (from 10⁻³ for k = r). Under sensing a rate is q to 1 times that of full observation.",
    table: seedTable(laws, results),
  };
}
