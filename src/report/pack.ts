/**
 * A page holds each table and each picture once. Tables (arrays of rows of one shape) are stored as columns and named by
 * number, the same table in two views once; pictures are left to the static SVG, which has them already.
 * page-script.js undoes this.
 */
interface PackedColumn {
  readonly name: string;
  readonly values: readonly unknown[];
  /** Where the column is text: its different words, and `values` are indices into them. */
  readonly words?: readonly string[];
}

export interface PackedTable {
  readonly length: number;
  readonly columns: readonly PackedColumn[];
}

export interface PackedFigure {
  readonly views: readonly unknown[];
  readonly tables: readonly PackedTable[];
}

type Row = Readonly<Record<string, unknown>>;

/** `svg` is the static picture of the first view. */
export function packFigure(views: readonly unknown[], svg: string): PackedFigure {
  const images = Array.from(svg.matchAll(/<image [^>]*xlink:href="(data:image\/png;base64,[^"]*)"/g), (found) => found[1]);
  const tables: PackedTable[] = [];
  const known = new Map<string, number>();

  const pack = (value: unknown): unknown => {
    if (typeof value === "string" && images.includes(value)) return { $image: images.indexOf(value) };
    if (value === null || typeof value !== "object") return value;
    if (isTable(value)) return { $table: tableIndex(value) };
    if (Array.isArray(value)) return value.map(pack);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]));
  };
  const tableIndex = (rows: readonly Row[]): number => {
    const key = JSON.stringify(rows);
    let at = known.get(key);
    if (at === undefined) {
      at = tables.push({ length: rows.length, columns: Object.keys(rows[0]).map((name) => packColumn(name, rows)) }) - 1;
      known.set(key, at);
    }
    return at;
  };
  return { views: views.map(pack), tables };
}

/** Eight rows or more, of the same names, holding nothing but numbers, text and null. */
function isTable(value: object): value is readonly Row[] {
  if (!Array.isArray(value) || value.length < 8) return false;
  const names = typeof value[0] === "object" && value[0] !== null ? Object.keys(value[0]).join() : "";
  return (
    names !== "" &&
    value.every(
      (row) =>
        typeof row === "object" &&
        row !== null &&
        Object.keys(row).join() === names &&
        Object.values(row).every((v) => v === null || typeof v !== "object"),
    )
  );
}

function packColumn(name: string, rows: readonly Row[]): PackedColumn {
  const values = rows.map((row) => row[name]);
  if (!values.every((value) => typeof value === "string")) return { name, values };
  const words = [...new Set(values)];
  const index = new Map(words.map((word, i) => [word, i]));
  return { name, words, values: values.map((word) => index.get(word)) };
}
