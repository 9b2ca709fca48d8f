import { join } from "node:path";
import { writeAtomic } from "../io/atomic.ts";
import type { Page } from "../report/page.ts";
import { renderFigureSvg } from "../report/vega.ts";

/** Every figure of a page as a file of its own; returns their paths. */
export async function writeFigures(folder: string, { sections }: Page): Promise<string[]> {
  const paths: string[] = [];
  for (const { figure } of sections) {
    if (!figure) continue;
    const path = join(folder, `${figure.id}.svg`);
    writeAtomic(path, await renderFigureSvg(figure));
    paths.push(path);
  }
  return paths;
}
