import { Table } from "../table/table.ts";
import { FileError } from "./file-error.ts";
import { readBytes, utf8 } from "./input.ts";

const MAX_BYTES = 256 * 2 ** 20;

/** The rows of a table as JSON Lines. A column that is NaN is left out of its row; infinities are null, for JSON has none. */
export function* historyLines(table: Table): Generator<string> {
  for (const row of table) {
    const given: Record<string, number | null> = Object.create(null);
    for (const [name, value] of Object.entries(row)) {
      if (!Number.isNaN(value)) given[name] = Number.isFinite(value) ? value : null;
    }
    yield `${JSON.stringify(given)}\n`;
  }
}

/**
 * Reads what `historyLines` wrote; null is NaN here. A last line without its line end was torn by the death of its writer, and
 * is left out unless it is whole. Throws FileError with the line where another one is not an object of numbers.
 */
export function readHistory(path: string): Table {
  const bytes = readBytes(path, MAX_BYTES, "a history may have");
  // Tearing may split a character, so what follows the last line end is decoded for itself.
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const text = utf8(bytes.subarray(0, whole));
  if (text === undefined) throw new FileError(path, "the file is not UTF-8 text");
  const table = new Table();
  const lines = text.split("\n");
  for (let i = 0; i < lines.length - 1; i++) {
    const row = parseRow(lines[i]);
    if (!row) throw new FileError(path, "this line is not a JSON object of numbers", { line: i + 1 });
    table.append(row);
  }
  const rest = parseRow(utf8(bytes.subarray(whole)) ?? "");
  if (rest) table.append(rest);
  return table;
}

function parseRow(line: string): Record<string, number> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
  const row: Record<string, number> = Object.create(null);
  for (const [name, value] of Object.entries(parsed)) {
    if (value !== null && typeof value !== "number") return undefined;
    row[name] = value ?? Number.NaN;
  }
  return row;
}
