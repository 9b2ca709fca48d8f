import { psdOnlyBar } from "../theory/bars.ts";
import { settingsOf } from "./curves.ts";
import { errorAt } from "./error-path.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { NoisyCell } from "./preconditioning-under-noise.ts";
import { allowed } from "./preconditioning-under-noise-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<NoisyCell>[];

const names = {
  n: "size n",
  r: "true rank r",
  k: "searched rank k",
  m: "measurements m",
  condition: "condition number κ",
  noise: "noise σ",
  stepSize: "step size η",
  iterations: "iterations",
  seed: "seeds",
} as const;

export function noisyPage(laws: readonly Law<NoisyCell>[], results: Results): Exhibit[] {
  const of = (form: NoisyCell["form"], m: number) => results.filter(({ cell }) => cell.form === form && cell.m === m);
  const [one, fewer, two] = [of("symmetric", 250), of("symmetric", 150), of("asymmetric", 600)];
  return [
    one.length > 0 && {
      heading: "One factor",
      text: `From the spectral start. The residual never falls below the noise, and a damping of its size keeps the small direction of M slow; what is left of ‖r‖² above σ² is the error, and as damping it is fast. In the end all fit the noise; plain descent, which is late, ends a little lower: do not take that for a merit of its path. The dashed line is σ√(nk/m)/‖M‖. m = ${one[0].cell.m} stands above the PSD-only bar, ${barOf(one[0].cell)}.`,
      plot: errors("one-factor", one),
      table: ends(one),
      settings: settingsOf(one, names),
    },
    fewer.length > 0 && {
      heading: "Fewer measurements",
      text: `The same at m = ${fewer[0].cell.m}, below that bar and above the ${directions(fewer[0].cell)} directions of four columns. Shown, not judged.`,
      plot: errors("fewer", fewer),
      table: ends(fewer),
    },
    two.length > 0 && {
      heading: "Two factors",
      text: "Alternating preconditioned descent from a random start of ordinary size against plain descent from the same. The dashed line is σ√(d/m)/‖M‖ with the d = k(2n − k) directions of k columns.",
      plot: errors("two-factors", two),
      table: ends(two),
      settings: settingsOf(two, names),
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds. Errors are relative, ‖X − M‖_F/‖M‖_F.",
      table: seedTable(laws, results),
    },
  ].filter((exhibit) => exhibit !== false);
}

const directions = ({ n, k }: NoisyCell): number => n * k - (k * (k - 1)) / 2;
const barOf = ({ n, r }: NoisyCell): number => Math.ceil(psdOnlyBar(n, r));

const ends = (results: Results): NonNullable<Exhibit["table"]> => ({
  columns: ["seed", "method", "after 20", "after 30", "after 100", "at the end"],
  rows: results.map(({ cell, table }) => [
    cell.seed,
    cell.method,
    ...[20, 30, 100, cell.iterations].map((iteration) => errorAt(table, iteration)),
  ]),
});

/** Errors of the first seed on both logarithmic axes, with what noise allows. */
function errors(id: string, results: Results): Plot {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const { iterations } = first[0].cell;
  const times = [...new Set(Array.from({ length: 50 }, (_, i) => Math.round(iterations ** (i / 49))))];
  const level = allowed(first[0].cell);
  return {
    id,
    alt: `Relative error against the iteration: ${first.map(({ cell, table }) => `${cell.method} ends at ${errorAt(table, iterations).toPrecision(2)}`).join("; ")}; noise allows ${level.toPrecision(2)}.`,
    series: [
      ...first.map(({ cell, table }) => ({
        label: cell.method === "plain" ? "plain descent" : cell.method,
        x: times,
        y: times.map((t) => errorAt(table, t)),
        kind: "measured" as const,
      })),
      { label: "what noise allows", x: [1, iterations], y: [level, level], kind: "predicted" },
    ],
    xTitle: "iteration t",
    yTitle: "‖X − M‖ / ‖M‖",
    xLog: true,
    yLog: true,
  };
}
