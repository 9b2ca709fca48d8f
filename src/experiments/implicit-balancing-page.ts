import { sampleBars } from "../theory/bars.ts";
import { directionGrowth } from "../theory/small-start.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { BalancingCell } from "./implicit-balancing.ts";
import { balancingSweeps, predictedEscape, predictedExponent } from "./implicit-balancing-laws.ts";
import { pathPlot, sweepSeries } from "./small-start-page.ts";
import type { SweepCell } from "./sweep.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<BalancingCell>[];

export function balancingPage(laws: readonly Law<SweepCell>[], results: Results): Exhibit[] {
  if (results.length === 0) return [];
  const sweeps = balancingSweeps(results);
  const of = (name: string) => sweeps.filter(({ cell }) => cell.sweep === name);
  return [
    pathExhibit(results),
    {
      heading: "Time to escape",
      text: "T½ is the first iteration at which the error is half of σᵣ(M). In the spectral phase the direction of the singular value s of S = 𝒜*(y) grows by 1 + ηs a step, so that a start ten times smaller costs ln 10 / ln(1 + ηsᵣ) steps more. For κ > 1 components are learned one after the other, and each grows in the field that those before it leave: dT½/d ln(1/α) is a sum over them. At r = 3, κ = 4 the law of κ = 1 would be wrong by a factor of 1.4 to 2.2.",
      plot: plot("escape", "T½", false, [
        ...sweepSeries({ ...escapeLine, label: "r = 1", law: "ln(1/α)/ln(1 + ηs₁)", sweeps: of("start") }),
        ...sweepSeries({
          ...escapeLine,
          label: "r = 2, κ = 2",
          law: "sequential law, r = 2, κ = 2",
          sweeps: of("ill-conditioned"),
        }),
        ...sweepSeries({ ...escapeLine, label: "r = 3, κ = 2", law: "sequential law, r = 3, κ = 2", sweeps: of("three") }),
        ...sweepSeries({ ...escapeLine, label: "r = 3, κ = 4", law: "sequential law, r = 3, κ = 4", sweeps: of("three-ill") }),
      ]),
    },
    {
      heading: "The error that is left",
      text: "While the signal escapes, noise directions grow at sᵣ₊₁(S), and an error of order α^p is left with p = 2(1 − sᵣ₊₁/sᵣ). For κ = 1 that is what is measured, a little below; for κ = 2 it is a lower bound of p, and no closed form is known. With so few measurements p is below the exponents 21/16 and 4/3 of upper bounds that assume tiny isometry constants.",
      plot: plot("exponent", "error ‖FGᵀ − M‖", true, [
        ...sweepSeries({ ...errorLine, label: "r = 1", law: "α^(2(1 − s₂/s₁))", sweeps: of("start") }),
        ...sweepSeries({
          ...errorLine,
          label: "r = 2, κ = 2",
          law: "bound of the slope, 2(1 − s₃/s₂)",
          sweeps: of("ill-conditioned"),
        }),
      ]),
    },
    imbalanceExhibit(results, of("step")),
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds. Exponents are least-squares slopes over the sweep, that of the error over α from 10⁻³ to 10⁻⁵.",
      table: seedTable(laws, sweeps),
      settings: settingsOf(results),
    },
  ];
}

const escapeLine = {
  x: inverseStart,
  y: (row: Record<string, number>) => row.escape,
  slope: predictedEscape,
  logarithmic: false,
};
const errorLine = {
  x: inverseStart,
  y: (row: Record<string, number>) => row.error,
  slope: (sweep: Result<SweepCell>) => -predictedExponent(sweep),
  logarithmic: true,
};

function inverseStart(row: Record<string, number>): number {
  return 1 / row.startScale;
}

const plot = (id: string, yTitle: string, yLog: boolean, series: Plot["series"]): Plot => ({
  id,
  alt: `${yTitle} against 1/α. Points are measured, of every seed; dashed lines have the predicted slope.`,
  series,
  xTitle: "1/α",
  yTitle,
  xLog: true,
  yLog,
});

function pathExhibit(results: Results): Exhibit {
  const shown = results.find(({ cell }) => cell.sweep === "start" && cell.startScale === 1e-4) ?? results[0];
  const { cell, table } = shown;
  const { plot: picture, phases } = pathPlot(shown, {
    id: "path",
    what: `α = ${cell.startScale}`,
    columns: ["sigma_1", "sigma_2", "sigma_3"],
    signal: cell.r,
    of: "X",
    dataSigma: table.get("sigmaR", 0),
    sizeOf: (value) => value,
    relativeError: table.column("error").map((error) => error * cell.condition),
    growth: 2 * directionGrowth(cell.stepSize, table.get("sigmaR", 0)),
  });
  const { n1, n2, m } = cell;
  const bars = sampleBars({ rows: n1, cols: n2, rank: cell.r, symmetric: false });
  return {
    heading: "Along the path",
    text: `Although k = ${cell.k} columns could hold any matrix, one singular value of X = FGᵀ grows, twice as fast as a factor's, and the others stay small: the iterate is of rank ${cell.r} in effect. Spectral phase until iteration ${phases.spectral}, escape until ${phases.escape}, then refinement. With m = ${m} this stands between the degrees of freedom, ${bars.degreesOfFreedom}, and least squares, ${bars.leastSquares}: many matrices fit the data.`,
    plot: picture,
  };
}

function imbalanceExhibit(results: Results, steps: readonly Result<SweepCell>[]): Exhibit {
  const seed = Math.min(...results.map(({ cell }) => cell.seed));
  const shown = results.filter(({ cell }) => cell.sweep === "start" && cell.seed === seed);
  const series = shown.map(({ cell, table }) => {
    const due = [...table].filter(
      ({ imbalance, iteration }) => !Number.isNaN(imbalance) && iteration % 10 === 0 && iteration <= 400,
    );
    return {
      label: `α = ${cell.startScale}`,
      x: due.map(({ iteration }) => iteration),
      y: due.map(({ imbalance }) => imbalance),
      kind: "measured" as const,
    };
  });
  const rows = steps.flatMap(({ cell, table }) =>
    [...table].map(({ stepSize, imbalance }) => [cell.seed, stepSize, imbalance, imbalance / stepSize]),
  );
  return {
    heading: "Imbalance",
    text: "‖Δ‖₂ starts at order α² and is conserved by gradient flow. Steps of finite size add η²(GᵀEᵀEG − FᵀEEᵀF): below some α the largest imbalance no longer depends on α. That floor is in proportion to η, as the table shows for α = 10⁻⁵.",
    plot: {
      id: "imbalance",
      alt: "‖FᵀF − GᵀG‖ along the path for each α.",
      series,
      xTitle: "iteration t",
      yTitle: "‖FᵀF − GᵀG‖₂",
      xLog: false,
      yLog: true,
    },
    table: { columns: ["seed", "η", "max ‖Δ‖₂", "max ‖Δ‖₂ / η"], rows },
  };
}

function settingsOf(results: Results): [string, string][] {
  const distinct = (of: (cell: BalancingCell) => number) => [...new Set(results.map(({ cell }) => of(cell)))].join(", ");
  return [
    ["size n₁ × n₂", `${distinct(({ n1 }) => n1)} × ${distinct(({ n2 }) => n2)}`],
    ["searched rank k", distinct(({ k }) => k)],
    ["r = 1: measurements, condition", `${results[0].cell.m}, 1`],
    ["r = 2: measurements, condition", "240, 2"],
    ["r = 3: measurements, condition", "280, 2 and 4"],
    ["step size η", distinct(({ stepSize }) => stepSize)],
    ["start scale α", `${distinct(({ startScale }) => startScale)}; entries N(0, α²/k)`],
    ["seeds", distinct(({ seed }) => seed)],
  ];
}
