import { leastSquaresBar, slowestLocalFactor } from "../theory/sampling.ts";
import type { AlternatingCell } from "./alternating-preconditioning.ts";
import { last } from "./asymmetric-instance.ts";
import { pointsOf, settingsOf, tailLine } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<AlternatingCell>[];

const names = {
  n: "size n",
  r: "true rank r",
  k: "searched rank k",
  m: "measurements m",
  condition: "condition number κ",
  stepSize: "step size η",
  iterations: "most iterations",
  seed: "seeds",
} as const;

export function alternatingPage(laws: readonly Law<AlternatingCell>[], results: Results): Exhibit[] {
  const of = (part: AlternatingCell["part"]) => results.filter(({ cell }) => cell.part === part);
  const [surplus, exact, wrong, bias] = [of("surplus"), of("exact"), of("wrong"), of("bias")];
  const hard = surplus.filter(({ cell }) => cell.condition === 1000);
  return [
    hard.length > 0 && {
      heading: "More columns than the rank, κ = 1000",
      text: `Preconditioned by one factor at a time, with the gradient taken anew in between, descent needs no damping. Scaled descent on both factors at once needs one, and a constant one limits it; plain descent hardly moves the small direction. The dashed line has the slope qη, q = (1 − √(d/m))² with the d = k(2n − k) directions of k columns. ${standing(hard)}`,
      plot: errors("surplus", hard, ({ method, stepSize }) => `${NAMES[method]}, η = ${stepSize}`),
      settings: settingsOf(hard, names),
    },
    exact.length > 0 && {
      heading: "At the true rank",
      text: `Scaled descent on both factors from a spectral start takes as many steps at κ = 20 as at κ = 1; those of plain descent grow with κ. ${standing(exact)}`,
      plot: errors(
        "exact",
        exact.filter(({ cell }) => cell.condition === 1 || cell.condition === 20),
        ({ method, condition }) => `${NAMES[method]}, κ = ${condition}`,
      ),
      settings: settingsOf(exact, names),
    },
    wrong.length > 0 && {
      heading: "Converged is not recovered",
      text: "The defaults of a published script: n = 30, r = 2, k = 4 and m = 3nr = 180. Four columns have k(2n − k) = 224 directions, more than there are measurements, so that wrong matrices fit y: the residual goes to zero and the error stays near one. Every such run carries the warning `underdetermined`. The papers' own setting, m = 50nr, is far from this; with m = 600 the same start finds M. With k = r, m = 180 is 1.6 times the degrees of freedom, and some runs are stuck.",
      table: {
        columns: ["seed", "k", "m", "κ", "relative residual", "relative error", "warnings"],
        rows: wrong.map(({ cell, table }) => [
          cell.seed,
          cell.k,
          cell.m,
          cell.condition,
          last(table, "relativeResidual"),
          last(table, "error"),
          last(table, "warned"),
        ]),
      },
    },
    bias.length > 0 && {
      heading: "Where the path decides",
      text: `With k = 8 and m = 300, fewer than the ${8 * (60 - 8)} directions of eight columns, many matrices of that rank fit y. Plain descent from a small start comes near M, for its surplus columns stay small; the preconditioner makes them as fast as the others, and it fits y elsewhere. ${standing(bias)}`,
      plot: errors("bias", bias, ({ method, start }) => `${NAMES[method]}, ${start} start`),
      settings: settingsOf(bias, names),
    },
    perSeed(laws, results),
  ].filter((exhibit): exhibit is Exhibit => exhibit !== false);
}

const NAMES: Readonly<Record<AlternatingCell["method"], string>> = {
  apgd: "alternating",
  damped: "both at once, damped",
  scaled: "scaled descent",
  plain: "plain descent",
};

function standing([{ cell }]: Results): string {
  const bar = leastSquaresBar({ rows: cell.n, cols: cell.n, symmetric: false });
  return `m = ${cell.m} is below the least-squares bar, n² = ${bar}, and M has ${cell.r * (2 * cell.n - cell.r)} degrees of freedom.`;
}

/** Errors of the first seed, with the slowest slope behind the alternating runs that converge. */
function errors(id: string, results: Results, label: (cell: AlternatingCell) => string): Plot {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const slope = ({ n, k, m, stepSize }: AlternatingCell) => stepSize * slowestLocalFactor(k * (2 * n - k), m);
  const converging = first.filter(
    ({ cell, table }) => cell.stepSize === 0.5 && cell.method === "apgd" && last(table, "error") < 1e-6,
  );
  return {
    id,
    alt: `Relative error against the iteration: ${first.map(({ cell, table }) => `${label(cell)} ends at ${last(table, "error").toExponential(1)} after ${last(table, "iteration")}`).join("; ")}.`,
    series: [
      ...first.map(({ cell, table }) => pointsOf(label(cell), [table])),
      ...converging.map(({ cell, table }) => tailLine(`(1 − qη)ᵗ, η = ${cell.stepSize}`, table, slope(cell), 0.1)),
    ],
    xTitle: "iteration t",
    yTitle: "‖LRᵀ − M‖ / ‖M‖",
    xLog: false,
    yLog: true,
  };
}

function perSeed(laws: readonly Law<AlternatingCell>[], results: Results): Exhibit {
  return {
    heading: "Every seed",
    text: "A check is judged by the median over its seeds. Errors are relative, ‖LRᵀ − M‖_F/‖M‖_F.",
    table: seedTable(laws, results),
  };
}
