import { decimate } from "./decimate.ts";
import { emptyFigure, type Figure, rounded } from "./figure.ts";
import { logAxis, palette } from "./theme.ts";

export interface LawSeries {
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Measured values are points, predicted ones a line. */
  readonly kind: "measured" | "predicted";
}

export interface Law {
  readonly id?: string;
  readonly alt?: string;
  readonly series: readonly LawSeries[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xLog: boolean;
  readonly yLog: boolean;
  /** Stretches of x that are shaded and named. */
  readonly bands?: readonly Band[];
}

export interface Band {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

const WIDTH = 720;

/** Marks of the measured series. Later ones are drawn above and are smaller, so that equal points show all that lie there. */
const shapes = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross"] as const;
const sizeOf = (i: number, of: number): number => (of < 2 ? 60 : 90 - (60 * i) / (of - 1));
/** Room above the plot for two lines of names of bands. */
const BAND_NAMES = 34;

/** Measurement against prediction. The j-th measured and the j-th predicted series share a colour. */
export function law({ id = "law", alt, series, xTitle, yTitle, xLog, yLog, bands = [] }: Law): Figure {
  const of = (kind: LawSeries["kind"]) =>
    series.filter((s) => s.kind === kind).map((s) => ({ label: s.label, rows: rowsOf(s, xLog, yLog) }));
  const [measured, predicted] = [of("measured"), of("predicted")];
  const text = alt ?? `${yTitle} against ${xTitle}: ${series.map(({ label, kind }) => `${label} (${kind})`).join(", ")}.`;
  if (![...measured, ...predicted].some(({ rows }) => rows.length > 0)) return emptyFigure(id, `${text} Nothing was recorded.`);

  const axis = (log: boolean, of: "x" | "y") => (log ? logAxis(of) : { tickCount: 8 });
  const scale = (log: boolean) => (log ? { type: "log", nice: false, padding: 14 } : { zero: false, padding: 14, nice: false });
  const x = { field: "x", type: "quantitative", scale: scale(xLog), axis: { title: xTitle, ...axis(xLog, "x") } };
  const y = { field: "y", type: "quantitative", scale: scale(yLog), axis: { title: yTitle, ...axis(yLog, "y") } };
  const legendRows = rowsOfLegends([measured, predicted].map((of) => of.map(({ label }) => label)));
  const bySeries = (of: readonly { label: string }[], rangeOf: (i: number) => string | number, legend: object | null) => ({
    field: "series",
    type: "nominal",
    sort: null,
    scale: { type: "ordinal", domain: of.map(({ label }) => label), range: of.map((_, i) => rangeOf(i)) },
    legend: legend && {
      title: null,
      columns: Math.ceil(of.length / legendRows),
      ...(bands.length > 0 && { offset: BAND_NAMES }),
      ...legend,
    },
  });
  const color = (of: readonly { label: string }[], legend: object) => bySeries(of, (i) => palette[i % palette.length], legend);
  const tooltip = [
    { field: "series", title: "series" },
    { field: "x", title: xTitle, format: ".4~g" },
    { field: "y", title: yTitle, format: ".4~g" },
  ];
  const lines = {
    data: { values: predicted.flatMap(({ rows }) => rows) },
    mark: { type: "line", strokeWidth: 1.8, strokeDash: [6, 3], clip: true },
    encoding: { x, y, color: color(predicted, { symbolType: "stroke" }) },
  };
  const points = {
    data: { values: measured.flatMap(({ rows }) => rows) },
    mark: { type: "point", filled: true, opacity: 1, size: 60, clip: true },
    encoding: {
      x,
      y,
      color: color(measured, {}),
      shape: bySeries(measured, (i) => shapes[i % shapes.length], {}),
      size: bySeries(measured, (i) => sizeOf(i, measured.length), null),
      tooltip,
    },
  };
  const layer = [...bands.flatMap(shaded), ...(predicted.length > 0 ? [lines] : []), ...(measured.length > 0 ? [points] : [])];
  return {
    id,
    alt: text,
    spec: { width: WIDTH, height: 340, layer, resolve: { scale: { color: "independent", shape: "independent" } } },
  };
}

/** How many rows both legends, side by side, need so that they are no wider than the figure. */
function rowsOfLegends(legends: readonly (readonly string[])[]): number {
  // Symbol and gaps, and a mean width of letters; the columns of a legend are as wide as its widest label.
  const cell = (labels: readonly string[]): number => 38 + 7.2 * Math.max(0, ...labels.map((label) => label.length));
  const width = (rows: number): number =>
    legends.reduce((sum, labels) => sum + Math.ceil(labels.length / rows) * cell(labels), 0);
  const most = Math.max(1, ...legends.map((labels) => labels.length));
  for (let rows = 1; rows < most; rows++) if (width(rows) <= WIDTH + 40) return rows;
  return most;
}

/** Every second band is darker, and its name above the plot a line higher, so that neighbours are told apart however narrow. */
function shaded({ from, to, label }: Band, i: number) {
  const at = (x: number) => ({ datum: x, type: "quantitative" });
  return [
    {
      data: { values: [{}] },
      mark: { type: "rect", clip: true, color: "currentColor", opacity: i % 2 === 0 ? 0.05 : 0.11 },
      encoding: { x: at(from), x2: { datum: to } },
    },
    {
      data: { values: [{ label }] },
      mark: { type: "text", align: "left", baseline: "bottom", fontSize: 12, opacity: 0.8 },
      encoding: { x: at(from), y: { value: -3 - 15 * (i % 2) }, text: { field: "label", type: "nominal" } },
    },
  ];
}

/** Rows that can be drawn: finite, and positive on a logarithmic axis. */
function rowsOf({ label, x, y }: LawSeries, xLog: boolean, yLog: boolean) {
  const drawn = Array.from(y, (value, i) => ((xLog && !(x[i] > 0)) || (yLog && !(value > 0)) ? Number.NaN : value));
  const points = decimate(x, drawn);
  return points.x.map((at, i) => ({ x: rounded(at), y: rounded(points.y[i]), series: label }));
}
