import type { Figure } from "./figure.ts";
import type { Picture } from "./raster.ts";

/** Blue above zero and orange below, fading into the page at zero, so that the figure has no background of its own. */
const POSITIVE = [47, 128, 216];
const NEGATIVE = [217, 104, 29];

/** Room for all panels, in pixels. */
const WIDTH = 760;

/** A cell narrower than this holds no three decimals. */
const NARROW = 46;

/** Small matrices, each entry a coloured cell with its number; colours are centred at 0, shared, and end at the largest |entry|. */
export function cells(pictures: readonly Picture[], { id, unit }: { id: string; unit: string }): Figure {
  const most =
    pictures.reduce(
      (top, { data }) => data.reduce((m, value) => (Number.isFinite(value) ? Math.max(m, Math.abs(value)) : m), top),
      0,
    ) || 1;
  const wide = Math.max(...pictures.map(({ cols }) => cols));
  const sizeOf = (across: number) => Math.min(64, Math.floor((WIDTH / across - 60) / wide));
  // Side by side while the numbers fit.
  const columns = [Math.min(pictures.length, 3), Math.min(pictures.length, 2), 1].find((across) => sizeOf(across) >= NARROW) ?? 1;
  const size = sizeOf(columns);
  return {
    id,
    alt: pictures.map(describe).join(" "),
    spec: {
      concat: pictures.map((picture, i) => panel(picture, { most, size, unit, legend: i === 0 })),
      columns,
      spacing: { row: 26, column: 40 },
      resolve: { scale: { color: "independent" } },
    },
  };
}

/** A cell of which nothing is known. */
const HOLE = {
  type: "rect",
  cornerRadius: 3,
  color: "currentColor",
  fillOpacity: 0.06,
  stroke: "currentColor",
  strokeOpacity: 0.14,
  strokeDash: [3, 3],
};

interface Panel {
  readonly most: number;
  readonly size: number;
  readonly unit: string;
  readonly legend: boolean;
}

function panel({ label, rows, cols, data, basis }: Picture, { most, size, unit, legend }: Panel) {
  const named = basis !== undefined && new Set(basis).size === basis.length;
  const name = (i: number) => (named ? basis[i] : undefined) ?? String(i + 1);
  const names = (n: number) => Array.from({ length: n }, (_, i) => name(i));
  const values = Array.from(data, (value, at) => ({
    row: name(at % rows),
    col: name(Math.floor(at / rows)),
    value: Number.isFinite(value) ? Number(value.toPrecision(6)) : null,
    text: number(value, most, size < NARROW ? 1 : 0),
  }));
  const axis = { title: null, domain: false, ticks: false, grid: false, labelAngle: 0, labelPadding: 7 };
  const position = {
    x: {
      field: "col",
      type: "nominal",
      sort: null,
      scale: { domain: names(cols), paddingInner: 0.05, paddingOuter: 0 },
      axis: { ...axis, orient: "top" },
    },
    y: { field: "row", type: "nominal", sort: null, scale: { domain: names(rows), paddingInner: 0.05, paddingOuter: 0 }, axis },
  };
  const color = colourOf(most, legend ? unit : undefined);
  return {
    title: { text: label, offset: 14 },
    width: cols * size,
    height: rows * size,
    data: { values },
    layer: [
      {
        mark: HOLE,
        transform: [{ filter: "datum.value === null" }],
        encoding: position,
      },
      {
        mark: { type: "rect", cornerRadius: 3, stroke: "currentColor", strokeOpacity: 0.14, invalid: "filter" },
        encoding: { ...position, color },
      },
      {
        mark: { type: "text", fontSize: size < NARROW ? 11 : 12.5 },
        encoding: { ...position, text: { field: "text", type: "nominal" } },
      },
    ],
  };
}

/** Of the entries; with a legend where the unit is given. */
function colourOf(most: number, unit: string | undefined) {
  const range = [`rgba(${NEGATIVE},0.9)`, `rgba(${NEGATIVE},0.04)`, `rgba(${POSITIVE},0.04)`, `rgba(${POSITIVE},0.9)`];
  return {
    field: "value",
    type: "quantitative",
    scale: { domain: [-most, -1e-9 * most, 1e-9 * most, most], range },
    legend:
      unit !== undefined
        ? {
            title: unit,
            type: "gradient",
            orient: "bottom",
            direction: "horizontal",
            gradientLength: 200,
            gradientThickness: 10,
            values: [-most, 0, most],
            format: ".3~g",
          }
        : null,
  };
}

/** As many digits as a cell holds, `fewer` than in a wide one; a true minus sign; nothing said of what is not known. */
function number(value: number, most: number, fewer: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits =
    most >= 1000 || most < 0.01
      ? value.toExponential(1 - fewer)
      : value.toFixed(Math.max(0, (most >= 100 ? 0 : most >= 10 ? 1 : most >= 1 ? 2 : 3) - fewer));
  return (Number(digits) === 0 ? digits.replace("-", "") : digits).replace(/^-/, "−");
}

function describe({ label, rows, cols, data }: Picture): string {
  const at = data.reduce((best, value, i) => (Math.abs(value) > Math.abs(data[best]) || Number.isNaN(data[best]) ? i : best), 0);
  return `${label}: a ${rows}×${cols} matrix, its largest entry ${Number(data[at].toPrecision(4))} at row ${(at % rows) + 1}, column ${Math.floor(at / rows) + 1}.`;
}
