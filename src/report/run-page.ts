import type { RunResult } from "../io/run-folder.ts";
import type { Table } from "../table/table.ts";
import { convergence } from "./convergence.ts";
import { formatNumber, formatSeconds } from "./format.ts";
import { heatmap } from "./heatmap.ts";
import type { Page, PageTable, Section } from "./page.ts";
import type { Picture } from "./raster.ts";
import { recordedSections } from "./recorded.ts";
import { singularValues } from "./singular-values.ts";
import { spectrum } from "./spectrum.ts";
import { describeStart } from "./start.ts";
import { verdictOf } from "./verdict.ts";

export type { Picture } from "./raster.ts";

/** A run as a page shows it. */
export interface ReportedRun {
  readonly result: RunResult;
  readonly history: Table;
  /** What the run is called; the title of its page. */
  readonly label?: string;
  /** Matrices to be looked at together, on one colour scale. */
  readonly pictures?: readonly Picture[];
  /** What the numbers in the pictures are ("speed, mph"). */
  readonly unit?: string;
  readonly tables?: readonly (PageTable & { readonly heading: string })[];
  readonly generated?: string;
}

/** The page of one run: what came of it, how it went, the estimate, and all that is needed to do it again. */
export function runPage(run: ReportedRun): Page {
  const { result } = run;
  return {
    title: run.label ?? `${result.solver.name} on ${describeProblem(result)}`,
    verdict: verdictOf(result),
    sections: [
      ...warnings(result),
      keyNumbers(result),
      ...rateExplained(result),
      ...runFigures(run),
      ...extraTables(run),
      settings(result),
      citation(result),
    ],
    generated: run.generated ?? `Written by lowrank ${result.versions.lowrank ?? ""}`.trim(),
  };
}

export const describeProblem = ({ problem, rank }: RunResult): string =>
  `${problem.rows}×${problem.cols} ${problem.field === "complex" ? "complex " : ""}${problem.operator} problem, rank ${rank}`;

export function warnings({ warnings: all }: RunResult): Section[] {
  if (all.length === 0) return [];
  return [
    {
      heading: all.length === 1 ? "Warning" : "Warnings",
      table: { columns: ["warning", "what it means"], rows: all.map(({ code, message }) => [code, message]) },
    },
  ];
}

/** What a task's own numbers are called on the page; others go by their key. */
const NAMES: Readonly<Record<string, string>> = {
  center: "mean of observed entries",
  spread: "their standard deviation",
  observed: "entries observed",
  missing: "entries filled",
  heldOutRmse: "RMSE on held-out entries",
  fidelity: "fidelity with the target",
};

/** Held-out entries are drawn from the observed ones, and share their pattern. */
const HELD_OUT =
  "Held-out entries are a random part of the observed ones. Where the missing entries lie otherwise, the error on them can be larger.";

export function keyNumbers(result: RunResult): Section {
  const task = Object.entries(result.task ?? {}).map(
    ([name, value]) => [NAMES[name] ?? name, typeof value === "number" ? formatNumber(value) : value] as const,
  );
  const numbers: (readonly [string, string])[] = [
    ["relative residual", formatNumber(result.relativeResidual)],
    ...known("residual on held-out data", result.heldOutResidual),
    ...known("relative error", result.relativeError),
    ["rank searched", formatNumber(result.rank)],
    ["iterations", formatNumber(result.iterations)],
    ["questions to the operator", formatNumber(result.asks)],
    ["time", formatSeconds(result.seconds)],
    ...task,
  ];
  return { heading: "Result", numbers, ...(result.task?.["heldOutRmse"] !== undefined && { text: HELD_OUT }) };
}

/** Why the last stretch was as fast as it was. */
function rateExplained({ rate }: RunResult): Section[] {
  if (!rate) return [];
  const { measured, predicted, setBy } = rate;
  return [
    {
      heading: "Rate of the linear tail",
      text: `The residual falls by the factor exp(−rate) an iteration; ${setBy} sets the rate. The prediction, from the final factors and the step, is for full observation; finitely many measurements leave a part of it.`,
      numbers: [
        ["measured", formatNumber(measured)],
        ["predicted", formatNumber(predicted)],
        ["measured / predicted", formatNumber(measured / predicted)],
      ],
    },
  ];
}

const known = (name: string, value: number | null | undefined): (readonly [string, string])[] =>
  typeof value !== "number" ? [] : [[name, formatNumber(value)]];

/** `prefix` keeps the figures of several runs on one page apart, `points` bounds each. */
export function runFigures(
  { history, result, pictures, unit }: ReportedRun,
  { prefix = "", points }: { prefix?: string; points?: number } = {},
): Section[] {
  const chosen = result.iteration < result.iterations ? result.iteration : undefined;
  const sections: Section[] = [
    { heading: "Convergence", figure: convergence(history, { id: `${prefix}convergence`, chosen, points }) },
  ];
  if (history.names.some((name) => /^sigma_\d+$/.test(name))) {
    sections.push({
      heading: "Singular values along the way",
      figure: singularValues(history, { id: `${prefix}singular-values`, points }),
    });
  }
  sections.push(...recordedSections(history, result.recorded ?? [], { prefix, points }));
  if (pictures && pictures.length > 0)
    sections.push({
      heading: pictures.length > 1 ? pictures.map(({ label }) => label).join(" and ") : "The estimate",
      figure: heatmap(pictures, { id: `${prefix}pictures`, unit }),
    });
  if (result.spectrum.length > 0) {
    const title = result.problem.field === "complex" ? "eigenvalue" : "singular value";
    const rounding = result.spectrum.filter((value) => value <= 1e-16 * result.spectrum[0]).length;
    sections.push({
      heading: "Spectrum of the estimate",
      figure: spectrum(result.spectrum, { id: `${prefix}spectrum`, title }),
      ...(rounding > 0 && {
        text: `${rounding} of ${result.spectrum.length} values are below 10⁻¹⁶ of the first, which is rounding, and are not drawn.`,
      }),
    });
  }
  return sections;
}

const extraTables = ({ tables = [] }: ReportedRun): Section[] => tables.map(({ heading, ...table }) => ({ heading, table }));

export function settings(result: RunResult): Section {
  const { problem, solver } = result;
  const per =
    problem.degreesOfFreedom > 0 ? `, ${formatNumber(problem.count / problem.degreesOfFreedom)} for each degree of freedom` : "";
  return {
    heading: "Settings",
    settings: [
      [
        "problem",
        `${problem.rows}×${problem.cols}, ${problem.field}${problem.symmetric ? (problem.field === "complex" ? ", Hermitian" : ", symmetric") : ""}`,
      ],
      ["measurement operator", problem.operator],
      ["measurements m", `${formatNumber(problem.count)}${per}`],
      ["degrees of freedom", formatNumber(problem.degreesOfFreedom)],
      ...identifiability(result),
      ...curvature(result),
      ...certificate(result),
      ["solver", solver.name],
      ...Object.entries(solver.options).map(
        ([name, value]) => [`\u2003${name}`, typeof value === "number" ? formatNumber(value) : String(value)] as const,
      ),
      ...(result.start ? [["start", describeStart(result.start)] as const] : []),
      ["seed", result.seed],
      ["kernels", `${result.backend}, ${result.core}, ${result.threads} ${result.threads === 1 ? "thread" : "threads"}`],
      [
        "versions",
        Object.entries(result.versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(", "),
      ],
    ],
  };
}

/** How far 𝒜 is from losing a direction at the estimate. */
function identifiability({ identifiability: found }: RunResult): [string, string][] {
  if (!found) return [];
  const { sigmaMin, skipped } = found;
  return [
    [
      "least singular value of 𝒜 on the tangent space",
      sigmaMin === null ? (skipped ?? "not computed") : `${formatNumber(sigmaMin)}·√τ`,
    ],
  ];
}

/** Below zero the run rests at a saddle. */
const curvature = ({ curvature: found }: RunResult): [string, string][] =>
  typeof found === "number" ? [["least curvature of the loss found at the estimate", `${formatNumber(found)}·‖𝒜*(y)‖₂`]] : [];

/** What the solver proves of the estimate: "nuclearNormGap" as "nuclear norm gap". */
const certificate = ({ certificate: proven = {} }: RunResult): [string, string][] =>
  Object.entries(proven).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    formatNumber(value),
  ]);

const citation = ({ solver }: RunResult): Section => ({ heading: "Reference", text: solver.reference || "None given." });
