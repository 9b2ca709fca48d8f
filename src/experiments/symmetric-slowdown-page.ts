import { measurementsAt, sampleBars } from "../theory/bars.ts";
import { slowestLocalFactor } from "../theory/sampling.ts";
import { exactRankRate, overparameterizedError } from "../theory/symmetric-descent.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { SlowdownCell } from "./symmetric-slowdown.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<SlowdownCell>[];

/** Errors below are rounding. */
const FLOOR = 1e-15;
const POINTS_A_DECADE = 12;

export function slowdownPage(laws: readonly Law<SlowdownCell>[], results: Results): Exhibit[] {
  const of = (sensing: SlowdownCell["sensing"]) => results.filter(({ cell }) => cell.sensing === sensing);
  const identity = of("identity");
  const sizes = [...new Set(identity.map(({ cell }) => cell.n))];
  const gaussian = of("symmetric-gaussian");
  const counts = [...new Set(gaussian.map(({ cell }) => cell.m))];
  return [
    ...sizes.map((n) => observed(identity.filter(({ cell }) => cell.n === n))),
    ...counts.map((m) => sensed(gaussian.filter(({ cell }) => cell.m === m))),
    perSeed(laws, results),
  ].filter((exhibit) => exhibit !== undefined);
}

function observed(results: Results): Exhibit {
  const { n } = results[0].cell;
  return {
    heading: `All of M observed, n = ${n}`,
    text: "With every entry measured the law is exact. With k = r columns the error falls by the factor 1 − ησᵣ a step until it meets rounding; with more it follows √(k − r)/(2ηt), whatever the start. Norms are Frobenius norms, and points are of every seed.",
    plot: errorPlot(`observed-${n}`, "every entry of M observed", results, () => 1, "(1 − ησᵣ)ᵗ"),
    settings: settingsOf(results),
  };
}

function sensed(results: Results): Exhibit {
  const { n, r, m } = results[0].cell;
  const { leastSquares, psdOnly = leastSquares } = sampleBars({ rows: n, cols: n, rank: r, symmetric: true });
  const stands =
    m >= leastSquares
      ? `above the least-squares bar, m = n(n + 1)/2 = ${leastSquares}, where data alone determine M: it is a test of rates and says nothing about what descent prefers. Finite m slows the linear rate by a factor between q = (1 − √(d/m))² and 1, with d degrees of freedom, and makes`
      : `below the PSD-only bar, m = ${measurementsAt(psdOnly)}, where many matrices FFᵀ fit: the rate is that above it. Fewer measurements make`;
  return {
    heading: m >= leastSquares ? "Gaussian sensing" : "Gaussian sensing below the PSD-only bar",
    text: `The same law at n = ${n} and m = ${m}. This stands ${stands} the constant of the slow tail larger than that of full observation, which the dashed line shows.`,
    plot: errorPlot(
      m >= leastSquares ? "sensing" : "below",
      `${m} symmetric Gaussian measurements`,
      results,
      slowest,
      "(1 − ησᵣ)^(qt), the slowest",
    ),
    settings: settingsOf(results),
  };
}

const slowest = ({ n, r, m }: SlowdownCell): number => slowestLocalFactor(n * r - (r * (r - 1)) / 2, m);

function perSeed(laws: readonly Law<SlowdownCell>[], results: Results): Exhibit {
  return {
    heading: "Every seed",
    text: "A check is judged by the median over its seeds. Eₜ = FFᵀ − M after t steps. Slopes and growth are least-squares fits on [T/5, T]; the linear rate is fitted while ‖Eₜ‖ falls from 10⁻⁴ to 10⁻¹¹.",
    table: seedTable(laws, results),
  };
}

/** Error against iteration, both logarithmic: the points of all seeds, and the law of each k. */
function errorPlot(id: string, what: string, results: Results, slowdown: (cell: SlowdownCell) => number, linear: string): Plot {
  const groups = [...new Set(results.map(({ cell }) => cell.k))].map((k) => results.filter(({ cell }) => cell.k === k));
  const measured = groups.map((group) => ({ label: `k = ${group[0].cell.k}`, ...points(group), kind: "measured" as const }));
  const predicted = groups.map((group) => {
    const { cell } = group[0];
    const { k, r } = cell;
    const curve = k > r ? slowTail(cell) : linearFall(group, slowdown(cell));
    return { label: `k = ${k}: ${k > r ? "√(k − r)/(2ηt)" : linear}`, ...curve, kind: "predicted" as const };
  });
  const ends = results.map(({ cell, table }) => `${table.get("error", table.length - 1).toExponential(1)} for k = ${cell.k}`);
  return {
    id,
    alt: `Error ‖FFᵀ − M‖ against the iteration with ${what}; it ends at ${[...new Set(ends)].join(", ")}. Points are measured, dashed lines predicted.`,
    series: [...measured, ...predicted],
    xTitle: "iteration t",
    yTitle: "error ‖FFᵀ − M‖",
    xLog: true,
    yLog: true,
  };
}

interface Curve {
  readonly x: number[];
  readonly y: number[];
}

const curve = (pairs: readonly (readonly [number, number])[]): Curve => ({
  x: pairs.map(([x]) => x),
  y: pairs.map(([, y]) => y),
});

function points(group: Results): Curve {
  const pairs = group.flatMap(({ cell, table }) => spread(cell.iterations).map((t) => [t, table.get("error", t)] as const));
  return curve(pairs.toSorted(([a], [b]) => a - b));
}

/** Whole numbers from 1 to `last`, evenly on a logarithmic axis. */
function spread(last: number, perDecade = POINTS_A_DECADE): number[] {
  const steps = Math.ceil(perDecade * Math.log10(last));
  return [...new Set(Array.from({ length: steps + 1 }, (_, i) => Math.round(last ** (i / steps))))];
}

/** From where the start is forgotten, t = 1/(2ηα²). */
function slowTail(cell: SlowdownCell): Curve {
  const from = 1 / (2 * cell.stepSize * cell.startScale ** 2);
  const times = spread(cell.iterations).filter((t) => t >= from);
  return curve(times.map((t) => [t, overparameterizedError(cell, t)]));
}

/** The law gives the slope; it begins where the error of the middle one of the seeds first falls below 10⁻². */
function linearFall(group: Results, slowdown: number): Curve {
  const { cell } = group[0];
  const rate = slowdown * exactRankRate(cell.stepSize, 1 / cell.condition);
  const begins = group.map(({ table }) => table.column("error").findIndex((error) => error < 1e-2)).filter((t) => t >= 0);
  if (begins.length === 0) return { x: [], y: [] };
  const begin = begins.toSorted((a, b) => a - b)[begins.length >> 1];
  const length = Math.floor(Math.min(cell.iterations - begin, Math.log(1e-2 / FLOOR) / rate)) + 1;
  return curve(Array.from({ length }, (_, i) => [begin + i, 1e-2 * Math.exp(-rate * i)] as const));
}

function settingsOf(results: Results): [string, string][] {
  const { n, r, m, stepSize, startScale, condition } = results[0].cell;
  const distinct = (of: (cell: SlowdownCell) => number) => [...new Set(results.map(({ cell }) => of(cell)))].join(", ");
  return [
    ["size n", String(n)],
    ["true rank r", String(r)],
    ["searched rank k", distinct(({ k }) => k)],
    ["measurements m", String(m)],
    ["step size η", String(stepSize)],
    ["start scale α", `${startScale}, entries N(0, α²/n)`],
    ["condition number κ", String(condition)],
    ["iterations T", distinct(({ iterations }) => iterations)],
    ["seeds", distinct(({ seed }) => seed)],
  ];
}
