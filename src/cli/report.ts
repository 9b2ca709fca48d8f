import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { writeAtomic } from "../io/atomic.ts";
import { FileError } from "../io/file-error.ts";
import { renderPage } from "../report/page.ts";
import { runPage } from "../report/run-page.ts";
import { runsPage } from "../report/runs-page.ts";
import { asFault } from "./exit.ts";
import { type FigureFormat, figureDrawer, figureFormats, writeFigures } from "./figures.ts";
import { kernelsFor } from "./solving.ts";
import { storedRun } from "./stored-run.ts";

export function reportCommand(command: Command): Command {
  return command
    .description("turn run folders into one self-contained page")
    .argument("<dir>", "a run folder, or a folder of run folders")
    .addOption(new Option("--figures <format>", "write the figures too").choices(figureFormats))
    .option("--json", "machine-readable output on stdout", false)
    .action(report);
}

async function report(
  folder: string,
  { figures, json }: { readonly figures?: FigureFormat; readonly json: boolean },
): Promise<void> {
  const draw = figures && (await figureDrawer(figures));
  const kernels = kernelsFor({ backend: "auto" });
  const runs = await Promise.all(runFolders(folder).map((run) => asFault(run, () => storedRun(run, kernels))));
  const page = await asFault(folder, () => (runs.length === 1 ? runPage(runs[0]) : runsPage(runs)));
  const path = join(folder, "report.html");
  writeAtomic(path, await asFault(folder, () => renderPage(page)));
  const written = [path, ...(figures && draw ? await writeFigures(folder, page, figures, draw) : [])];
  process.stdout.write(json ? `${JSON.stringify({ written })}\n` : `${written.join("\n")}\n`);
}

/** The folder itself where it holds a run, else the run folders in it, by name. */
function runFolders(folder: string): string[] {
  if (!existsSync(folder)) throw new FileError(folder, "there is no such folder");
  if (!statSync(folder).isDirectory()) throw new FileError(folder, "this is a file; a run folder is needed");
  if (existsSync(join(folder, "result.json"))) return [folder];
  const inside = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, "result.json")));
  if (inside.length === 0)
    throw new FileError(folder, "no result.json here or one folder below, so there is no finished run to report");
  return inside;
}
