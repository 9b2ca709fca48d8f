import { measurementsAt, sampleBars } from "../theory/bars.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { FractionCell, SamplesCell } from "./samples-linear-in-rank.ts";
import { median } from "./verdict.ts";

type Results = readonly Result<SamplesCell>[];

/** Whether a run ended at a relative error below 1e-6. */
export const recovered = ({ table }: Result<SamplesCell>): boolean => table.get("relativeError", table.length - 1) < 1e-6;

export function samplesPage(results: Results, fractions: readonly Result<FractionCell>[]): Exhibit[] {
  if (results.length === 0) return [];
  const { n } = results[0].cell;
  return [
    {
      heading: "Recovery against m/(nr)",
      text: `The share of seeds that recover M to a relative error of 10⁻⁶. Curves of different r fall on each other when m is counted in units of n·r: that is the linear law. In units of n·r², which earlier theory asked for, they would not. At m = 1.25nr, where some seeds recover, eight of them cannot tell the share from an eighth: there it is taken over at least 200 (a toy: at r = 1 alone), to a standard error below 0.025.${firstEight(results)}`,
      plot: fractionPlot(fractions),
    },
    {
      heading: "Where each stands",
      text: "m among the bars. At r = 4 the runs at m = 3nr stand above the PSD-only bar, where every PSD matrix that fits is M: they test how descent gets there, and not what it prefers. The others stand below it.",
      table: {
        columns: [
          "r",
          "m/(nr)",
          "m",
          "degrees of freedom",
          "PSD-only",
          "least squares",
          "recovered",
          "error of the spectral start",
        ],
        rows: rowsOf(results, fractions),
      },
    },
    {
      heading: "Along the path",
      text: "The relative error of one seed at m = 3nr. The spectral start is poor, and is never the answer.",
      plot: pathPlot(results),
      settings: [
        ["size n", String(n)],
        ["condition number κ", "1"],
        ["searched rank k", "r"],
        ["step size η", "0.35/λ₁(𝒜*(y))"],
        ["start", "the r leading eigenpairs of 𝒜*(y)"],
        ["iterations, at most", [...new Set(results.map(({ cell }) => cell.iterations))].join(", ")],
        ["seeds", "0, 1, …: how many, the table says"],
      ],
    },
  ];
}

/** What eight seeds alone would have said at r = 1, where the transition is widest. */
function firstEight(results: Results): string {
  const first = results.filter(({ cell }) => cell.r === 1 && cell.c === 1.25 && cell.seed < 8);
  return first.length === 8 ? ` Of the first eight seeds at r = 1, ${first.filter(recovered).length} recover.` : "";
}

const ranksOf = (results: readonly { cell: { r: number } }[]): number[] => [...new Set(results.map(({ cell }) => cell.r))];

function fractionPlot(fractions: readonly Result<FractionCell>[]): Plot {
  return {
    id: "recovery",
    alt: "Share of seeds that recover M against m/(nr), for each r: none at 1.05, all at 3.",
    series: ranksOf(fractions).map((r) => {
      const of = fractions.filter(({ cell }) => cell.r === r);
      return {
        label: `r = ${r}`,
        x: of.map(({ cell }) => cell.c),
        y: of.map(({ table }) => table.get("fraction", 0)),
        kind: "measured",
      };
    }),
    xTitle: "m/(nr)",
    yTitle: "share of seeds that recover M",
    xLog: false,
    yLog: false,
  };
}

const rowsOf = (results: Results, fractions: readonly Result<FractionCell>[]) =>
  fractions.map(({ cell: { r, c }, table }) => {
    const of = results.filter(({ cell }) => cell.r === r && cell.c === c);
    const { n, m } = of[0].cell;
    const { degreesOfFreedom, psdOnly = Number.NaN, leastSquares } = sampleBars({ rows: n, cols: n, rank: r, symmetric: true });
    const start = median(of.map(({ table }) => table.get("relativeError", 0)));
    const share = `${Math.round(table.get("fraction", 0) * of.length)} of ${of.length}`;
    return [r, c, m, degreesOfFreedom, measurementsAt(psdOnly), leastSquares, share, start];
  });

function pathPlot(results: Results): Plot {
  const shown = ranksOf(results).flatMap((r) => results.find(({ cell }) => cell.r === r && cell.c === 3) ?? []);
  return {
    id: "paths",
    alt: `Relative error along the path at m = 3nr for each r; the spectral start has ${shown.map(({ table }) => table.get("relativeError", 0).toPrecision(2)).join(", ")}.`,
    series: shown.map(({ cell, table }) => {
      const rows = [...table].filter(({ relativeError }) => !Number.isNaN(relativeError));
      return {
        label: `r = ${cell.r}`,
        x: rows.map(({ iteration }) => iteration),
        y: rows.map(({ relativeError }) => relativeError),
        kind: "measured",
      };
    }),
    xTitle: "iteration t",
    yTitle: "relative error",
    xLog: false,
    yLog: true,
  };
}
