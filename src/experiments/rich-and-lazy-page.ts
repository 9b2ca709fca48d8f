import { settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { LazyCell } from "./rich-and-lazy.ts";
import { value } from "./rich-and-lazy-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<LazyCell>[];

const names = {
  n: "size n, and columns of both factors",
  r: "true rank r",
  m: "measurements m",
  rank: "rank of the start",
  size: "norm of each factor at the start",
  stepSize: "step size η",
  seed: "seeds",
} as const;

export function lazinessPage(laws: readonly Law<LazyCell>[], results: Results): Exhibit[] {
  return [
    results.length > 0 && {
      heading: "The rank of the start",
      text: "All starts have one norm, and all runs fit y. How far the tangent kernel FFᵀ ⊗ I + I ⊗ GGᵀ turns on the way says how much was learned in the factors rather than by a fixed linear model. Large starts of full rank hardly turn; of rank one they must. A start of rank two that holds the singular vectors of M already has nothing to learn.",
      plot: alignments(results),
      table: {
        columns: ["seed", "start", "rank", "alignment", "change of the factors", "relative error"],
        rows: results.map((one) => {
          const { seed, start, rank } = one.cell;
          return [seed, start, rank, ...["alignment", "change", "error"].map((name) => value(name)(one))];
        }),
      },
      settings: settingsOf(results, names),
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds.",
      table: seedTable(laws, results),
    },
  ].filter((exhibit) => exhibit !== false);
}

function alignments(results: Results): Plot {
  const series = (label: string, start: LazyCell["start"]) => {
    const some = results.filter(({ cell }) => cell.start === start);
    return { label, kind: "measured" as const, x: some.map(({ cell }) => cell.rank), y: some.map(value("alignment")) };
  };
  return {
    id: "alignment",
    alt: `Alignment of the first and the last tangent kernel: ${results.map((one) => `${one.cell.start}, rank ${one.cell.rank}: ${value("alignment")(one).toFixed(2)}`).join("; ")}.`,
    series: [series("random start", "random"), series("aligned with M", "aligned")].filter(({ x }) => x.length > 0),
    xTitle: "rank of the start",
    yTitle: "alignment of kernels",
    xLog: true,
    yLog: false,
  };
}
