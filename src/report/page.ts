import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { assetsFolder } from "./assets.ts";
import { escapeHtml, escapeJson, visible } from "./escape.ts";
import type { Figure } from "./figure.ts";
import { type PackedFigure, packFigure } from "./pack.ts";
import { pageStyle } from "./page-style.ts";
import { sectionHtml } from "./section.ts";
import { compileSpec, drawSpec } from "./vega.ts";

export interface Page {
  readonly title: string;
  readonly verdict: Verdict;
  readonly sections: readonly Section[];
  /** Said at the foot: when, by which version. */
  readonly generated?: string;
}

export interface Verdict {
  readonly status: string;
  /** undefined: neither good nor bad. */
  readonly good: boolean | undefined;
  readonly sentence: string;
}

/** Shown in this order: text, numbers, figure, table, settings. */
export interface Section {
  readonly heading: string;
  readonly text?: string;
  /** A few numbers to be seen first. */
  readonly numbers?: readonly (readonly [name: string, value: string])[];
  readonly figure?: Figure;
  readonly table?: PageTable;
  readonly settings?: readonly (readonly [name: string, value: string])[];
}

export interface PageTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | string)[])[];
  readonly caption?: string;
}

/** A figure as it stands on a page: without scripts the SVG, with them the packed views. */
export interface DrawnFigure {
  readonly id: string;
  readonly svg: string;
  readonly packed: PackedFigure;
}

/**
 * One HTML file that needs nothing else: no network, no script to be complete. Its content policy admits only the scripts
 * that it carries, by their hashes. Throws where the package's assets are missing, and for a specification that Vega refuses.
 */
export async function renderPage(page: Page): Promise<string> {
  const drawn = new Map<Section, DrawnFigure>();
  const packed: Record<string, PackedFigure> = {};
  for (const section of page.sections) {
    if (!section.figure) continue;
    const figure = await drawFigure(
      section.figure,
      `figure-${drawn.size + 1}-${section.figure.id.replace(/[^A-Za-z0-9-]+/g, "-").slice(0, 60)}`,
    );
    drawn.set(section, figure);
    packed[figure.id] = figure.packed;
  }
  const runtime = drawn.size > 0 ? await readFile(join(assetsFolder(), "vega-runtime.js"), "utf8") : undefined;
  const body = page.sections.map((section) => sectionHtml(section, drawn.get(section))).join("\n");
  return documentHtml(
    page,
    body,
    runtime === undefined ? undefined : { runtime: inlineScript(runtime), data: escapeJson(packed) },
  );
}

async function drawFigure(figure: Figure, id: string): Promise<DrawnFigure> {
  const views = await Promise.all([figure.spec, ...(figure.alternate ? [figure.alternate.spec] : [])].map(compileSpec));
  const svg = await drawSpec(views[0]);
  return { id, svg: forPage(svg, id), packed: packFigure(views, svg) };
}

/** Inside HTML an SVG needs no namespaces, takes its font from the page, and is described by its frame; its clip paths and gradients need names of their own; a tenth of a pixel is enough for a path. */
function forPage(svg: string, id: string): string {
  return visible(svg)
    .replace(/ xmlns(:xlink)?="[^"]*"| version="1.1"| (font-family|role|aria-[a-z]+)="[^"]*"/g, "")
    .replace(/ id="([^"]+)"/g, ` id="${id}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${id}-$1)`)
    .replace(
      / d="([^"]{200,})"/g,
      (_, path: string) => ` d="${path.replace(/\d+\.\d{2,}/g, (n) => String(Number(Number(n).toFixed(1))))}"`,
    );
}

/** A script may not hold what would end or comment out its element. */
const inlineScript = (code: string): string =>
  code
    .trim()
    .replace(/<\/script/gi, "<\\/script")
    .replace(/<!--/g, "<\\!--");

const sha256 = (text: string): string => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

function documentHtml(
  { title, verdict, generated }: Page,
  body: string,
  scripts: { runtime: string; data: string } | undefined,
): string {
  const policy = `default-src 'none'; script-src ${scripts ? sha256(scripts.runtime) : "'none'"}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  const tone = verdict.good === undefined ? "other" : verdict.good ? "good" : "bad";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
<div class="verdict ${tone}"><strong>${escapeHtml(verdict.status)}</strong><p>${escapeHtml(verdict.sentence)}</p></div>
</header>
${body}
<footer>${escapeHtml(generated ?? "Written by lowrank.")}</footer>
</main>
${scripts ? `<script type="application/json" id="figures">${scripts.data}</script>\n<script>${scripts.runtime}</script>\n` : ""}</body>
</html>
`;
}
