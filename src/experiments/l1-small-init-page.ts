import { subgradientGrowth } from "../theory/absolute-loss.ts";
import { leastSquaresBar } from "../theory/sampling.ts";
import { pointsOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { AbsoluteCell } from "./l1-small-init.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<AbsoluteCell>[];

const names = {
  n: "size n",
  r: "true rank r",
  k: "searched rank k",
  m: "measurements m",
  share: "share of wrong measurements p",
  size: "standard deviation of a wrong one, raw A_i",
  startScale: "start scale α, entries N(0, α²/n)",
  stepSize: "first step s₀ (η for the squared loss)",
  decay: "decay ρ, sₜ = s₀ρᵗ",
  iterations: "iterations T",
  seed: "seeds",
} as const;

export function smallInitPage(laws: readonly Law<AbsoluteCell>[], results: Results): Exhibit[] {
  const of = (part: string) => results.filter(({ cell }) => cell.part === part);
  const [robust, below] = [[...of("robust"), ...of("short")], of("below")];
  return [robust.length > 0 && recovery(robust), below.length > 0 && underdetermined(below), perSeed(laws, results)].filter(
    (exhibit) => exhibit !== false,
  );
}

function recovery(results: Results): Exhibit {
  const { n, m, share, r, startScale } = results[0].cell;
  const growth = (decay: number) => subgradientGrowth(0.1 / (1 - decay), share, r).toPrecision(3);
  return {
    heading: "A tenth of the measurements wrong",
    text: `The absolute loss hardly sees how wrong a measurement is; the squared loss fits it. With m = ${m} this stands above the least-squares bar, m = n² = ${bar(n)}: without errors the data alone determine M, and it tests the method and its speed, not what small starts prefer. A start must grow by e^${(Math.log(1 / startScale) + 2).toPrecision(3)}: ρ = 0.995 allows e^${growth(0.995)}, ρ = 0.99 no more than e^${growth(0.99)}, and stops on the way. The solver refuses such a schedule when it is told the rank; it does not know p, and takes 0. The dashed line is the step sₜ itself: its slope is the fastest that an error under such steps keeps to.`,
    plot: plotOf("robust", results),
    settings: settingsOf(results, names),
  };
}

function underdetermined(results: Results): Exhibit {
  const { n, m } = results[0].cell;
  return {
    heading: "Below the least-squares bar",
    text: `With m = ${m} < n² = ${bar(n)} and k = n columns the data do not determine M, and a start of size 1 ends elsewhere. No threshold is set for this setting: it is shown, not judged.`,
    plot: plotOf("below", results),
    settings: settingsOf(results, names),
  };
}

const bar = (n: number): number => leastSquaresBar({ rows: n, cols: n, symmetric: false });

const labelOf = ({ part, loss, decay, startScale }: AbsoluteCell): string =>
  part === "below" ? `α = ${startScale}` : loss === "squared" ? "squared loss" : `absolute loss, ρ = ${decay}`;

/** Errors of the first seed, and the steps that limit them where a run goes to its end. */
function plotOf(id: string, results: Results): Plot {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const last = ({ cell, table }: Results[number]) => table.get("error", cell.iterations);
  const judged = first.filter(({ cell }) => cell.part === "robust" && cell.loss === "absolute");
  return {
    id,
    alt: `Relative error against the iteration: ${first.map((one) => `${labelOf(one.cell)} ends at ${last(one).toPrecision(2)}`).join("; ")}.`,
    series: [...first.map(({ cell, table }) => pointsOf(labelOf(cell), [table])), ...judged.map(({ cell }) => envelope(cell))],
    xTitle: "iteration t",
    yTitle: "‖FGᵀ − M‖ / ‖M‖",
    xLog: false,
    yLog: true,
  };
}

/** sₜ, from where it is below one tenth of its first. */
function envelope({ stepSize, decay, iterations }: AbsoluteCell): Plot["series"][number] {
  const from = Math.ceil(Math.log(0.1) / Math.log(decay));
  const x = Array.from({ length: 41 }, (_, i) => from + ((iterations - from) * i) / 40);
  return { label: "sₜ", x, y: x.map((t) => stepSize * decay ** t), kind: "predicted" };
}

function perSeed(laws: readonly Law<AbsoluteCell>[], results: Results): Exhibit {
  return {
    heading: "Every seed",
    text: "A check is judged by the median over its seeds. Errors are relative, ‖FGᵀ − M‖_F/‖M‖_F, after all iterations.",
    table: seedTable(laws, results),
  };
}
