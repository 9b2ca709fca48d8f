import { psdOnlyBar } from "../theory/bars.ts";
import { pointsOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { HeldOutCell } from "./held-out-stopping.ts";
import { best, last, oracleOf, stopped } from "./held-out-stopping-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<HeldOutCell>[];

const names = {
  n: "size n",
  r: "true rank r",
  k: "searched rank k",
  m: "measurements m, a tenth of them held out",
  noise: "noise σ",
  startScale: "start scale α, entries N(0, α²/n)",
  stepSize: "step size η",
  iterations: "iterations",
  seed: "seeds",
} as const;

export function heldOutPage(laws: readonly Law<HeldOutCell>[], results: Results): Exhibit[] {
  const of = (method: HeldOutCell["method"], m: number, noise: number) =>
    results.filter(({ cell }) => cell.method === method && cell.m === m && cell.noise === noise);
  const parts = [
    ["σ = 0.5", of("descent", 440, 0.5)],
    ["σ = 0.2", of("descent", 440, 0.2)],
    ["Mirror descent", of("mirror", 440, 0.5)],
    ["Fewer measurements", of("descent", 200, 0.2)],
  ] as const;
  return [
    ...parts.flatMap(([heading, some], i): Exhibit[] =>
      some.length === 0
        ? []
        : [{ heading, text: standing(some[0].cell), plot: path(`path-${i + 1}`, some[0], results), table: ends(some, results) }],
    ),
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds. Errors are relative, ‖X − M‖_F/‖M‖_F.",
      table: seedTable(laws, results),
      settings: settingsOf(results, names),
    },
  ];
}

function standing({ n, r, m }: HeldOutCell): string {
  const bar = Math.ceil(psdOnlyBar(n, r));
  const fitted = m - Math.round(m / 10);
  const where =
    fitted >= bar
      ? `above the PSD-only bar, ${bar}: without noise any fit would be M, and what is tested is robustness`
      : `between the ${n * r - (r * (r - 1)) / 2} degrees of freedom and the PSD-only bar, ${bar}: the path's preference for low rank decides as well`;
  return `The ${fitted} measurements that are fitted stand ${where}.`;
}

const ends = (some: Results, results: Results): NonNullable<Exhibit["table"]> => ({
  columns: ["seed", "where stopped", "least of the path", "at the end", "told the rank"],
  rows: some.map((one) => [one.cell.seed, stopped(one), best(one), last(one), oracleOf(results, one)]),
});

/** The error along the first seed's path, with that of the iterate that is returned. */
function path(id: string, one: Result<HeldOutCell>, results: Results): Plot {
  const { iterations } = one.cell;
  const told = oracleOf(results, one);
  const level = (label: string, value: number) =>
    Number.isFinite(value) ? [{ label, x: [1, iterations], y: [value, value], kind: "predicted" as const }] : [];
  return {
    id,
    alt: `Relative error along the path: the least is ${best(one).toPrecision(2)}, at the held-out minimum ${stopped(one).toPrecision(2)}, at the end ${last(one).toPrecision(2)}.`,
    series: [
      pointsOf("error of X", [one.table], "error", 150),
      pointsOf("held-out residual, relative", [one.table], "heldOutResidual", 150),
      ...level("error where stopped", stopped(one)),
      ...level("error told the rank", told),
    ],
    xTitle: "iteration t",
    yTitle: "‖X − M‖ / ‖M‖",
    xLog: true,
    yLog: true,
  };
}
