import { lowestHeldOut } from "../solve/stop-rules.ts";
import { noiseFloor } from "../theory/noise-floor.ts";
import { leastSquaresBar } from "../theory/sampling.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { NoiseCell } from "./noise-and-rank.ts";
import { finalError, floorRatio, heldOutGain, noiseSweeps } from "./noise-and-rank-laws.ts";
import type { SweepCell } from "./sweep.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<NoiseCell>[];

export function noisePage(laws: readonly Law<SweepCell>[], results: Results): Exhibit[] {
  const floor = results.filter(({ cell }) => cell.part === "floor");
  const held = results.filter(({ cell }) => cell.part === "held-out");
  if (floor.length === 0 || held.length === 0) return [];
  const { n, m } = floor[0].cell;
  const bar = leastSquaresBar({ rows: n, cols: n, symmetric: true });
  return [
    {
      heading: "Where noise leaves it",
      text: `The squared error at rest against k, with the line knσ²/m. Near k = n it saturates below the line: PSD matrices keep only the positive half of the noise's spectrum. m = ${m} stands above least squares, ${bar}: this tests how noise enters, not what descent prefers.`,
      plot: floorPlot(floor),
      table: {
        columns: ["seed", "k", "σ", "‖E‖² m/(knσ²)"],
        rows: floor
          .filter(({ cell }) => cell.k === n)
          .map((result) => [result.cell.seed, result.cell.k, result.cell.noise, floorRatio(result)]),
        caption: "k = n, which is shown and not judged",
      },
    },
    {
      heading: "How it gets there",
      text: "The squared error along the path, k = 4, one seed: five times less noise is reached some five times later, up to logarithms.",
      plot: pathPlot(floor),
    },
    {
      heading: "Stopping on held-out measurements",
      text: "From a start of α = 10⁻³ with k = n columns, M is learned first and noise after it. A fifth of the measurements is held out; the iterate of least residual on them is far better than the last, which has fitted the noise.",
      plot: heldOutPlot(held),
      table: {
        columns: ["seed", "error at the least held-out residual", "at iteration", "error at the end", "ratio"],
        rows: held.map((result) => {
          const { iteration } = lowestHeldOut({ history: result.table });
          return [result.cell.seed, result.table.get("error", iteration), iteration, finalError(result), heldOutGain(result)];
        }),
      },
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds; stopping, which is shown above, by the worst of them.",
      table: seedTable(laws.slice(0, -1), noiseSweeps(floor)),
      settings: settingsOf(results),
    },
  ];
}

const levels = (results: Results): number[] => [...new Set(results.map(({ cell }) => cell.noise))].toSorted((a, b) => a - b);

function floorPlot(results: Results): Plot {
  const series = levels(results).flatMap((noise): Plot["series"] => {
    const of = results.filter(({ cell }) => cell.noise === noise);
    const ks = [...new Set(of.map(({ cell }) => cell.k))];
    const { cell } = of[0];
    return [
      {
        label: `σ = ${noise}`,
        x: of.map(({ cell: { k } }) => k),
        y: of.map((result) => finalError(result) ** 2),
        kind: "measured",
      },
      { label: `σ = ${noise}: knσ²/m`, x: ks, y: ks.map((k) => noiseFloor({ ...cell, k })), kind: "predicted" },
    ];
  });
  return {
    id: "floor",
    alt: "Squared error at rest against k for both noise levels, with the lines knσ²/m.",
    series,
    xTitle: "searched rank k",
    yTitle: "‖FFᵀ − M‖²",
    xLog: true,
    yLog: true,
  };
}

function pathPlot(results: Results): Plot {
  const series = results
    .filter(({ cell }) => cell.k === 4 && cell.seed === results[0].cell.seed)
    .flatMap(({ cell, table }): Plot["series"] => {
      const times = [...new Set(Array.from({ length: 60 }, (_, i) => Math.round(cell.iterations ** (i / 59))))];
      return [
        { label: `σ = ${cell.noise}`, x: times, y: times.map((t) => table.get("error", t) ** 2), kind: "measured" },
        {
          label: `σ = ${cell.noise}: knσ²/m`,
          x: [1, cell.iterations],
          y: [noiseFloor(cell), noiseFloor(cell)],
          kind: "predicted",
        },
      ];
    });
  return {
    id: "path",
    alt: "Squared error along the path for both noise levels; each comes to rest near its line.",
    series,
    xTitle: "iteration t",
    yTitle: "‖FFᵀ − M‖²",
    xLog: true,
    yLog: true,
  };
}

function heldOutPlot([{ cell, table }]: Results): Plot {
  const rows = [...table].filter(({ iteration }) => iteration % 10 === 0 && iteration <= 1000);
  const { iteration } = lowestHeldOut({ history: table });
  const x = rows.map((row) => row.iteration);
  return {
    id: "held-out",
    alt: `Error and residuals along the path, seed ${cell.seed}; the held-out residual is least at iteration ${iteration}.`,
    series: [
      { label: "error ‖FFᵀ − M‖", x, y: rows.map(({ error }) => error), kind: "measured" },
      { label: "held-out relative residual", x, y: rows.map(({ heldOutResidual }) => heldOutResidual), kind: "measured" },
      { label: "fitted relative residual", x, y: rows.map(({ relativeResidual }) => relativeResidual), kind: "measured" },
    ],
    xTitle: "iteration t",
    yTitle: "error and residuals",
    xLog: false,
    yLog: true,
    bands:
      iteration > 0 && iteration < 1000
        ? [
            { from: 0, to: iteration, label: "learns M" },
            { from: iteration, to: 1000, label: "fits noise" },
          ]
        : [],
  };
}

function settingsOf(results: Results): [string, string][] {
  const distinct = (of: (cell: NoiseCell) => number) => [...new Set(results.map(({ cell }) => of(cell)))].join(", ");
  return [
    ["size n", distinct(({ n }) => n)],
    ["true rank r", distinct(({ r }) => r)],
    ["searched rank k", distinct(({ k }) => k)],
    ["measurements m", distinct(({ m }) => m)],
    ["noise σ", distinct(({ noise }) => noise)],
    ["step size η", distinct(({ stepSize }) => stepSize)],
    ["start scale α", `${distinct(({ startScale }) => startScale)}; entries N(0, α²/n)`],
    ["iterations T", distinct(({ iterations }) => iterations)],
    ["seeds", distinct(({ seed }) => seed)],
  ];
}
