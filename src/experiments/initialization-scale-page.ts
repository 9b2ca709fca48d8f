import { type Bars, measurementsAt, sampleBars } from "../theory/bars.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { InitializationCell } from "./initialization-scale.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<InitializationCell>[];

export function initializationPage(laws: readonly Law<InitializationCell>[], results: Results): Exhibit[] {
  if (results.length === 0) return [];
  const of = (form: InitializationCell["form"]) => results.filter(({ cell }) => cell.form === form);
  return [
    {
      heading: "Error against the start",
      text: "Every run fits its data; what it fits them with depends on the scale of its start. Points are of every seed. Between the degrees of freedom and the bar at which any fit is M, a large start ends in a wrong matrix. Where M is observed whole a large start reaches it too, one singular direction after the other (Chen, Chen, Elmasri, Sun 2024); what it fits here is the data, not M. The runs at m = 140 stand above the PSD-only bar: there every PSD fit is M, a large start is slow and still on its way, and they test nothing else.",
      plot: errorPlot(results),
    },
    ...[of("asymmetric"), of("symmetric").filter(({ cell }) => cell.m === 100)].flatMap(paths),
    {
      heading: "Where each stands",
      text: "m among the bars of its setting, in numbers of measurements.",
      table: {
        columns: ["setting", "m", "degrees of freedom", "nuclear norm", "PSD-only", "least squares"],
        rows: groups(results).map(([{ cell }]) => {
          const bars = barsOf(cell);
          return [
            `${cell.form}, ${cell.n1}×${cell.n2}, r = ${cell.r}, k = ${cell.k}`,
            cell.m,
            bars.degreesOfFreedom,
            measurementsAt(bars.nuclearNorm),
            bars.psdOnly === undefined ? "–" : measurementsAt(bars.psdOnly),
            bars.leastSquares,
          ];
        }),
      },
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds.",
      table: seedTable(laws, results),
      settings: settingsOf(results),
    },
  ];
}

const barsOf = ({ form, n1, n2, r }: InitializationCell): Bars =>
  sampleBars({ rows: n1, cols: n2, rank: r, symmetric: form === "symmetric" });

const nameOf = ({ form, r, m }: InitializationCell): string => `${form === "asymmetric" ? "FGᵀ" : "FFᵀ"}, r = ${r}, m = ${m}`;

function groups(results: Results): Results[] {
  const names = [...new Set(results.map(({ cell }) => nameOf(cell)))];
  return names.map((name) => results.filter(({ cell }) => nameOf(cell) === name));
}

const final = ({ table }: Result<InitializationCell>, name: string): number => table.get(name, table.length - 1);

function errorPlot(results: Results): Plot {
  return {
    id: "error-against-start",
    alt: "Relative error at the end against the scale α of the start, for every setting and seed: small for small starts, about one or more for large ones below the bars.",
    series: groups(results).map((group) => {
      const sorted = group.toSorted((a, b) => a.cell.startScale - b.cell.startScale);
      return {
        label: nameOf(group[0].cell),
        x: sorted.map(({ cell }) => cell.startScale),
        y: sorted.map((result) => final(result, "relativeError")),
        kind: "measured",
      };
    }),
    xTitle: "scale of the start α",
    yTitle: "relative error at the end",
    xLog: true,
    yLog: true,
  };
}

/** Error and residual of the smallest and the largest start, one seed. */
function paths(results: Results): Exhibit[] {
  if (results.length === 0) return [];
  const seed = Math.min(...results.map(({ cell }) => cell.seed));
  const sorted = results.filter(({ cell }) => cell.seed === seed).toSorted((a, b) => a.cell.startScale - b.cell.startScale);
  const ends = sorted.length > 1 ? [sorted[0], sorted[sorted.length - 1]] : sorted;
  const { cell } = ends[0];
  const bars = barsOf(cell);
  const bar =
    bars.psdOnly === undefined ? `least squares, ${bars.leastSquares}` : `the PSD-only bar, ${measurementsAt(bars.psdOnly)}`;
  const series = ends.flatMap(({ cell: { startScale }, table }) =>
    (["relativeError", "relativeResidual"] as const).map((name) => {
      const rows = [...table].filter(
        (row) => row.iteration > 0 && !Number.isNaN(row.relativeError) && (row.iteration % 100 === 0 || row.iteration <= 400),
      );
      return {
        label: `α = ${startScale}: ${name === "relativeError" ? "error" : "residual"}`,
        x: rows.map(({ iteration }) => iteration),
        y: rows.map((row) => row[name]),
        kind: "measured" as const,
      };
    }),
  );
  return [
    {
      heading: `${nameOf(cell)} along the path`,
      text: `m = ${cell.m} stands between the degrees of freedom, ${bars.degreesOfFreedom}, and ${bar}: many matrices fit. Both residuals vanish; the error of the large start stays.`,
      plot: {
        id: `path-${cell.form}`,
        alt: `Relative error and residual along the path, seed ${seed}.`,
        series,
        xTitle: "iteration t",
        yTitle: "relative error and residual",
        xLog: true,
        yLog: true,
      },
    },
  ];
}

function settingsOf(results: Results): [string, string][] {
  const distinct = (of: (cell: InitializationCell) => number) => [...new Set(results.map(({ cell }) => of(cell)))].join(", ");
  return [
    ["searched rank k", distinct(({ k }) => k)],
    ["condition number κ", "1"],
    ["step size η", `${distinct(({ stepSize }) => stepSize)}; the smaller ones for α = 1`],
    ["start scale α", `${distinct(({ startScale }) => startScale)}; entries N(0, α²/k)`],
    ["iterations, at most", distinct(({ iterations }) => iterations)],
    ["seeds", distinct(({ seed }) => seed)],
  ];
}
