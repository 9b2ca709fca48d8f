import { strictSaddle as probe } from "../diagnostics/strict-saddle.ts";
import { absolute } from "../losses/loss.ts";
import { gaussianOperator } from "../operators/gaussian.ts";
import { createProblem } from "../problem/problem.ts";
import { Table } from "../table/table.ts";
import { outlierAdjointNorm, outlierSaddleBar, outlierSaddleCurvature } from "../theory/absolute-loss.ts";
import { seriesOf, settingsOf } from "./curves.ts";
import type { Cell, Exhibit, Experiment, Result } from "./experiment.ts";
import { wrongSigns } from "./outliers.ts";
import { seedsOf } from "./seeds.ts";
import { judgeLaws, type Law, seedTable } from "./verdict.ts";

export interface SaddleCell extends Cell {
  readonly n: number;
  readonly m: number;
  /** p, the share of wrong measurements. */
  readonly share: number;
  /** k − r. */
  readonly extra: number;
}

type Saddle = Result<SaddleCell>;

const share = 0.2;
/** Between the three judged sizes the curve is drawn, not judged: at m = 150 it is too close to zero to have a sign. */
const sizes = (toy: boolean): [n: number, m: number][] =>
  toy
    ? [100, 600, 2000].map((m) => [20, m])
    : [...[60, 100, 150, 200, 300, 600, 1000, 2000].map((m): [number, number] => [20, m]), [40, 400], [40, 800], [40, 2400]];

const curvature = ({ table }: Saddle): number => table.get("curvature", 0);
const predicted = (m: number): number => outlierSaddleCurvature(share, outlierAdjointNorm(400, share, m));
const of =
  (m: number) =>
  ({ n, m: count }: SaddleCell): boolean =>
    n === 20 && count === m;

/** No curvature is below −‖S‖_F or above √(2/π): those close the ranges that core thresholds leave open. */
const laws: readonly Law<SaddleCell>[] = [
  {
    law: "m = 100, below the bar: curvature at the truth",
    predicted: predicted(100),
    range: [-1, -1e-12],
    of: of(100),
    measure: curvature,
  },
  { law: "m = 600, above it: curvature", predicted: predicted(600), range: [0.15, 0.8], of: of(600), measure: curvature },
  { law: "m = 2000: curvature", predicted: predicted(2000), range: [0.38, 0.5], of: of(2000), measure: curvature },
];

/**
 * At the truth, padded to k > r columns with zeros, moving only the extra columns to t(P, Q) changes (1/m)Σ|r_i| by t² times
 * (1 − p)√(2/π) − √Σ_{j ≤ k−r} σ_j(S)². For k − r ≥ n it is negative, and the truth a strict saddle, below m = p n² (π/2)/(1 − p)².
 */
export const strictSaddle: Experiment<SaddleCell> = {
  name: "strict-saddle",
  law: "with too many columns the truth is a strict saddle of the absolute loss, and no local minimum, while m < p n² (π/2)/(1 − p)²",
  reference:
    "Ma, Fattahi. Global convergence of sub-gradient method for robust matrix recovery: small initialization, noisy measurements, and over-parameterization. JMLR 24, 2023, arXiv:2202.08788.",

  cells: (size) =>
    seedsOf(size, 8).flatMap((seed) =>
      sizes(size.toy).map(([n, m]) => ({ name: `n${n}-m${m}-seed${seed}`, seed, n, m, share, extra: n })),
    ),
  // The curvature is a number of the A_i and the signs alone: no truth is drawn, and y stands for nothing.
  run: async ({ n, m, seed, extra }, { kernels, signal }) => {
    signal?.throwIfAborted();
    const operator = gaussianOperator({ rows: n, cols: n, count: m, seed }, kernels);
    const problem = createProblem({ operator, measurements: new Float64Array(m).fill(1), loss: absolute });
    const { curvature, pull } = probe(problem, wrongSigns(m, share, seed, true), extra);
    const table = new Table();
    table.append({ curvature, pull });
    return table;
  },
  judge: (results) => judgeLaws(laws, results),
  page: (results) => (results.length === 0 ? [] : [curve(results), perSeed(results)]),
};

function curve(results: readonly Saddle[]): Exhibit {
  const groups = [...new Set(results.map(({ cell }) => cell.n))].map((n) => results.filter(({ cell }) => cell.n === n));
  const ratio = ({ n, m }: SaddleCell) => m / outlierSaddleBar(n * n, share);
  const line = Array.from({ length: 61 }, (_, i) => 0.25 * 60 ** (i / 60));
  return {
    heading: "Curvature along the extra columns",
    text: `One point a seed. The dashed line is (1 − p)√(2/π) − n√(p/m), which crosses zero at m = p n² (π/2)/(1 − p)²: ${outlierSaddleBar(400, share).toFixed(0)} at n = 20. In the measured direction W, the best approximation of S, the clean measurements are independent of W and resist with their mean; nothing is fitted. Below the crossing a descent that stands at the truth would leave it, so that what small starts find there is found by their path.`,
    plot: {
      id: "saddle",
      alt: `Curvature of the absolute loss at the padded truth against m over the bar: ${groups.map((group) => `n = ${group[0].cell.n} from ${Math.min(...group.map(curvature)).toPrecision(2)} to ${Math.max(...group.map(curvature)).toPrecision(2)}`).join("; ")}.`,
      series: [
        ...groups.map((group) =>
          seriesOf(
            `n = ${group[0].cell.n}`,
            "measured",
            group.map((one) => [ratio(one.cell), curvature(one)]),
          ),
        ),
        seriesOf(
          "predicted, every n",
          "predicted",
          line.map((at) => [at, outlierSaddleCurvature(share, outlierAdjointNorm(1, share, at * outlierSaddleBar(1, share)))]),
        ),
      ],
      xTitle: "m / (p n² (π/2)/(1 − p)²)",
      yTitle: "d f / d(t²)",
      xLog: true,
      yLog: false,
    },
    settings: settingsOf(results, {
      n: "size n",
      m: "measurements m",
      share: "share of wrong measurements p",
      extra: "extra columns k − r",
      seed: "seeds",
    }),
  };
}

const perSeed = (results: readonly Saddle[]): Exhibit => ({
  heading: "Every seed",
  text: "A check is judged by the median over its seeds.",
  table: seedTable(laws, results),
});
