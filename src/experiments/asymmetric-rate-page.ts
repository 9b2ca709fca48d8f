import { leastSquaresBar } from "../theory/sampling.ts";
import { last } from "./asymmetric-instance.ts";
import type { RateCell } from "./asymmetric-rate.ts";
import { exactLine, slowestShare } from "./asymmetric-rate-laws.ts";
import { asymmetricNames, pointsOf, settingsOf, tailLine } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import { LARGE } from "./seeds.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<RateCell>[];

export function asymmetricPage(laws: readonly Law<RateCell>[], results: Results): Exhibit[] {
  const of = (prefix: string) => results.filter(({ cell }) => cell.name.startsWith(prefix));
  return [
    observed(of("identity")),
    observed(of("wide")),
    sensed(of("sensed")),
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
    plot: plotOf(results[0].cell.n === LARGE ? "wide" : "observed", "every entry of M observed", results, 1e-6, () => 1),
    settings: settingsOf(results, asymmetricNames),
  };
}

function sensed(results: Results): Exhibit | undefined {
  if (results.length === 0) return undefined;
  const { n, r, m } = results[0].cell;
  return {
    heading: "Gaussian sensing, and the square of the start",
    text: `Half the start takes four times as long: the rate goes as α². With m = ${m} this stands above the least-squares bar, m = n² = ${bar(n)}, where data alone determine M: it is a test of rates and says nothing about what descent prefers. Dashed lines have the rate qηλ, the slowest that the heuristic q = (1 − √(d/m))² = ${slowestShare({ n, r, k: 4, m }).toPrecision(3)} allows, with the d = nk + r(n − k) directions of the tail; measurements lie between it and ηλ.`,
    plot: plotOf("sensed", `${m} Gaussian measurements`, results, 1e-2, ({ cell }) => slowestShare(cell)),
    settings: settingsOf(results, asymmetricNames),
  };
}

function below(results: Results): Exhibit | undefined {
  if (results.length === 0) return undefined;
  const { n, m } = results[0].cell;
  return {
    heading: "The same below the least-squares bar",
    text: `Here m = ${m} is less than n² = ${bar(n)}, so that data alone do not determine M. The rates follow the same law.`,
    plot: plotOf("below", `${m} Gaussian measurements`, results, 1e-2, ({ cell }) => slowestShare(cell)),
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

/** Errors of the first seed of every setting as points; where a share of the exact rate is given, the line of that rate. */
function plotOf(id: string, what: string, results: Results, high: number, share?: (result: Result<RateCell>) => number): Plot {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const rate = (result: Result<RateCell>) => {
    const { k, r } = result.cell;
    return (share?.(result) ?? Number.NaN) * (k === r ? exactLine(result) : last(result.table, "tailRate"));
  };
  return {
    id,
    alt: `Error ‖FGᵀ − M‖ against the iteration with ${what}: ${first.map((one) => `${labelOf(one.cell)} ends at ${last(one.table, "error").toExponential(1)}`).join("; ")}.`,
    series: [
      ...first.map((one) => pointsOf(labelOf(one.cell), [one.table])),
      ...(share ? first.map((one) => tailLine(`law, ${labelOf(one.cell)}`, one.table, rate(one), high)) : []),
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
