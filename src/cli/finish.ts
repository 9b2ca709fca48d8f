import { join } from "node:path";
import { printable } from "../io/file-error.ts";
import { resultText } from "../io/result-json.ts";
import { type Run, type RunArray, type RunResult, writeRunFolder } from "../io/run-folder.ts";
import { renderPage } from "../report/page.ts";
import type { Picture } from "../report/raster.ts";
import { runPage } from "../report/run-page.ts";
import type { Table } from "../table/table.ts";
import { type SolvingOptions, statusCode } from "./solving.ts";

export interface Finished {
  readonly result: RunResult;
  readonly history: Table;
  readonly arrays: readonly RunArray[];
  readonly pictures: readonly Picture[];
  readonly completed?: Run["completed"];
}

/** Writes the run folder where one is wanted, prints the outcome, and sets the exit status. */
export async function finish(
  { result: found, history, arrays, pictures, completed }: Finished,
  options: SolvingOptions,
  signalled?: number,
): Promise<void> {
  const peakResident = 1024 * process.resourceUsage().maxRSS; // which is in KiB
  const result = { ...found, ...(found.memory && { memory: { ...found.memory, peakResident } }) };
  if (options.out !== undefined) {
    const report = await renderPage(runPage({ result, history, pictures }));
    writeRunFolder(options.out, { result, history, arrays, report, completed });
  }
  process.stdout.write(options.json ? resultText(result) : summary(result, options.out));
  process.exitCode = signalled ?? statusCode(result, options.requireConvergence);
}

function summary(result: RunResult, out: string | undefined): string {
  const { problem, solver, task = {} } = result;
  const lines = [
    `${result.status}: ${result.reason}`,
    `${solver.name}, rank ${result.rank}, on a ${problem.rows}×${problem.cols} ${problem.operator} problem with ${problem.count} measurements: ${result.iterations} iterations in ${result.seconds.toFixed(2)} s (${result.backend} kernels, ${result.core}, ${result.threads} thread${result.threads === 1 ? "" : "s"})`,
    `relative residual ${show(result.relativeResidual)}${result.relativeError === null ? "" : `, relative error ${show(result.relativeError)}`}`,
    ...(Object.keys(task).length ? [listed(task)] : []),
    ...(result.certificate ? [`certificate: ${listed(result.certificate)}`] : []),
    ...result.warnings.map(({ code, message }) => `warning (${code}): ${message}`),
    ...(out === undefined ? [] : [`report: ${printable(join(out, "report.html"))}`]),
  ];
  return `${lines.join("\n")}\n`;
}

const listed = (values: Readonly<Record<string, number | string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${show(value)}`)
    .join(", ");

function show(value: number | string | null): string {
  if (typeof value !== "number") return value ?? "not finite";
  return Number.isInteger(value) ? String(value) : value.toPrecision(6);
}
