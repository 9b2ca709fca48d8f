import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assetsFolder } from "./assets.ts";
import { escapeHtml } from "./escape.ts";
import type { Figure, VegaLiteSpec } from "./figure.ts";
import { theme } from "./theme.ts";

/** A compiled Vega specification, as plain JSON. */
export type VegaSpec = { readonly [key: string]: unknown };

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
}

interface Loader {
  load(uri: string): Promise<string>;
  sanitize(uri: string): Promise<{ href: string }>;
}

/** What the bundled vega-node.mjs exports, as far as reports need it. */
interface Vega {
  compile(spec: VegaLiteSpec, options: { config: typeof theme; logger: object }): { spec: VegaSpec };
  parse(spec: VegaSpec, config: null, options: { ast: true }): object;
  View: new (
    runtime: object,
    options: { expr: object; loader: Loader; renderer: "none"; logLevel: number },
  ) => { toSVG(): Promise<string>; finalize(): void };
  expressionInterpreter: object;
  textMetrics: { width: (item: TextItem, text: string) => number };
}

let opened: Promise<Vega> | undefined;

/** Loaded once, when the first figure is drawn. Throws where the assets are missing. */
function openVega(): Promise<Vega> {
  opened ??= import(pathToFileURL(join(assetsFolder(), "vega-node.mjs")).href).then((vega: Vega) => {
    vega.textMetrics.width = textWidth;
    return vega;
  });
  return opened;
}

/** Without a canvas Vega takes every letter for 0.8 em, which tears legends apart. These are of a wide sans-serif font, DejaVu Sans. */
function textWidth(item: TextItem, text: string): number {
  let em = 0;
  for (const c of String(text ?? ""))
    em += /[iljtfrI.,:;'|!()[\]\s]/.test(c)
      ? 0.36
      : /[A-Zmw@%=+−<>≤≥√]|[^\0-\uffff]/u.test(c)
        ? 0.78
        : /[⁰¹²³⁴-⁹₀-₉⁻]/u.test(c)
          ? 0.4
          : 0.61;
  const bold = Number(item.fontWeight) >= 600 || item.fontWeight === "bold" ? 1.06 : 1;
  return Math.ceil(em * bold * (item.fontSize ?? 11));
}

/** A figure holds all that it shows; a specification that names a file or an address gets nothing. */
const loader: Loader = {
  load: () => Promise.reject(new Error("figures load nothing")),
  sanitize: (href) =>
    /^data:image\/png;base64,/.test(href) ? Promise.resolve({ href }) : Promise.reject(new Error("figures load nothing")),
};

const silent = { level: () => silent, error: () => silent, warn: () => silent, info: () => silent, debug: () => silent };

/** The Vega specification of a Vega-Lite one, in the report's theme. */
export async function compileSpec(spec: VegaLiteSpec): Promise<VegaSpec> {
  const vega = await openVega();
  return vega.compile(spec, { config: theme, logger: silent }).spec;
}

/** The picture that a compiled specification draws, as SVG text. */
export async function drawSpec(spec: VegaSpec): Promise<string> {
  const vega = await openVega();
  const view = new vega.View(vega.parse(spec, null, { ast: true }), {
    expr: vega.expressionInterpreter,
    loader,
    renderer: "none",
    logLevel: 0,
  });
  try {
    return renumbered(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** Vega counts clip paths and gradients over the life of the process; the same figure shall be the same bytes. */
function renumbered(svg: string): string {
  const names = new Map<string, string>();
  const nameOf = (id: string) => {
    if (!names.has(id)) names.set(id, `part-${names.size + 1}`);
    return names.get(id);
  };
  return svg
    .replace(/ id="([^"]+)"/g, (_, id: string) => ` id="${nameOf(id)}"`)
    .replace(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${nameOf(id)})`);
}

/** The figure as one SVG file, complete in itself: transparent, its text in the reader's colour (black where none is set). */
export async function renderFigureSvg(figure: Figure): Promise<string> {
  const svg = await drawSpec(await compileSpec(figure.spec));
  return svg.replace(
    /^<svg([^>]*)>/,
    (_, attributes: string) => `<svg${attributes} role="img"><title>${escapeHtml(figure.alt)}</title>`,
  );
}
