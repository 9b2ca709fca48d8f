import { median } from "../experiments/verdict.ts";
import { VERSION } from "../parameters/version.ts";
import type { Compared, Comparison, Contender } from "../tasks/compare.ts";
import { commonLevel, differencesOf, finalOf, type Judged, judgedBy, passesTo, sound } from "../tasks/compared-measures.ts";
import { formatNumber, formatSeconds } from "./format.ts";
import { type Line, lineChart } from "./line-chart.ts";
import type { Page, PageTable, Section, Verdict } from "./page.ts";
import { describeStart } from "./start.ts";

/** What the measures are called. */
const WORDS: Readonly<Record<Judged | "passes", string>> = {
  relativeError: "relative error",
  relativeResidual: "relative residual",
  passes: "passes to the common level",
};

/** Several solvers on one problem: who came how far, at what cost, and whether that is more than chance. `command` is what ran it. */
export function comparisonPage(comparison: Comparison, command: string): Page {
  const { problem, contenders, results, seeds, startingPoint, aborted } = comparison;
  const { rows, cols, kind, count, field } = problem.operator;
  const half = field === "complex" ? 2 : 1;
  return {
    title: `${contenders.length} solvers on one ${rows / half}×${cols / half} ${kind} problem`,
    verdict: verdictOf(comparison),
    sections: [
      { heading: "Summary", text: legend(comparison), table: comparisonTable(comparison) },
      ...figures(comparison),
      ...differenceSection(comparison),
      { heading: "Proven regime", table: regimeTable(contenders) },
      ...refusals(results),
      {
        heading: "Settings",
        settings: [
          ["command", command],
          ["measurements", formatNumber(count)],
          ["starts of factored solvers", startingPoint ? describeStart(startingPoint) : "each solver's own"],
          ["seeds", seeds.join(", ")],
          ...contenders.map(({ label, solver }) => [label, settingsOf(solver, startingPoint !== undefined)] as const),
          ...(aborted ? ([["interrupted", "what had ended by then is shown"]] as const) : []),
        ],
      },
      {
        heading: "References",
        text: [...new Set(contenders.map(({ solver }) => `${solver.name}: ${solver.reference}`))].join("\n"),
      },
    ],
    generated: `Written by lowrank ${VERSION}.`,
  };
}

/** Without the options of a start that is not used. */
const settingsOf = ({ options, startOptions }: Contender["solver"], started: boolean): string =>
  Object.entries(options)
    .filter(([name]) => !(started && startOptions.includes(name)))
    .map(([name, value]) => `${name} ${value}`)
    .join(", ") || "no options";

function verdictOf(comparison: Comparison): Verdict {
  const judged = judgedBy(comparison);
  const level = commonLevel(comparison, judged);
  const best = (value: (result: Compared) => number) => {
    const all = comparison.contenders.map((contender) => ({
      label: contender.label,
      value: median(of(comparison, contender).map(value)),
    }));
    const least = Math.min(...all.map((one) => one.value).filter(Number.isFinite));
    const labels = all.filter((one) => one.value === least).map(({ label }) => label);
    return Number.isFinite(least) ? { labels: labels.join(" and "), value: least } : undefined;
  };
  const end = best((result) => finalOf(result, judged));
  const cost = best((result) => passesTo(result, judged, level));
  const good = comparison.results.filter(({ run }) => run?.converged).length;
  return {
    status: comparison.aborted ? "interrupted" : `${good} of ${comparison.results.length}`,
    good: undefined,
    sentence: [
      `${good} of ${comparison.results.length} runs ended well.`,
      ...(end ? [`The smallest ${WORDS[judged]} in the end has ${end.labels}: ${formatNumber(end.value)}.`] : []),
      ...(cost ? [`The fewest passes to ${formatNumber(level)} needed ${cost.labels}: ${formatNumber(cost.value)}.`] : []),
    ].join(" "),
  };
}

const of = ({ results }: Comparison, contender: Contender): Compared[] =>
  results.filter((result) => result.contender === contender);

function legend(comparison: Comparison): string {
  const judged = judgedBy(comparison);
  const several = comparison.seeds.length > 1 ? "Medians over the seeds. " : "";
  return `${several}A pass reads every A_i once. The common level is the ${WORDS[judged]} that every run with a sound end reached: ${formatNumber(commonLevel(comparison, judged))}. Times are of the first seed, run alone.`;
}

/** One row a solver, of medians over its seeds. */
export function comparisonTable(comparison: Comparison): PageTable {
  const judged = judgedBy(comparison);
  const level = commonLevel(comparison, judged);
  const columns = [
    "solver",
    "ended",
    "rank",
    "relative error",
    "relative residual",
    "iterations",
    "passes",
    "to the common level",
  ];
  const rows = comparison.contenders.map((contender) => {
    const all = of(comparison, contender);
    const middle = (value: (result: Compared) => number): string => formatNumber(median(all.map(value)));
    const timed = all.find((result) => result.timed && sound(result));
    return [
      contender.label,
      endsOf(all),
      formatNumber(contender.rank),
      middle(({ relativeError }) => relativeError),
      middle(({ run }) => run?.relativeResidual ?? Number.NaN),
      middle(({ run }) => run?.iterations ?? Number.NaN),
      middle(({ run }) => run?.asks ?? Number.NaN),
      middle((result) => passesTo(result, judged, level)),
      timed?.run ? formatSeconds(timed.run.seconds) : "–",
      regimeOf(contender),
    ];
  });
  return { columns: [...columns, "time", "proven regime"], rows };
}

/** A solver that is kept from its own start may fail for that alone, so the table says it. */
const regimeOf = ({ regime: { state, ownStart } }: Contender): string =>
  ownStart === undefined ? state : `${state}: not from its own start (--start own)`;

/** "converged", or "converged 3, stalled 2". */
function endsOf(all: readonly Compared[]): string {
  const words = all.map(({ run }) => run?.status ?? "refused");
  const distinct = [...new Set(words)];
  if (distinct.length === 0) return "not run";
  if (distinct.length === 1) return distinct[0];
  return distinct.map((word) => `${word} ${words.filter((other) => other === word).length}`).join(", ");
}

/** Error and residual against passes and, where runs were timed, against seconds: the first seed of each solver. */
function figures({ contenders, results, seeds }: Comparison): Section[] {
  const first = results.filter(({ seed, run }) => seed === seeds[0] && run !== undefined);
  const axes = [
    { column: "asks", id: "passes", title: "passes over the data", runs: first },
    { column: "seconds", id: "seconds", title: "seconds", runs: first.filter(({ timed }) => timed) },
  ];
  return (["relativeError", "relativeResidual"] as const).flatMap((name) =>
    axes.flatMap(({ column, id, title, runs }): Section[] => {
      const lines = runs.flatMap(({ contender, run }): Line[] => {
        if (!run?.history.has(name)) return [];
        return [{ label: contender.label, x: run.history.column(column), y: run.history.column(name) }];
      });
      if (lines.length === 0) return [];
      const word = WORDS[name];
      const figure = lineChart({
        id: `${name === "relativeError" ? "error" : "residual"}-against-${id}`,
        alt: `${word} against ${title} of ${contenders.map(({ label }) => label).join(", ")}`,
        lines,
        xTitle: title,
        yTitle: word,
        yLog: true,
        note: seeds.length > 1 ? `seed ${seeds[0]}` : undefined,
      });
      return [{ heading: `${word[0].toUpperCase()}${word.slice(1)} against ${title}`, figure }];
    }),
  );
}

function differenceSection(comparison: Comparison): Section[] {
  const table = differenceTable(comparison);
  if (table.rows.length === 0) return [];
  return [
    {
      heading: "Differences, seed by seed",
      text: "First minus second, so below zero the first is better. p is that of the two-sided sign test, ties left out: how likely so uneven a count is by chance. A run without a sound end counts as infinite.",
      table,
    },
  ];
}

/** Every pair of solvers: on how many seeds one was better, and the sign test of it. */
export const differenceTable = (comparison: Comparison): PageTable => ({
  columns: ["first", "second", "in", "median difference", "first better", "second better", "ties", "p"],
  rows: differencesOf(comparison).map(({ first, second, measure, values, less, more, ties, p }) => [
    first.label,
    second.label,
    WORDS[measure],
    median(values),
    less,
    more,
    ties,
    p,
  ]),
});

const regimeTable = (contenders: readonly Contender[]): PageTable => ({
  columns: ["solver", "proven regime", "what speaks against it", "what the theorem assumes besides"],
  rows: contenders.map(({ label, regime }) => [label, regime.state, regime.because.join("; ") || "–", regime.assumes ?? "–"]),
  caption: "“possible” where nothing that can be checked speaks against it.",
});

function refusals(results: readonly Compared[]): Section[] {
  const rows = [...new Map(results.flatMap(({ contender, refusal }) => (refusal ? [[contender.label, refusal.message]] : [])))];
  return rows.length === 0 ? [] : [{ heading: "Refused", table: { columns: ["solver", "why"], rows } }];
}
