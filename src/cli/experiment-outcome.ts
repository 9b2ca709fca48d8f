import { join } from "node:path";
import type { Experiment, Prediction } from "../experiments/experiment.ts";
import type { Outcome } from "../experiments/run-experiment.ts";
import { VERSION } from "../parameters/version.ts";
import { formatNumber } from "../report/format.ts";
import { law as lawFigure } from "../report/law.ts";
import type { Page } from "../report/page.ts";
import { aligned } from "./text-table.ts";

/** What is written of an outcome; as JSON, numbers that are not known are null. */
export function verdictData({ experiment, verdict, checks: all, backend }: Outcome) {
  const checks = all.map(({ law, predicted, measured, range, holds }) => ({ law, predicted, measured, range, holds }));
  return { experiment, verdict, checks, backend };
}

export function summary(outcome: Outcome, out: string | undefined): string {
  const where = out === undefined ? [] : [`report: ${join(out, "report.html")}`];
  const verdict = `${outcome.experiment}: ${outcome.verdict}. ${sentence(outcome)}`;
  return `${[...aligned(checkTable(outcome)), verdict, ...where].join("\n")}\n`;
}

/** One line an experiment, then every check that does not hold. */
export function verdictTable(outcomes: readonly Outcome[], out: string | undefined): string {
  const broken = outcomes.flatMap((outcome) => {
    const { columns, rows } = checkTable(outcome);
    const kept = rows.filter((row) => row.at(-1) !== "yes");
    return kept.length > 0 ? ["", `${outcome.experiment}:`, ...aligned({ columns, rows: kept })] : [];
  });
  const rows = outcomes.map((outcome) => [outcome.experiment, outcome.verdict, sentence(outcome)]);
  const count = (verdict: Outcome["verdict"]) => outcomes.filter((outcome) => outcome.verdict === verdict).length;
  const total = `${count("holds")} hold, ${count("fails")} fail, ${count("undecided")} undecided.`;
  const where = out === undefined ? [] : [`reports: ${join(out, "NAME", "report.html")}`];
  const table = aligned({ columns: ["experiment", "verdict", "checks"], rows }, "left");
  return `${[...table, ...broken, ...(broken.length > 0 ? [""] : []), total, ...where].join("\n")}\n`;
}

/** Where there are several seeds, their range stands beside the median. */
function checkTable({ checks }: Outcome): { columns: string[]; rows: string[][] } {
  const several = checks.some(({ spread }) => spread !== undefined);
  return {
    columns: ["law", "predicted", "measured", ...(several ? ["over the seeds"] : []), "range", "holds"],
    rows: checks.map(({ law, predicted, measured, range, holds, spread }) => [
      law,
      predictionText(predicted),
      formatNumber(measured),
      ...(several ? [spread ? interval(spread) : ""] : []),
      interval(range),
      Number.isNaN(measured) ? "not measured" : holds ? "yes" : "no",
    ]),
  };
}

function predictionText(predicted: Prediction): string {
  if (predicted === null || typeof predicted === "number") return formatNumber(predicted);
  return "atLeast" in predicted ? `≥ ${formatNumber(predicted.atLeast)}` : `≤ ${formatNumber(predicted.atMost)}`;
}

const interval = ([low, high]: readonly [number, number]): string => `${formatNumber(low)} … ${formatNumber(high)}`;

function sentence({ checks, aborted }: Outcome): string {
  const holding = checks.filter(({ holds }) => holds).length;
  const missing = checks.filter(({ measured }) => Number.isNaN(measured)).length;
  const counted = `${holding} of ${checks.length} checks ${holding === 1 ? "is" : "are"} within range`;
  return `${counted}${missing > 0 ? `, ${missing} could not be measured` : ""}${aborted ? "; the experiment was interrupted" : ""}.`;
}

const CAPTION = "A law that names no number has a dash for it; its range is then that of earlier measurements, with room.";

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
      {
        heading: "The law",
        text: `${claim[0].toUpperCase()}${claim.slice(1)}.`,
        table: { ...checkTable(outcome), caption: CAPTION },
      },
      ...outcome.exhibits.map(({ plot, ...section }) => ({ ...section, ...(plot && { figure: lawFigure(plot) }) })),
      { heading: "Reference", text: reference, settings: [["command", command]] },
    ],
    generated: `Written by lowrank ${VERSION}.`,
  };
}
