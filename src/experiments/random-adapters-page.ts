import { seriesOf, settingsOf } from "./curves.ts";
import type { Exhibit, Result } from "./experiment.ts";
import type { AdapterCell } from "./random-adapters.ts";
import { evenShare, value } from "./random-adapters-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<AdapterCell>[];

const names = { n: "size n", bases: "random bases N", k: "columns k of each", sweeps: "sweeps", seed: "seeds" } as const;

export function adapterPage(laws: readonly Law<AdapterCell>[], results: Results): Exhibit[] {
  const kinds = [...new Set(results.map(({ cell }) => cell.truth))];
  return [
    results.length > 0 && {
      heading: "Parameters, or rank",
      text: "Random bases know nothing of M: what they leave goes by the number of parameters, and a matrix of rank two is hardly easier than an orthogonal one. Factors go by the spectrum alone. Which of the two is better is a question of how fast the singular values fall.",
      plot: {
        id: "floors",
        alt: `Errors of representation against parameters: ${results.map((one) => `${one.cell.truth}, N = ${one.cell.bases}: ${value("error")(one).toPrecision(2)}`).join("; ")}.`,
        series: [
          ...kinds.map((kind) =>
            seriesOf(
              kind,
              "measured",
              results
                .filter(({ cell }) => cell.truth === kind)
                .map((one) => [value("parameters")(one), value("error")(one)] as const),
            ),
          ),
          seriesOf(
            "√(1 − N(k + n − 1)/n²)",
            "predicted",
            results.map((one) => [value("parameters")(one), evenShare(one.cell)] as const),
          ),
        ],
        xTitle: "parameters N(k + n − 1)",
        yTitle: "‖ΔW − M‖ / ‖M‖",
        xLog: false,
        yLog: false,
      },
      table: {
        columns: ["seed", "M", "N", "parameters", "error of random bases", "rank with as many", "error of that rank"],
        rows: results.map((one) => {
          const { seed, truth, bases } = one.cell;
          return [seed, truth, bases, ...["parameters", "error", "rank", "lowRank"].map((name) => value(name)(one))];
        }),
      },
      settings: settingsOf(results, names),
    },
    { heading: "Every seed", text: "A check is judged by the median over its seeds.", table: seedTable(laws, results) },
  ].filter((exhibit) => exhibit !== false);
}
