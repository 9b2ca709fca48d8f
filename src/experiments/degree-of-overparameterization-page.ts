import { leastSquaresBar } from "../theory/sampling.ts";
import { last } from "./asymmetric-instance.ts";
import { asymmetricNames, seriesOf, settingsOf } from "./curves.ts";
import { type DegreeCell, rateOf, relativeError } from "./degree-of-overparameterization.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import { type Law, median, seedTable } from "./verdict.ts";

type Results = readonly Result<DegreeCell>[];

const METHODS = [
  ["plain", "plain descent"],
  ["modified", "modified"],
  ["absolute", "absolute loss"],
] as const;

export function degreePage(laws: readonly Law<DegreeCell>[], results: Results): Exhibit[] {
  const of = (sensing: DegreeCell["sensing"]) => results.filter(({ cell }) => cell.sensing === sensing);
  return [rates(of("identity")), errors(of("gaussian")), times(of("gaussian")), perSeed(laws, results)].filter(
    (exhibit) => exhibit !== undefined,
  );
}

function rates(results: Results): Exhibit | undefined {
  if (results.length === 0) return undefined;
  return {
    heading: "Rate, with all of M observed",
    text: "Points are measured rates of every seed, dashed lines the median over the seeds of what the final factors predict. Plain descent is drawn for k ≤ n/4: from a start with scales α and α/3 FᵀF − GᵀG is definite only there, and beyond it λ may be as small as chance makes it. After the changed step many modes lie within a tenth of each other, and a run is over before the slowest is alone: measured rates stand up to that much above the line.",
    plot: against(results, "rates", "rate a step", rateOf, ({ table }) => last(table, "tailRate")),
    settings: settingsOf(results, asymmetricNames),
  };
}

function errors(results: Results): Exhibit | undefined {
  if (results.length === 0) return undefined;
  const { n, r, m, iterations, startScale } = results[0].cell;
  const bar = leastSquaresBar({ rows: n, cols: n, symmetric: false });
  return {
    heading: "Error at one time, under sensing",
    text: `m = ${m} measurements are more than the ${r * (2 * n - r)} degrees of freedom and fewer than n² = ${bar}, so that data alone do not determine M. Relative error after at most ${iterations} steps from a start of scale ${startScale}: with k = r it is down to rounding; with more columns plain descent is slowed down by its surplus columns. The changed step makes those converge while k(2n − k), the directions that k lifted columns open, stays below m. Where it does not, the lifted columns fit the data at a wrong matrix: the error rests where it was at the change, and plain descent is the better one. The subgradient method on the absolute loss of the same data makes up to 3000 steps 0.1·0.995ᵗ from the same start: with k = r its error ends at the size of its last step, and its rate is that of the steps, −ln 0.995, for every M; with more columns it stays where the shrinking steps leave the surplus ones. Nothing is predicted for it, and no check judges it.`,
    plot: against(results, "errors", "relative error", relativeError),
    settings: settingsOf(results, asymmetricNames),
  };
}

function times(results: Results): Exhibit | undefined {
  if (results.length === 0) return undefined;
  const columns = [...new Set(results.map(({ cell }) => cell.k))];
  const middle = (k: number, method: string, value: (result: Result<DegreeCell>) => number) =>
    median(results.filter(({ cell }) => cell.k === k && cell.method === method).map(value));
  const reached = ({ table }: Result<DegreeCell>) => {
    const at = table.column("error").findIndex((error) => error < 1e-6);
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  };
  return {
    heading: "Time",
    text: "Medians over the seeds: the iteration at which the error is first below 10⁻⁶ (∞ where it never was), and the milliseconds that an iteration took on this machine.",
    table: {
      columns: ["k", ...METHODS.flatMap(([, name]) => [`${name}: iterations to 10⁻⁶`, `${name}: ms an iteration`])],
      rows: columns.map((k) => [
        k,
        ...METHODS.flatMap(([method]) => [
          middle(k, method, reached),
          middle(k, method, ({ table }) => (1000 * last(table, "seconds")) / last(table, "iteration")),
        ]),
      ]),
    },
  };
}

/** A number of every run against k, for each method that has runs, with the median of its prediction where there is one. */
function against(
  results: Results,
  id: string,
  yTitle: string,
  value: (result: Result<DegreeCell>) => number,
  predicted?: (result: Result<DegreeCell>) => number,
): Plot {
  const groups = METHODS.map(([method, name]) => ({ name, runs: results.filter(({ cell }) => cell.method === method) })).filter(
    ({ runs }) => runs.length > 0,
  );
  const line = (runs: Results): [number, number][] =>
    [...new Set(runs.map(({ cell }) => cell.k))].map((k) => [
      k,
      predicted ? median(runs.filter(({ cell }) => cell.k === k).map(predicted)) : Number.NaN,
    ]);
  return {
    id,
    alt: `${yTitle} against the searched rank k, for ${groups.map(({ name }) => name).join(", ")}.`,
    series: [
      ...groups.map(({ name, runs }) =>
        seriesOf(
          name,
          "measured",
          runs.map((one) => [one.cell.k, value(one)]),
        ),
      ),
      ...(predicted ? groups.map(({ name, runs }) => seriesOf(`${name}: −ln(1 − ηλ)`, "predicted", line(runs))) : []),
    ],
    xTitle: "searched rank k",
    yTitle,
    xLog: false,
    yLog: true,
  };
}

function perSeed(laws: readonly Law<DegreeCell>[], results: Results): Exhibit {
  return {
    heading: "Every seed",
    text: "A check is judged by the median over its seeds. Rates are fitted while ‖FGᵀ − M‖ falls from 10⁻⁹ to 10⁻¹²; λ is the smallest positive σᵢ(F∞)² + σⱼ(G∞)².",
    table: seedTable(laws, results),
  };
}
