import type { Matrix } from "../linalg/matrix.ts";
import { writeAtomic } from "./atomic.ts";
import { formatNumber } from "./number.ts";

export interface CsvLabels {
  readonly rowLabels?: readonly string[];
  readonly colLabels?: readonly string[];
}

/**
 * Writes a comma-separated table atomically. Numbers are the shortest that read back as the same doubles; NaN is an empty cell.
 * Throws RangeError for infinities and for labels that do not fit the matrix, OutputError where the file cannot be written.
 */
export function writeCsv(path: string, a: Matrix, { rowLabels, colLabels }: CsvLabels = {}): void {
  if (rowLabels && rowLabels.length !== a.rows)
    throw new RangeError(`${a.rows} rows need as many labels, got ${rowLabels.length}`);
  if (colLabels && colLabels.length !== a.cols)
    throw new RangeError(`${a.cols} columns need as many labels, got ${colLabels.length}`);
  writeAtomic(path, lines(a, { rowLabels, colLabels }));
}

function* lines(a: Matrix, { rowLabels, colLabels }: CsvLabels): Generator<string> {
  if (colLabels) yield line([...(rowLabels ? [""] : []), ...colLabels.map(textCell)]);
  for (let i = 0; i < a.rows; i++) {
    const cells = rowLabels ? [textCell(rowLabels[i])] : [];
    for (let j = 0; j < a.cols; j++) cells.push(numberCell(a.data[i + j * a.rows]));
    yield line(cells);
  }
}

// A blank line at the end of a file is no row, so a row that is one missing value needs its quotes.
const line = (cells: readonly string[]): string => `${cells.length === 1 && cells[0] === "" ? '""' : cells.join(",")}\n`;

function numberCell(value: number): string {
  if (Number.isNaN(value)) return "";
  if (!Number.isFinite(value)) throw new RangeError(`a table of decimal numbers cannot hold ${value}`);
  return formatNumber(value);
}

/** A spreadsheet would run a cell that begins with = + - @ TAB or CR as a formula; an apostrophe makes it text. */
function textCell(label: string): string {
  const safe = /^[=+\-@\t\r]/.test(label) ? `'${label}` : label;
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
