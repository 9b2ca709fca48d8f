import { join } from "node:path";
import type { Experiment } from "../experiments/experiment.ts";
import type { Outcome } from "../experiments/run-experiment.ts";
import { VERSION } from "../parameters/version.ts";
import { formatNumber } from "../report/format.ts";
import { law as lawFigure } from "../report/law.ts";
import type { Page } from "../report/page.ts";

/** Numbers that are not known are null. */
export function verdictText({ experiment, verdict, checks: all }: Outcome): string {
  const checks = all.map(({ law, predicted, measured, range, holds }) => ({ law, predicted, measured, range, holds }));
  return `${JSON.stringify({ experiment, verdict, checks }, null, 2)}\n`;
}

export function summary(outcome: Outcome, out: string | undefined): string {
  const { columns, rows } = checkTable(outcome);
  const widths = columns.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (row: readonly string[]) =>
    row.map((text, c) => (c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c]))).join("  ");
  const where = out === undefined ? [] : [`report: ${join(out, "report.html")}`];
  return `${[line(columns), ...rows.map(line), `${outcome.experiment}: ${outcome.verdict}. ${sentence(outcome)}`, ...where].join("\n")}\n`;
}

/** Where there are several seeds, their range stands beside the median. */
function checkTable({ checks }: Outcome): { columns: string[]; rows: string[][] } {
  const several = checks.some(({ spread }) => spread !== undefined);
  return {
    columns: ["law", "predicted", "measured", ...(several ? ["over the seeds"] : []), "range", "holds"],
    rows: checks.map(({ law, predicted, measured, range, holds, spread }) => [
      law,
      formatNumber(predicted),
      formatNumber(measured),
      ...(several ? [spread ? interval(spread) : ""] : []),
      interval(range),
      Number.isNaN(measured) ? "not measured" : holds ? "yes" : "no",
    ]),
  };
}

const interval = ([low, high]: readonly [number, number]): string => `${formatNumber(low)} … ${formatNumber(high)}`;

function sentence({ checks, aborted }: Outcome): string {
  const holding = checks.filter(({ holds }) => holds).length;
  const missing = checks.filter(({ measured }) => Number.isNaN(measured)).length;
  const counted = `${holding} of ${checks.length} checks ${holding === 1 ? "is" : "are"} within range`;
  return `${counted}${missing > 0 ? `, ${missing} could not be measured` : ""}${aborted ? "; the experiment was interrupted" : ""}.`;
}

/** `command` is what ran it. */
export function pageOf({ name, law: claim, reference }: Experiment, outcome: Outcome, command: string): Page {
  return {
    title: name,
    verdict: {
      status: outcome.verdict,
      good: { holds: true, fails: false, undecided: undefined }[outcome.verdict],
      sentence: sentence(outcome),
    },
    sections: [
      { heading: "The law", text: `${claim[0].toUpperCase()}${claim.slice(1)}.`, table: checkTable(outcome) },
      ...outcome.exhibits.map(({ plot, ...section }) => ({ ...section, ...(plot && { figure: lawFigure(plot) }) })),
      { heading: "Reference", text: reference, settings: [["command", command]] },
    ],
    generated: `Written by lowrank ${VERSION}.`,
  };
}
