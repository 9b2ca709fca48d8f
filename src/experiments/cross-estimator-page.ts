import type { CrossCell } from "./cross-estimator.ts";
import { value } from "./cross-estimator-laws.ts";
import { seriesOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<CrossCell>[];

const names = {
  states: "states",
  actions: "actions",
  r: "rank of Q",
  k: "rank k of the estimator",
  anchors: "anchor states, and anchor actions",
  discount: "discount γ",
  sweeps: "sweeps",
  draws: "draws of noise",
  seed: "seeds",
} as const;

export function crossPage(laws: readonly Law<CrossCell>[], results: Results): Exhibit[] {
  return [
    results.length > 0 && {
      heading: "Value iteration from a few rows and columns",
      text: `Every sweep asks ${value("asked")(results[0])} of ${results[0].cell.states * results[0].cell.actions} entries. Each of them is a contraction, and the cross is exact at the rank of Q: the error falls by γ a sweep, as it does where all entries are asked, to rounding times what the cross amplifies. Told one rank less, it ends at the error of its crosses.`,
      plot: paths(results),
      table: {
        columns: [
          "seed",
          "k",
          "error of the cross",
          "error after the sweeps",
          "amplification of noise",
          "the same × σₖ(Q[I, J])/‖Q‖_max",
        ],
        rows: results.map((one) => [
          one.cell.seed,
          one.cell.k,
          ...["exact", "error", "amplification", "share"].map((name) => value(name)(one)),
        ]),
      },
      settings: settingsOf(results, names),
    },
    { heading: "Every seed", text: "A check is judged by the median over its seeds.", table: seedTable(laws, results) },
  ].filter((exhibit) => exhibit !== false);
}

function paths(results: Results): Plot {
  const series = (k: number) => {
    const some = results.filter(({ cell }) => cell.k === k);
    const x = some.flatMap(({ table }) => Array.from(table.column("sweep")));
    return { label: `k = ${k}`, kind: "measured" as const, x, y: some.flatMap(({ table }) => Array.from(table.column("error"))) };
  };
  const { discount, sweeps } = results[0].cell;
  const [start] = results[0].table.column("error");
  return {
    id: "sweeps",
    alt: `Error against the sweep: ${results.map((one) => `k = ${one.cell.k} ends at ${value("error")(one).toExponential(1)}`).join("; ")}.`,
    series: [
      ...[4, 3].map(series).filter(({ x }) => x.length > 0),
      seriesOf(
        "γ a sweep",
        "predicted",
        Array.from({ length: sweeps }, (_, i) => [i + 1, start * discount ** i] as const),
      ),
    ],
    xTitle: "sweep",
    yTitle: "largest error over ‖Q‖_max",
    xLog: false,
    yLog: true,
  };
}
