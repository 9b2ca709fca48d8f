import { join } from "node:path";
import { writeAtomic } from "../io/atomic.ts";
import type { Page } from "../report/page.ts";
import { renderFigureSvg } from "../report/vega.ts";
import { UsageError } from "./exit.ts";

export type FigureFormat = "svg" | "png";
export const figureFormats: readonly FigureFormat[] = ["svg", "png"];

/** Pixels for each unit of an SVG, so that lines stay sharp on paper. */
const ZOOM = 2;

/** What is drawn where none of a figure's own fonts is installed: otherwise it would be a serif one, and wider than its legend's columns. */
const SANS = "DejaVu Sans";

type Draw = (svg: string) => string | Uint8Array;

/** How figures are drawn. Throws UsageError where PNG is wanted and the optional package that draws it is not installed. */
export async function figureDrawer(format: FigureFormat): Promise<Draw> {
  if (format === "svg") return (svg) => svg;
  const { Resvg } = await import("@resvg/resvg-js").catch((cause: unknown) => {
    throw new UsageError("--figures png needs an optional package: npm install @resvg/resvg-js; --figures svg needs none", {
      cause,
    });
  });
  return (svg) =>
    new Resvg(svg, {
      background: "white",
      fitTo: { mode: "zoom", value: ZOOM },
      font: { loadSystemFonts: true, defaultFontFamily: SANS, sansSerifFamily: SANS },
    })
      .render()
      .asPng();
}

/** Every figure of a page as a file of its own; returns their paths. */
export async function writeFigures(folder: string, { sections }: Page, format: FigureFormat, draw: Draw): Promise<string[]> {
  const paths: string[] = [];
  for (const { figure } of sections) {
    if (!figure) continue;
    const path = join(folder, `${figure.id}.${format}`);
    writeAtomic(path, draw(await renderFigureSvg(figure)));
    paths.push(path);
  }
  return paths;
}
