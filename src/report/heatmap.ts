import { cells } from "./cells.ts";
import { sequentialSteps } from "./colour-map.ts";
import { emptyFigure, type Figure, rounded } from "./figure.ts";
import { pngUri } from "./png.ts";
import { finiteRange, type Picture, rasterize } from "./raster.ts";

/** Up to this size a matrix is shown as cells with their numbers. */
const SMALL = 16;

/** Of the PNG files of all panels together. Noise does not deflate, and a page has to stay small. */
const BYTES = 220_000;

/** Room for all panels, in pixels of the page. */
const WIDTH = 716;

/**
 * Matrices as pictures on one colour scale, side by side or, where they are wide, one under the other. Up to 16×16
 * the entries are printed in their cells on a scale centred at 0. What is not known is grey. `unit` names the numbers.
 */
export function heatmap(
  pictures: readonly Picture[],
  { id = "pictures", unit = "value" }: { id?: string; unit?: string } = {},
): Figure {
  const shown = pictures.filter(({ rows, cols }) => rows > 0 && cols > 0);
  if (shown.length === 0) return emptyFigure(id, "Pictures of matrices: there are none.");
  if (shown.every(({ rows, cols }) => rows <= SMALL && cols <= SMALL)) return cells(shown, { id, unit });

  const range = finiteRange(shown);
  const stacked = shown.length === 1 || shown[0].cols > 1.5 * shown[0].rows;
  const across = stacked ? 1 : Math.min(3, shown.length);
  const width = Math.floor((WIDTH - 64 * (across - 1)) / across);
  const concat = shown.map((picture, i) =>
    panel(picture, { range, width, bytes: BYTES / shown.length, unit: i === 0 ? unit : undefined, stacked }),
  );
  const missing = shown.some(({ data }) => data.some(Number.isNaN));
  return {
    id,
    alt: `${shown.map(({ label, rows, cols }) => `${label} (${rows}×${cols})`).join(", ")}: colours from ${rounded(range[0])} to ${rounded(range[1])}${missing ? "; grey where nothing is known" : ""}.`,
    spec: { concat, columns: across, spacing: { row: 26, column: 34 }, resolve: { scale: { color: "independent" } } },
  };
}

interface Panel {
  readonly range: readonly [number, number];
  readonly width: number;
  readonly bytes: number;
  /** Given in the one panel that carries the legend. */
  readonly unit?: string;
  readonly stacked: boolean;
}

function panel(picture: Picture, { range, width, bytes, unit, stacked }: Panel) {
  const { rows, cols, data, label } = picture;
  // True proportions, within reason.
  const height = Math.round(Math.min(1.6 * width, 460, Math.max(90, (width * rows) / cols)));
  const wide = Math.min(width, Math.max(90, Math.round((height * cols) / rows)));
  const raster = rasterizeWithin(picture, range, bytes);
  const axis = (title: string) => ({ title, grid: false, tickCount: 6, format: "d", tickMinStep: 1 });
  const extent = { row: 0, row2: rows, col: 0, col2: cols, url: raster.uri };
  const hidden = data.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  return {
    title: hidden > 0 ? `${label} (${Math.round((100 * hidden) / data.length)} % missing, grey)` : label,
    width: wide,
    height,
    view: { stroke: "currentColor", strokeOpacity: 0.25 },
    layer: [
      {
        data: { values: [extent] },
        // Enlarged entries are squares; reduced ones are averaged by the browser.
        mark: { type: "image", aspect: false, smooth: raster.width > wide || raster.height > height },
        encoding: {
          x: { field: "col", type: "quantitative", scale: { domain: [0, cols], nice: false }, axis: axis("column") },
          x2: { field: "col2" },
          y: { field: "row", type: "quantitative", scale: { domain: [rows, 0], nice: false }, axis: axis("row") },
          y2: { field: "row2" },
          url: { field: "url", type: "nominal" },
        },
      },
      ...(unit === undefined ? [] : [colourBar(range, unit, stacked ? "top" : "bottom")]),
    ],
  };
}

/** As sharp as the bytes allow. */
function rasterizeWithin(picture: Picture, range: readonly [number, number], bytes: number) {
  for (let area = 1e6; ; area *= 0.7) {
    const raster = rasterize(picture, range, 1000, area);
    const uri = pngUri(raster);
    if ((3 / 4) * uri.length <= bytes || area < 1e4) return { width: raster.width, height: raster.height, uri };
  }
}

/** Unseen points, whose legend is the colour bar of the pictures. */
function colourBar([low, high]: readonly [number, number], unit: string, orient: "top" | "bottom") {
  return {
    data: { values: [{ value: low }, { value: high }] },
    mark: { type: "point", opacity: 0 },
    encoding: {
      color: {
        field: "value",
        type: "quantitative",
        scale: { domain: [low, high], range: sequentialSteps(24), nice: false },
        legend: {
          title: unit,
          type: "gradient",
          orient,
          direction: "horizontal",
          gradientLength: 220,
          gradientThickness: 10,
          gradientOpacity: 1,
          tickCount: 5,
          titleAnchor: "start",
        },
      },
    },
  };
}
