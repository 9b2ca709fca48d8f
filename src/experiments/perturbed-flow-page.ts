import { perturbedFlowTime, UNPERTURBED_EXPONENT } from "../theory/perturbed-flow.ts";
import { seriesOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { PerturbedCell } from "./perturbed-flow.ts";
import { LARGE } from "./seeds.ts";
import { type Law, seedTable } from "./verdict.ts";

type Flowing = Result<PerturbedCell>;

/** ‖LRᵀ − M‖₂ at the stated time; NaN where the integrator stopped before. */
const finalError = (result: Flowing): number =>
  arrived(result) ? result.table.get("error", result.table.length - 1) : Number.NaN;

function arrived({ cell, table }: Flowing): boolean {
  return table.get("time", table.length - 1) === perturbedFlowTime(1 / cell.condition, cell.startNorm);
}

const settingOf = ({ name }: PerturbedCell): string => name.replace(/-seed\d+$/, "");
const named =
  (setting: string) =>
  (cell: PerturbedCell): boolean =>
    settingOf(cell) === setting;

const overXi = (result: Flowing): number => finalError(result) / result.cell.xi;

const exponent = (results: readonly Flowing[]) => (smaller: Flowing) => {
  const larger = results.find(({ cell }) => settingOf(cell) === "none-larger" && cell.seed === smaller.cell.seed);
  if (!larger) return Number.NaN;
  return Math.log(finalError(larger) / finalError(smaller)) / Math.log(larger.cell.startNorm / smaller.cell.startNorm);
};

const nearM = (setting: string, words: string): Law<PerturbedCell> => ({
  law: `${words}: ‖LRᵀ − M‖₂/ξ at T`,
  predicted: 1,
  range: [0.35, 1.2],
  of: named(setting),
  measure: overXi,
});

/** That of 200 × 150 where a cell of that size was run. */
export const flowLaws = (results: readonly Flowing[]): Law<PerturbedCell>[] => [
  nearM("constant-large", "P constant, ξ = 0.05"),
  ...(results.some(({ cell }) => cell.n1 === LARGE) ? [nearM("large-constant", "200 × 150, P constant, ξ = 0.05")] : []),
  nearM("constant-small", "P constant, ξ = 0.02"),
  nearM("square-wave", "P a square wave, ξ = 0.05"),
  {
    law: "P = 0: exponent of the error in a₀",
    predicted: UNPERTURBED_EXPONENT,
    range: [1.9, 2.1],
    of: named("none-smaller"),
    measure: exponent(results),
  },
];

export function perturbedPage(results: readonly Flowing[]): Exhibit[] {
  if (results.length === 0) return [];
  const given = results.filter(({ cell }) => cell.perturbation !== "sensing" && cell.n1 < LARGE);
  const sensed = results.filter(({ cell }) => cell.perturbation === "sensing");
  const stopped = results.filter((one) => !arrived(one)).length;
  return [
    given.length > 0 && {
      heading: "P given",
      text: `M is known to the flow but for P: no measurement is made, and nothing is said about what data determine. Dashed lines are ξ. Without P the error at T goes as a₀²; the proved bound, a₀^(4/3), is not tight. Flows are integrated to a relative 10⁻¹⁰ a step and cut where P jumps; ${stopped === 0 ? "every one" : `all but ${stopped}`} met it. Left to run far beyond T, directions that P feeds grow as e^(ξt).`,
      plot: errorPlot("given", given),
      settings: settings(given),
    },
    sensed.length > 0 && {
      heading: "P of sensing",
      text: `Descent on m = ${sensed[0].cell.m} Gaussian measurements is this flow with P = (I − 𝒜*𝒜)(LRᵀ − M), but for its finite steps. ‖P‖₂ falls along with the error; m is below n1·n2 = ${sensed[0].cell.n1 * sensed[0].cell.n2}. Shown, not judged.`,
      plot: sensedPlot(sensed),
      settings: settings(sensed),
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds.",
      table: seedTable(flowLaws(results), results),
    },
  ].filter((exhibit) => exhibit !== false);
}

const settings = (results: readonly Flowing[]) =>
  settingsOf(results, {
    n1: "rows n1",
    n2: "columns n2",
    r: "true rank r",
    k: "searched rank k",
    condition: "condition number κ",
    startNorm: "start a₀ = ‖[L₀; R₀]‖₂",
    xi: "perturbation ξ",
    m: "measurements m",
    seed: "seeds",
  });

const path = ({ table }: Flowing, column: string) => [...table].map((row) => [row.time, row[column]] as const);

function errorPlot(id: string, results: readonly Flowing[]): Plot {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const label = ({ perturbation, xi, startNorm }: PerturbedCell) =>
    perturbation === "none" ? `P = 0, a₀ = ${startNorm}` : `${perturbation.replace("-", " ")}, ξ = ${xi}`;
  const perturbed = first.filter(({ cell }) => cell.xi > 0);
  return {
    id,
    alt: `Error in spectral norm against time: ${first.map((one) => `${label(one.cell)} ends at ${one.table.get("error", one.table.length - 1).toExponential(1)}`).join("; ")}.`,
    series: [
      ...first.map((one) => seriesOf(label(one.cell), "measured", path(one, "error"))),
      ...perturbed.map((one) => seriesOf(`${label(one.cell)}: ξ`, "predicted", path(one, "xi"))),
    ],
    xTitle: "time t",
    yTitle: "‖LRᵀ − M‖₂",
    xLog: false,
    yLog: true,
  };
}

function sensedPlot(results: readonly Flowing[]): Plot {
  const [first] = results;
  const end = first.table.length - 1;
  return {
    id: "sensing",
    alt: `Error and size of the perturbation that sensing induces, against time: at the end ${first.table.get("error", end).toExponential(1)} and ${first.table.get("xi", end).toExponential(1)}.`,
    series: [
      seriesOf("‖LRᵀ − M‖₂", "measured", path(first, "error")),
      seriesOf("ξₜ = ‖(I − 𝒜*𝒜)(LRᵀ − M)‖₂", "measured", path(first, "xi")),
    ],
    xTitle: "time t",
    yTitle: "spectral norm",
    xLog: false,
    yLog: true,
  };
}
