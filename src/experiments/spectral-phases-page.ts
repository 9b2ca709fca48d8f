import { measurementsAt, psdOnlyBar } from "../theory/bars.ts";
import { directionGrowth } from "../theory/small-start.ts";
import type { Exhibit, Result } from "./experiment.ts";
import { pathPlot, sweepSeries } from "./small-start-page.ts";
import type { SpectralCell } from "./spectral-phases.ts";
import { predictedSpectralEscape, spectralSweeps } from "./spectral-phases-laws.ts";
import type { SweepCell } from "./sweep.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<SpectralCell>[];

export function spectralPage(laws: readonly Law<SweepCell>[], results: Results): Exhibit[] {
  const sweeps = spectralSweeps(results);
  const shown = results.find(({ table }) => table.has("sineToData"));
  if (!shown) return [];
  const above = sweeps.filter(({ cell }) => cell.sweep === "above");
  return [
    path(shown),
    angles(shown),
    {
      heading: "Time to escape",
      text: "T½, the first iteration at which the relative error is below ½, grows by 1/ln(1 + ηλᵣ(S)) with ln(1/α): small starts are cheap.",
      plot: {
        id: "escape",
        alt: "T½ against 1/α. Points are measured, of every seed; the dashed line has the predicted slope.",
        series: sweepSeries({
          label: "T½",
          law: "ln(1/α)/ln(1 + ηλᵣ(S))",
          sweeps: above,
          x: (row) => 1 / row.startScale,
          y: (row) => row.escape,
          slope: predictedSpectralEscape,
          logarithmic: false,
        }),
        xTitle: "1/α",
        yTitle: "T½",
        xLog: true,
        yLog: false,
      },
    },
    {
      heading: "Beside the laws",
      text: "Not judged: at T½ the angle to the truth is that of 𝒜*(y), which m sets and not α; σᵣ₊₁ of the factor has by then grown by some tens or hundreds of its start, so that noise is amplified and not merely O(α).",
      table: {
        columns: ["seed", "sin∠ to M at T½", "σᵣ₊₁(F)/α at T½"],
        rows: above.flatMap(({ cell, table }) =>
          [...table]
            .filter(({ noiseGrowth }) => !Number.isNaN(noiseGrowth))
            .map((row) => [cell.seed, row.sineToTruthAtEscape, row.noiseGrowth]),
        ),
      },
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds.",
      table: seedTable(laws, sweeps),
      settings: settingsOf(results),
    },
  ];
}

function path(shown: Result<SpectralCell>): Exhibit {
  const { cell, table } = shown;
  const { n, r, m, k } = cell;
  const { plot, phases } = pathPlot(shown, {
    id: "path",
    what: `α = ${cell.startScale}`,
    columns: ["left_1", "left_2", "left_3", "left_4"],
    signal: r,
    of: "F",
    dataSigma: table.get("dataSigma", 0),
    sizeOf: (value) => value * value,
    relativeError: table.column("relativeError"),
    growth: directionGrowth(cell.stepSize, table.get("dataSigma", 0)),
  });
  const bar = measurementsAt(psdOnlyBar(n, r));
  return {
    heading: "Along the path",
    text: `n = ${n}, r = ${r}, k = ${k}, m = ${m}. The spectral phase ends at iteration ${phases.spectral}, where ‖F‖₂² exceeds a twentieth of λᵣ(S); the signal has escaped at ${phases.escape}; then refinement. m = ${m} stands above the PSD-only bar, ${bar}, where M is the only PSD matrix that fits: this path shows phases and rates, and says nothing about which of many fits descent prefers. That is what m = 100 is run for, between the degrees of freedom and the bar.`,
    plot,
  };
}

function angles({ cell, table }: Result<SpectralCell>): Exhibit {
  const rows = [...table].filter(({ iteration }) => iteration <= 600 && iteration % 5 === 0);
  const series = (["sineToData", "sineToTruth"] as const).map((name) => ({
    label: name === "sineToData" ? "to the eigenvectors of S = 𝒜*(y)" : "to those of M",
    x: rows.map(({ iteration }) => iteration),
    y: rows.map((row) => row[name]),
    kind: "measured" as const,
  }));
  return {
    heading: "What each phase learns",
    text: "The sine of the largest angle between the r leading left singular vectors of the factor and the eigenvectors of S, and those of M: first it finds the former, as a spectral method would, and refinement then leaves them for the latter.",
    plot: {
      id: "angles",
      alt: `Angles along the path at α = ${cell.startScale}, seed ${cell.seed}.`,
      series,
      xTitle: "iteration t",
      yTitle: "sin of the largest angle",
      xLog: false,
      yLog: true,
    },
  };
}

function settingsOf(results: Results): [string, string][] {
  const distinct = (of: (cell: SpectralCell) => number) => [...new Set(results.map(({ cell }) => of(cell)))].join(", ");
  return [
    ["size n", distinct(({ n }) => n)],
    ["true rank r", distinct(({ r }) => r)],
    ["searched rank k", distinct(({ k }) => k)],
    ["measurements m", distinct(({ m }) => m)],
    ["step size η", distinct(({ stepSize }) => stepSize)],
    ["start scale α", `${distinct(({ startScale }) => startScale)}; entries N(0, α²/k)`],
    ["iterations T", distinct(({ iterations }) => iterations)],
    ["seeds", distinct(({ seed }) => seed)],
  ];
}
