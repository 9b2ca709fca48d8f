import { last } from "./asymmetric-instance.ts";
import { asymmetricNames, pointsOf, settingsOf, tailLine } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { AdaptationCell } from "./low-rank-adaptation.ts";
import { rateOf } from "./low-rank-adaptation-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<AdaptationCell>[];

const names = {
  ...asymmetricNames,
  startScale: "start scale α of A₀, entries N(0, α²/n), or of B₀ where both are random",
  ratio: "start scale of A₀ over that of B₀, where both are random",
  stepSize: "step size η_B",
  stepRatio: "η_A over η_B",
} as const;

export function adaptationPage(laws: readonly Law<AdaptationCell>[], results: Results): Exhibit[] {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed && cell.k >= cell.r);
  return [
    first.length > 0 && {
      heading: "One factor zero",
      text: "A statement about the rule, on matrices. With B₀ = 0 and all of M seen, B never leaves the columns of M: the directions in which the general law is slow stay empty, and the rate is η_Aσᵣ(B)² alone. Measurements mix the directions, and the general law is back. Dashed lines have the predicted rates of the factors where each run ended, from where the error was last above 10⁻⁶.",
      plot: paths(first),
      table: {
        columns: ["seed", "sensing", "start", "α", "η_A / η_B", "rate", "−ln(1 − η_Aσᵣ(B)²)", "general law"],
        rows: results
          .filter(({ cell }) => cell.k >= cell.r)
          .map((one) => {
            const { seed, sensing, start, startScale, stepRatio } = one.cell;
            const special = start === "B zero" ? last(one.table, "special") : Number.NaN;
            return [seed, sensing, start, startScale, stepRatio, rateOf(one), special, last(one.table, "general")];
          }),
      },
      settings: settingsOf(results, names),
    },
    { heading: "Every seed", text: "A check is judged by the median over its seeds.", table: seedTable(laws, results) },
  ].filter((exhibit) => exhibit !== false);
}

function paths(results: Results): Plot {
  const label = ({ cell }: Result<AdaptationCell>) => cell.name.replace(/-seed\d+$/, "").replace("-", ", ");
  const predicted = ({ cell, table }: Result<AdaptationCell>) =>
    last(table, cell.sensing === "identity" && cell.start === "B zero" ? "special" : "general");
  return {
    id: "adaptation",
    alt: `Error against the iteration: ${results.map((one) => `${label(one)} at a rate of ${rateOf(one).toPrecision(3)}`).join("; ")}.`,
    series: [
      ...results.map((one) => pointsOf(label(one), [one.table])),
      ...results.map((one) => tailLine(`${label(one)}: predicted`, one.table, predicted(one), 1e-6)),
    ],
    xTitle: "iteration t",
    yTitle: "error ‖BAᵀ − M‖",
    xLog: true,
    yLog: true,
  };
}
