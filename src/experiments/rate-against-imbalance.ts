import { linearRate } from "../diagnostics/fits.ts";
import { oneSidedStart } from "../problem/one-sided-start.ts";
import { randomStart } from "../problem/starting-points.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import type { Table } from "../table/table.ts";
import { unevenStartEigenvalue } from "../theory/asymmetric-descent.ts";
import {
  type AsymmetricCell,
  descend,
  errorBelow,
  last,
  problemOf,
  sensingOf,
  summarized,
  tailOf,
} from "./asymmetric-instance.ts";
import { asymmetricNames, pointsOf, seriesOf, settingsOf, tailLine } from "./curves.ts";
import type { Context, Exhibit, Experiment, Result } from "./experiment.ts";
import { LARGE, seedsOf } from "./seeds.ts";
import { judgeLaws, type Law, median, seedTable } from "./verdict.ts";

type Imbalance = Result<AsymmetricCell>;

/** c = ‖G₀‖/‖F₀‖, in expectation. */
const RATIOS = [0, 0.05, 0.1, 0.2, 1 / 3, 0.5, 0.7, 0.85, 1];

const shared = {
  sensing: "identity",
  truth: "general",
  n: 20,
  r: 2,
  k: 4,
  m: 400,
  condition: 1,
  startScale: 0.8,
  stepSize: 0.2,
  iterations: 200_000,
} as const;

/** What a full run has at n = 200 too. */
const LARGE_RATIOS = [0, 1 / 3, 0.7];

const sizes = [
  { n: shared.n, ratios: RATIOS },
  { n: LARGE, ratios: LARGE_RATIOS },
] as const;

/**
 * The rate of over-parameterized asymmetric descent against the imbalance of its start: FᵀF − GᵀG is nearly conserved, so that what F
 * has more than G at first keeps its surplus columns away from zero at the end, and with them λ. The exact tail law holds at every
 * imbalance; how large λ is, the start decides.
 */
export const rateAgainstImbalance: Experiment<AsymmetricCell> = {
  name: "rate-against-imbalance",
  law: "the rate of over-parameterized asymmetric descent comes from the imbalance of its start: it is large where one factor starts smaller, can be arbitrarily small where both are equal, and is always that of the final factors",
  reference:
    "Xiong, Ding, Du. How over-parameterization slows down gradient descent in matrix sensing. ICLR 2024, arXiv:2310.01769.",

  cells: (size) =>
    sizes
      .filter(({ n }) => !size.toy || n < LARGE)
      .flatMap(({ n, ratios }) =>
        ratios.flatMap((ratio) =>
          seedsOf(size, 5).map((seed) => ({
            name: `${n === LARGE ? `n${n}-` : ""}ratio0-${ratio === 1 ? "full" : ratio.toFixed(2).slice(2)}-seed${seed}`,
            seed,
            ...shared,
            ratio,
            n,
            m: n ** 2,
          })),
        ),
      ),
  sensing: sensingOf,
  run,
  judge: (results) => judgeLaws(lawsOf(results), results),
  page: (results) =>
    [
      rates(results.filter(({ cell }) => cell.n < LARGE)),
      paths(results.filter(({ cell }) => cell.n < LARGE)),
      { heading: "Every seed", table: seedTable(lawsOf(results), results) },
    ].filter((e) => e !== undefined),
};

async function run(cell: AsymmetricCell, context: Context): Promise<Table> {
  const { stepSize, ratio, startScale } = cell;
  const problem = problemOf(cell, context.kernels);
  const start = ratio === 0 ? oneSidedStart({ scale: startScale, zero: "right" }) : randomStart({ scale: startScale, ratio });
  const options = { start, stop: [errorBelow(1e-13)] };
  const { history, estimate } = await descend(new GradientDescent({ stepSize }), cell, problem, context, options);
  return summarized(
    history,
    ["error"],
    tailOf(cell, problem, estimate, { stepSize, ...(ratio === 0 && { zeroAtStart: "right" }) }),
  );
}

const rateOf = ({ table }: Imbalance): number =>
  linearRate(table.column("iteration"), table.column("error"), { high: 1e-9, low: 1e-12 });

/** Those of n = 200 where a cell of that size was run. */
const lawsOf = (results: readonly Imbalance[]): Law<AsymmetricCell>[] =>
  sizes
    .filter(({ n }) => n < LARGE || results.some(({ cell }) => cell.n === n))
    .flatMap(({ n, ratios }) => ratios.map((ratio) => lawAt(n, ratio)));

const lawAt = (n: number, ratio: number): Law<AsymmetricCell> => ({
  law: `${n === LARGE ? `n = ${n}, ` : ""}${
    ratio === 0
      ? "G₀ = 0: rate / −ln(1 − ησᵣ(G∞)²)"
      : `‖G₀‖/‖F₀‖ = ${Number(ratio.toPrecision(2))}: rate / −ln(1 − ηλ), λ = min⁺ σᵢ(F∞)² + σⱼ(G∞)²`
  }`,
  predicted: 1,
  range: [0.97, 1.03],
  of: (cell) => cell.ratio === ratio && cell.n === n,
  measure: (result) => rateOf(result) / last(result.table, "tailRate"),
});

/** Measured rates as points; through the middle one of each ratio's seeds the exact law, and what the start alone lets expect. */
function rates(results: readonly Imbalance[]): Exhibit | undefined {
  if (results.length === 0) return undefined;
  const { n, k, startScale, stepSize } = results[0].cell;
  const expected = RATIOS.filter((ratio) => ratio > 0).map((ratio): [number, number] => {
    const lambda = unevenStartEigenvalue({ startScale, ratio, rows: n, cols: n, columns: k });
    return [ratio, lambda > 0 ? stepSize * lambda : Number.NaN];
  });
  const exact = RATIOS.map((ratio): [number, number] => [
    ratio,
    median(results.filter(({ cell }) => cell.ratio === ratio).map(({ table }) => last(table, "tailRate"))),
  ]);
  return {
    heading: "Rate against imbalance",
    text: "Each point is the measured rate of one run with every entry of M observed. The first dashed line joins, for each ratio, the median of the rates that the final factors predict. The second is what the start alone lets expect, ηα²((1 − √(k/n))² − c²(1 + √(k/n))²), a rough estimate, from large n and with all k columns taken for surplus ones, that is void where it is not positive: beyond there FᵀF − GᵀG is indefinite, the surplus directions are split between both factors, and chance decides. At c = 0 the surplus columns of G never move, and σᵣ(G∞)² sets the rate.",
    plot: {
      id: "rates",
      alt: "Rate a step against the ratio of the starting scales of both factors.",
      series: [
        seriesOf(
          "measured",
          "measured",
          results.map((one) => [one.cell.ratio, rateOf(one)]),
        ),
        seriesOf("from the final factors", "predicted", exact),
        seriesOf("estimated from the start", "predicted", expected),
      ],
      xTitle: "‖G₀‖/‖F₀‖",
      yTitle: "rate a step",
      xLog: false,
      yLog: true,
    },
    settings: settingsOf(results, asymmetricNames),
  };
}

function paths(results: readonly Imbalance[]): Exhibit | undefined {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed && [0, 0.2, 0.5, 1].includes(cell.ratio));
  if (first.length === 0) return undefined;
  const label = ({ cell }: Imbalance) => `c = ${cell.ratio}`;
  return {
    heading: "The paths",
    text: "Errors of the first seed, and (1 − ηλ)ᵗ of the factors where each ended, from where the error was last above 10⁻⁶.",
    plot: {
      id: "paths",
      alt: `Error against the iteration: ${first.map((one) => `${label(one)} reaches ${last(one.table, "error").toExponential(1)} after ${last(one.table, "iteration")}`).join("; ")}.`,
      series: [
        ...first.map((one) => pointsOf(label(one), [one.table])),
        ...first.map((one) => tailLine(`${label(one)}: predicted`, one.table, last(one.table, "tailRate"), 1e-6)),
      ],
      xTitle: "iteration t",
      yTitle: "error ‖FGᵀ − M‖",
      xLog: true,
      yLog: true,
    },
  };
}
