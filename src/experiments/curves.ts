import type { Table } from "../table/table.ts";
import type { Cell, Exhibit, Plot, Result } from "./experiment.ts";

type Series = Plot["series"][number];

/** A column against the iteration as points, `count` of them evenly spread, of every table given. */
export function pointsOf(label: string, tables: readonly Table[], column = "error", count = 60): Series {
  const pairs = tables.flatMap((table) => {
    const stride = Math.max(1, Math.floor(table.length / count));
    return Array.from({ length: Math.ceil(table.length / stride) }, (_, i) => [
      table.get("iteration", i * stride),
      table.get(column, i * stride),
    ]);
  });
  return { label, x: pairs.map(([x]) => x), y: pairs.map(([, y]) => y), kind: "measured" };
}

/** The straight line e^(−rate·t) through the error where it was last above `high`, on to where the run ended. */
export function tailLine(label: string, table: Table, rate: number, high: number): Series {
  const [t, e] = [table.column("iteration"), table.column("error")];
  const from = e.findLastIndex((error) => error > high);
  if (from < 0 || !(rate > 0)) return { label, x: [], y: [], kind: "predicted" };
  const end = Math.min(t[t.length - 1], t[from] + Math.log(e[from] / 1e-15) / rate);
  const x = Array.from({ length: 41 }, (_, i) => t[from] + ((end - t[from]) * i) / 40);
  return { label, x, y: x.map((at) => e[from] * Math.exp(-rate * (at - t[from]))), kind: "predicted" };
}

/** A curve through pairs, in the order of x. */
export function seriesOf(label: string, kind: Series["kind"], pairs: readonly (readonly [number, number])[]): Series {
  const sorted = pairs.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)).toSorted(([a], [b]) => a - b);
  return { label, kind, x: sorted.map(([x]) => x), y: sorted.map(([, y]) => y) };
}

/** Every value that the cells take of each parameter, by the parameter's name in words. */
export function settingsOf<C extends Cell>(
  results: readonly Result<C>[],
  names: Readonly<Partial<Record<keyof C & string, string>>>,
): NonNullable<Exhibit["settings"]> {
  return Object.entries(names).map(([parameter, name]) => [
    String(name),
    [...new Set(results.map(({ cell }) => shortly(cell[parameter])))].join(", "),
  ]);
}

const shortly = (value: number | string): string => String(typeof value === "number" ? Number(value.toPrecision(4)) : value);

/** What the parameters of asymmetric cells are called. */
export const asymmetricNames = {
  n: "size n",
  r: "true rank r",
  k: "searched rank k",
  m: "measurements m",
  condition: "condition number κ",
  startScale: "start scale α of F₀, entries N(0, α²/n)",
  ratio: "start scale of G₀ over that of F₀",
  stepSize: "step size η",
  iterations: "most iterations",
  seed: "seeds",
} as const;
