import type { BaselineCell } from "./classical-baselines.ts";
import type { Method } from "./classical-baselines-methods.ts";
import { seriesOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<BaselineCell>[];

const names = { n: "size n", r: "rank r", m: "measurements m", seed: "seeds" } as const;

/** Methods that solve a linear system each step, or decompose whole matrices without a rank. */
const SYSTEMS: ReadonlySet<Method> = new Set(["alternating-minimization", "gnmr", "matrix-irls", "fista"]);

export function baselinesPage(laws: readonly Law<BaselineCell>[], results: Results): Exhibit[] {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const of = (sensing: string, systems: boolean) =>
    first.filter(({ cell }) => cell.sensing === sensing && SYSTEMS.has(cell.method) === systems);
  return [
    {
      heading: "One step after the other",
      text: "Gaussian A_i, three for each degree of freedom, κ = 5, from the spectral start. A pass reads every A_i once; a measurement, an adjoint and a gradient are one each.",
      plot: plotOf("first-order", of("gaussian", false)),
      settings: settingsOf(of("gaussian", false), names),
    },
    {
      heading: "A linear system each step, and the nuclear norm",
      text: "The same problem. Steps are few where each solves least squares by conjugate gradients, and each of these is a pass; FISTA searches no rank, and λ falls by 0.985 a step.",
      plot: plotOf("systems", of("gaussian", true)),
    },
    {
      heading: "Completion",
      text: "Sampled entries of a product of normal factors, three and a half for each degree of freedom.",
      plot: plotOf("completion", of("entries", false)),
      settings: settingsOf(of("entries", false), names),
    },
    {
      heading: "Every seed",
      text: "Counts are of steps; a check is judged by the median over its seeds.",
      table: seedTable(laws, results),
    },
  ].filter(({ plot }) => plot === undefined || plot.series.length > 0);
}

function plotOf(id: string, results: Results): Plot {
  const series = results.map(({ cell, table }) => {
    const stride = Math.max(1, Math.floor(table.length / 40));
    const rows = [...table].filter((_, i) => i % stride === 0 || i === table.length - 1);
    return seriesOf(
      cell.method,
      "measured",
      rows.map(({ asks, error }) => [asks, error] as const),
    );
  });
  const ends = results.map(({ cell, table }) => `${cell.method} ${table.length - 1} steps`);
  return {
    id,
    alt: `Relative error against passes over the data: ${ends.join(", ")}.`,
    series,
    xTitle: "passes over the data",
    yTitle: "‖X − M‖ / ‖M‖",
    xLog: true,
    yLog: true,
  };
}
