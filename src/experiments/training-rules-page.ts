import { seriesOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import { FEW, MANY, type RuleCell } from "./training-rules.ts";
import { final, keptBy, passesOf } from "./training-rules-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<RuleCell>[];

const names = { n: "size n", r: "rank r", m: "measurements m", iterations: "most steps", seed: "seeds" } as const;

export function rulesPage(laws: readonly Law<RuleCell>[], results: Results): Exhibit[] {
  const at = (m: number) => results.filter(({ cell }) => cell.m === m);
  return [
    section(
      at(FEW),
      "Fewer measurements than entries",
      "These are statements about the rules, on matrices. The data do not determine M here. Rules that train small factors, or cut the rank, end at M, with fewer numbers than X has entries; those that keep all of X end where their steps prefer. Numbers kept are what is trained and what the optimizer holds beside it. A pass is one question about the data: maestro asks one for each prefix, which one reading of the A_i can answer.",
    ),
    section(at(MANY), "More measurements than entries", "The same rules where the data do determine M: what differs is speed."),
    results.length > 0 && {
      heading: "What is kept, and what is reached",
      text: `Relative errors at m = ${FEW} against the numbers that a rule keeps: the corner at the lower left is where one wants to be. Every seed is a point; runs end at 0.01.`,
      plot: againstKept(at(FEW)),
      table: table(results),
    },
    { heading: "Every seed", text: "A check is judged by the median over its seeds.", table: seedTable(laws, results) },
  ].filter((exhibit) => exhibit !== false && exhibit !== undefined);
}

const rulesIn = (results: Results) => [...new Set(results.map(({ cell }) => cell.rule))];

function section(results: Results, heading: string, text: string): Exhibit | undefined {
  if (results.length === 0) return undefined;
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const plot: Plot = {
    id: `passes-m${first[0].cell.m}`,
    alt: `Relative error against passes: ${first.map((one) => `${one.cell.rule} ends at ${final(one).toPrecision(2)}`).join("; ")}.`,
    series: first.map(({ cell, table }) => {
      const stride = Math.max(1, Math.floor(table.length / 40));
      const rows = [...table].filter((_, i) => i % stride === 0 || i === table.length - 1);
      return seriesOf(
        cell.rule,
        "measured",
        rows.map(({ asks, error }) => [asks, error] as const),
      );
    }),
    xTitle: "passes over the data",
    yTitle: "‖X − M‖ / ‖M‖",
    xLog: true,
    yLog: true,
  };
  return { heading, text, plot, settings: settingsOf(results, names) };
}

const againstKept = (results: Results): Plot => ({
  id: "numbers-kept",
  alt: `Relative error against numbers kept: ${results.map((one) => `${one.cell.rule}, ${keptBy(one)}: ${final(one).toPrecision(2)}`).join("; ")}.`,
  series: rulesIn(results).map((rule) =>
    seriesOf(
      rule,
      "measured",
      results.filter(({ cell }) => cell.rule === rule).map((one) => [keptBy(one), final(one)] as const),
    ),
  ),
  xTitle: "numbers kept from step to step",
  yTitle: "‖X − M‖ / ‖M‖",
  xLog: true,
  yLog: true,
});

const table = (results: Results): Exhibit["table"] => ({
  columns: ["seed", "m", "rule", "numbers kept", "relative error", "passes", "passes to 5 %"],
  rows: results.map((one) => {
    const { seed, m, rule } = one.cell;
    return [seed, m, rule, keptBy(one), final(one), one.table.get("asks", one.table.length - 1), passesOf(one)];
  }),
});
