import { decimate } from "./decimate.ts";
import { emptyFigure, type Figure, rounded, type VegaLiteSpec } from "./figure.ts";
import { logAxis, palette } from "./theme.ts";

export interface Line {
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly colour?: string;
}

export interface LineChart {
  readonly id: string;
  readonly alt: string;
  readonly lines: readonly Line[];
  readonly xTitle: string;
  readonly yTitle: string;
  /** Logarithmic y: numbers that are not positive are not drawn. */
  readonly yLog: boolean;
  /** A vertical rule with a word to it. */
  readonly mark?: { readonly x: number; readonly label: string };
  readonly legend?: boolean;
  /** Said above the lines, where a legend would be too long. */
  readonly note?: string;
  /** The lines together have at most about this many points, a line alone 2,000. */
  readonly points?: number;
}

const POINTS_A_FIGURE = 5000;

/** Lines over the iteration, with a second view on a logarithmic x-axis behind a button. */
export function lineChart(chart: LineChart): Figure {
  const limit = Math.max(40, Math.min(2000, Math.floor((chart.points ?? POINTS_A_FIGURE) / Math.max(1, chart.lines.length))));
  const drawn = chart.lines.map((line) => {
    const y = Array.from(line.y, (value) => (chart.yLog && !(value > 0) ? Number.NaN : value));
    return { ...line, ...decimate(line.x, y, limit) };
  });
  const rows = drawn.flatMap(({ label, x, y }) => x.map((at, i) => ({ x: at, y: rounded(y[i]), line: label })));
  if (rows.length === 0) return emptyFigure(chart.id, `${chart.alt}: nothing was recorded.`);

  const labels = drawn.map(({ label }) => label);
  const colours = drawn.map(({ colour }, i) => colour ?? palette[i % palette.length]);
  const spec = (xLog: boolean) => layers(chart, { rows, labels, colours, xLog });
  return { id: chart.id, alt: chart.alt, spec: spec(false), alternate: { label: `log ${chart.xTitle}`, spec: spec(true) } };
}

interface Drawing {
  readonly rows: readonly { x: number; y: number; line: string }[];
  readonly labels: readonly string[];
  readonly colours: readonly string[];
  readonly xLog: boolean;
}

function layers(chart: LineChart, { rows, labels, colours, xLog }: Drawing): VegaLiteSpec {
  const x = {
    field: "x",
    type: "quantitative",
    scale: xScale(rows, xLog),
    axis: { title: chart.xTitle, grid: false, ...(xLog ? logAxis("x") : { tickCount: 8, format: "~r" }) },
  };
  const y = {
    field: "y",
    type: "quantitative",
    scale: chart.yLog ? { type: "log" } : { zero: false },
    axis: { title: chart.yTitle, ...(chart.yLog ? logAxis("y") : { tickCount: 6 }) },
  };
  const color = {
    field: "line",
    type: "nominal",
    scale: { domain: labels, range: colours },
    sort: null,
    legend: chart.legend === false ? null : { title: null, symbolType: "stroke" },
  };
  const lines = {
    name: "lines",
    // Plain drag pans; the wheel alone must go on scrolling the page.
    params: [{ name: "zoom", select: { type: "interval", zoom: "wheel![event.shiftKey]" }, bind: "scales" }],
    transform: xLog ? [{ filter: "datum.x > 0" }] : [],
    mark: { type: "line", clip: true, strokeWidth: 1.8, strokeJoin: "round" },
    encoding: { x, y, color },
  };
  const single = {
    transform: xLog ? [{ filter: "datum.x > 0" }] : [],
    mark: { type: "point", clip: true, filled: true, size: 36 },
    encoding: { x, y, color },
  };
  return {
    width: 716,
    height: 300,
    ...(chart.note ? { title: { text: chart.note, fontWeight: 400, fontSize: 12.5 } } : {}),
    data: { name: "lines", values: rows },
    // A line of one point would leave no trace.
    layer: [lines, ...(rows.length <= 3 * labels.length ? [single] : []), ...(chart.mark ? rule(chart.mark) : [])],
    usermeta: { lines: { data: "lines", x: "x", y: "y", series: "line", xTitle: chart.xTitle } },
  };
}

/** Half a row of room where all x are one. */
function xScale(rows: Drawing["rows"], xLog: boolean) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { x } of rows) {
    if (xLog && !(x > 0)) continue;
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  if (!(high > low)) high = (Number.isFinite(low) ? low : (low = 1)) + 1;
  return { domain: [low, high], nice: false, zero: false, ...(xLog ? { type: "log" } : {}) };
}

function rule({ x, label }: { readonly x: number; readonly label: string }) {
  const at = { datum: x, type: "quantitative" };
  return [
    {
      data: { values: [{}] },
      mark: { type: "rule", clip: true, strokeDash: [4, 3], strokeOpacity: 0.6, color: "currentColor" },
      encoding: { x: at },
    },
    {
      data: { values: [{ label }] },
      mark: { type: "text", clip: true, align: "right", baseline: "top", dx: -5, fontSize: 12, opacity: 0.8 },
      encoding: { x: at, y: { value: 3 }, text: { field: "label", type: "nominal" } },
    },
  ];
}
