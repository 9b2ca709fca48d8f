import { psdOnlyBar } from "../theory/bars.ts";
import { slowestLocalFactor } from "../theory/sampling.ts";
import { last } from "./asymmetric-instance.ts";
import { pointsOf, settingsOf, tailLine } from "./curves.ts";
import type { DampedCell } from "./damped-preconditioning.ts";
import { foundAt } from "./damped-preconditioning-laws.ts";
import { firstBelow } from "./error-path.ts";
import type { Exhibit, Result } from "./experiment.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<DampedCell>[];

const names = {
  n: "size n",
  r: "true rank r",
  k: "searched rank k",
  m: "measurements m",
  condition: "condition number κ",
  damping: "λ, where one is given",
  stepSize: "step size η",
  iterations: "most iterations",
  seed: "seeds",
} as const;

/** q of the directions of all k columns: with d of them. */
export const slowest = ({ n, k, m, stepSize }: DampedCell): number => stepSize * slowestLocalFactor(n * k - (k * (k - 1)) / 2, m);

export function dampedPage(laws: readonly Law<DampedCell>[], results: Results): Exhibit[] {
  const of = (part: string, condition: number) =>
    results.filter(({ cell }) => cell.part === part && cell.condition === condition);
  const [leaving, rate, bias] = [of("escape", 10), of("rate", 10), of("bias", 1)];
  return [
    leaving.length > 0 && errors("escape", "Leaving a small start", leaving, escapeText(leaving)),
    leaving.length > 0 && times(results.filter(({ cell }) => cell.part === "escape")),
    rate.length > 0 && errors("rate", "Near M", rate, rateText(rate)),
    bias.length > 0 && errors("bias", "Where positivity alone does not decide", bias, biasText(bias)),
    perSeed(laws, results),
  ].filter((exhibit) => exhibit !== false);
}

const barOf = ({ n, r }: DampedCell): number => Math.ceil(psdOnlyBar(n, r));

const escapeText = ([{ cell }]: Results): string =>
  `From a start of 10⁻¹⁰ with k = ${cell.k} columns for a matrix of rank ${cell.r}. A direction of M with singular value σ grows by 1 + ησ/λ a step, so that λ = ½σᵣ leaves the start fast at any κ, plain descent at the speed of the smallest σ, and λ = ‖r‖ in between. The constant λ then stops short of M. m = ${cell.m} stands above the PSD-only bar, ${barOf(cell)}, where positivity alone singles M out: this tests speed, not what descent prefers.`;

const rateText = (results: Results): string =>
  `Over-parameterized descent is sublinear; a damping that falls with the residual makes it linear, from a spectral start and from a random one of ordinary size. The dashed line has the slope qη, q = (1 − √(d/m))² with the d = nk − k(k − 1)/2 = ${results[0].cell.n * results[0].cell.k - (results[0].cell.k * (results[0].cell.k - 1)) / 2} directions of k columns: the slowest, by that heuristic, that sensing leaves of the rate η of full observation.`;

const biasText = ([{ cell }]: Results): string =>
  `m = ${cell.m} is below the PSD-only bar, ${barOf(cell)}, and k = n: many PSD matrices fit y, and what the path prefers decides. Plain descent from a small start finds M. Damping that falls with the residual lets the surplus directions grow with the others once the residual is small: such runs fit y at a matrix near M and not at M, and from a spectral start at another one altogether. Preconditioning buys speed with some of the preference for low rank: where m is small, search few columns or descend plainly.`;

const labelOf = ({ method, start, part }: DampedCell): string => {
  const name = method === "plain" ? "plain descent" : method;
  return part === "escape" ? name : `${name}, ${start} start`;
};

function errors(id: string, heading: string, results: Results, text: string): Exhibit {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const damped = first.filter(({ cell }) => cell.method === "residual" && id !== "bias");
  return {
    heading,
    text,
    plot: {
      id,
      alt: `Relative error against the iteration: ${first.map(({ cell, table }) => `${labelOf(cell)} ends at ${last(table, "error").toExponential(1)} after ${last(table, "iteration")}`).join("; ")}.`,
      series: [
        ...first.map(({ cell, table }) => pointsOf(labelOf(cell), [table])),
        ...damped.map(({ cell, table }) => tailLine(`(1 − qη)ᵗ, ${labelOf(cell)}`, table, slowest(cell), 0.03)),
      ].filter(({ x }) => x.length > 0),
      xTitle: "iteration t",
      yTitle: "‖FFᵀ − M‖ / ‖M‖",
      xLog: false,
      yLog: true,
    },
    settings: settingsOf(results, names),
  };
}

function times(results: Results): Exhibit {
  const seeds = [...new Set(results.map(({ cell }) => cell.seed))];
  const rows = results
    .filter(({ cell }) => cell.seed === seeds[0])
    .map(({ cell }) => {
      const same = results.filter(({ cell: { method, condition } }) => method === cell.method && condition === cell.condition);
      const taken = same.map((one) => firstBelow(one.table, foundAt(one.cell)));
      const range = (values: number[]) => `${Math.min(...values)} to ${Math.max(...values)}`;
      const ends = same.map(({ table }) => last(table, "error"));
      return [cell.condition, labelOf(cell), range(taken), Math.max(...ends)];
    });
  return {
    heading: "Iterations from the small start",
    table: {
      columns: ["κ", "rule", "iterations to ‖E‖ ≤ σᵣ/10, over the seeds", "largest relative error at the end"],
      rows,
      caption: "Infinity: not within the iterations that were made",
    },
  };
}

function perSeed(laws: readonly Law<DampedCell>[], results: Results): Exhibit {
  return {
    heading: "Every seed",
    text: "A check is judged by the median over its seeds. Errors are relative, ‖FFᵀ − M‖_F/‖M‖_F; E = FFᵀ − M.",
    table: seedTable(laws, results),
  };
}
