import { type Phases, phasesOf } from "../diagnostics/phases.ts";
import type { Plot, Result } from "./experiment.ts";
import type { SweepCell } from "./sweep.ts";

type Sweep = Result<SweepCell>;
type Row = Record<string, number>;

/** What a sweep's line is called, and the points and the slope of it. */
export interface Line {
  readonly label: string;
  readonly sweeps: readonly Sweep[];
  readonly x: (row: Row) => number;
  readonly y: (row: Row) => number;
  /** The predicted slope, of y over ln x or of ln y over ln x, and what the line is called. */
  readonly slope: (sweep: Sweep) => number;
  readonly law: string;
  readonly logarithmic: boolean;
}

/** Points of all seeds, and for each seed the law's line through the middle of its points: the law gives the slope alone. */
export function sweepSeries({ label, sweeps, x, y, slope, law, logarithmic }: Line): Plot["series"] {
  const points = sweeps.flatMap(({ table }) => [...table].map((row): [number, number] => [x(row), y(row)]));
  const middle = sweeps[sweeps.length >> 1];
  const sorted = points.toSorted(([a], [b]) => a - b);
  return [
    { label, x: sorted.map(([at]) => at), y: sorted.map(([, value]) => value), kind: "measured" },
    {
      label: law,
      ...(middle ? lineThrough(middle, { x, y, slope: slope(middle), logarithmic }) : { x: [], y: [] }),
      kind: "predicted",
    },
  ];
}

function lineThrough(
  { table }: Sweep,
  { x, y, slope, logarithmic }: { x: Line["x"]; y: Line["y"]; slope: number; logarithmic: boolean },
): { x: number[]; y: number[] } {
  const at = [...table].map(x).toSorted((a, b) => a - b);
  const scale = (value: number): number => (logarithmic ? Math.log(value) : value);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(at.map(Math.log)), mean([...table].map((row) => scale(y(row))))];
  const line = at.map((value) => meanY + slope * (Math.log(value) - meanX));
  return { x: at, y: logarithmic ? line.map(Math.exp) : line };
}

export interface PathOptions {
  readonly id: string;
  readonly what: string;
  /** Columns of singular values, greatest first; the first `signal` of them are signal. */
  readonly columns: readonly string[];
  readonly signal: number;
  /** Of what: "X" or "F". */
  readonly of: string;
  /** σ_r of 𝒜*(y). */
  readonly dataSigma: number;
  /** The singular value of X that the first column stands for. */
  readonly sizeOf: (value: number) => number;
  readonly relativeError: ArrayLike<number>;
  /** The predicted growth of a direction a step, and the power of it that the columns show. */
  readonly growth: number;
}

/** Singular values along one path with its phases shaded, and the growth of the spectral phase drawn in. */
export function pathPlot({ cell, table }: Result, options: PathOptions): { plot: Plot; phases: Phases } {
  const iteration = table.column("iteration");
  const columns = options.columns.map((name) => table.column(name));
  const phases = phasesOf({
    iteration,
    size: columns[0].map(options.sizeOf),
    relativeError: options.relativeError,
    dataSigma: options.dataSigma,
  });
  const last = iteration[iteration.length - 1];
  const end = Math.min(last, Math.max(60, 2 * (phases.escape || last)));
  const drawn = [...iteration.keys()].filter(
    (i) => iteration[i] <= end && !Number.isNaN(columns[0][i]) && (iteration[i] % Math.ceil(end / 120) === 0 || iteration[i] < 2),
  );
  const measured = columns.map((values, q) => ({
    label: `σ${q + 1}(${options.of}), ${q < options.signal ? "signal" : "noise"}`,
    x: drawn.map((i) => iteration[i]),
    y: drawn.map((i) => values[i]),
    kind: "measured" as const,
  }));
  const r = columns[options.signal - 1];
  const first = drawn.find((i) => iteration[i] >= 5) ?? 0;
  const until = drawn.filter((i) => i >= first && !(iteration[i] > phases.spectral));
  const grown = {
    x: until.map((i) => iteration[i]),
    y: until.map((i) => r[first] * Math.exp(options.growth * (iteration[i] - iteration[first]))),
  };
  return {
    phases,
    plot: {
      id: options.id,
      alt: `Singular values of ${options.of} along the path, ${options.what}, seed ${cell.seed}: the spectral phase ends at iteration ${phases.spectral}, the signal has escaped at ${phases.escape}.`,
      series: [...measured, { label: "growth predicted from 𝒜*(y)", ...grown, kind: "predicted" }],
      xTitle: "iteration t",
      yTitle: `singular values of ${options.of}`,
      xLog: false,
      yLog: true,
      bands: bandsOf(phases, end),
    },
  };
}

function bandsOf({ spectral, escape: half, refinement }: Phases, end: number): NonNullable<Plot["bands"]> {
  const edges: [string, number, number][] = [
    ["spectral", 0, spectral],
    ["escape", spectral, half],
    ["refinement", half, Number.isNaN(refinement) ? end : Math.min(end, refinement)],
  ];
  return edges.filter(([, from, to]) => to > from).map(([label, from, to]) => ({ label, from, to }));
}
