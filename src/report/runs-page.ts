import { line } from "./convergence.ts";
import { formatNumber, formatSeconds } from "./format.ts";
import { lineChart } from "./line-chart.ts";
import type { Page, PageTable, Section, Verdict } from "./page.ts";
import { type ReportedRun, runFigures } from "./run-page.ts";
import { verdictOf } from "./verdict.ts";

/** Beyond this many runs the page keeps to the summary: every run has its own page too. */
const MOST_IN_FULL = 6;

/** In one figure. */
const MOST_LINES = 40;

/** Of each figure of a run in brief. */
const POINTS_IN_BRIEF = 600;

/** Several runs on one page: their residuals in one figure, one table, then each in brief. */
export function runsPage(runs: readonly ReportedRun[], title = `${runs.length} runs`): Page {
  const labels = distinctLabels(runs);
  const drawn = runs.slice(0, MOST_LINES);
  const lines = drawn.flatMap(({ history }, i) => line(history, "relativeResidual", labels[i]));
  const overlay = lineChart({
    id: "residuals",
    alt: `Relative residual over the iterations of ${labels.slice(0, 12).join(", ")}`,
    lines,
    xTitle: "iteration",
    yTitle: "relative residual",
    yLog: true,
    legend: lines.length <= 12,
    note: drawn.length < runs.length ? `the first ${drawn.length} of ${runs.length} runs` : undefined,
  });
  return {
    title,
    verdict: summarize(runs, labels),
    sections: [
      { heading: "Summary", table: summaryTable(runs, labels) },
      { heading: "Convergence", figure: overlay },
      ...(runs.length <= MOST_IN_FULL ? runs.flatMap((run, i) => inBrief(run, labels[i], i)) : []),
      {
        heading: "References",
        text: [...new Set(runs.map(({ result }) => `${result.solver.name}: ${result.solver.reference}`))].join("\n"),
      },
    ],
    generated: runs.find(({ generated }) => generated)?.generated,
  };
}

/** Runs of one name are told apart by a number. */
function distinctLabels(runs: readonly ReportedRun[]): string[] {
  const names = runs.map(({ label, result }) => label ?? result.solver.name);
  return names.map((name, i) =>
    names.indexOf(name) === names.lastIndexOf(name)
      ? name
      : `${name} (${names.slice(0, i + 1).filter((other) => other === name).length})`,
  );
}

function summarize(runs: readonly ReportedRun[], labels: readonly string[]): Verdict {
  const verdicts = runs.map(({ result }) => verdictOf(result));
  const good = verdicts.filter((verdict) => verdict.good === true).length;
  const bad = verdicts.some((verdict) => verdict.good === false);
  const measure = ({ result }: ReportedRun) => result.relativeError ?? result.relativeResidual ?? Number.POSITIVE_INFINITY;
  const best = runs.reduce((at, run, i) => (measure(run) < measure(runs[at]) ? i : at), 0);
  const word = runs[best]?.result.relativeError === null ? "residual" : "error";
  const lead =
    runs.length > 0 && Number.isFinite(measure(runs[best]))
      ? ` The smallest relative ${word} is that of ${labels[best]}: ${formatNumber(measure(runs[best]))}.`
      : "";
  return {
    status: `${good} of ${runs.length}`,
    good: runs.length > 0 && good === runs.length ? true : bad && good === 0 ? false : undefined,
    sentence: `${good} of ${runs.length} runs ended well.${lead}`,
  };
}

function summaryTable(runs: readonly ReportedRun[], labels: readonly string[]): PageTable {
  return {
    columns: ["run", "status", "rank", "iterations", "questions", "time", "relative residual", "relative error"],
    rows: runs.map(({ result }, i) => [
      labels[i],
      result.status,
      result.rank,
      result.iterations,
      result.asks,
      formatSeconds(result.seconds),
      result.relativeResidual ?? Number.NaN,
      result.relativeError ?? Number.NaN,
    ]),
  };
}

function inBrief(run: ReportedRun, label: string, i: number): Section[] {
  const { status, sentence } = verdictOf(run.result);
  const [first, ...others] = runFigures(run, { prefix: `run-${i + 1}-`, points: POINTS_IN_BRIEF }).filter(
    ({ heading }) => heading !== "Convergence" || run.history.has("relativeError"),
  );
  const warned = run.result.warnings.map(({ code, message }) => `\n${code}: ${message}`).join("");
  const text = `${status}: ${sentence}${warned}`;
  return [
    { heading: label, text, figure: first?.figure },
    ...others.map((section) => ({ ...section, heading: `${label}: ${section.heading.toLowerCase()}` })),
  ];
}
