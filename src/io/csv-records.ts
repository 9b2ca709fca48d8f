import { FileError } from "./file-error.ts";

/** One record of a .csv file. The arrays are reused for the next record. */
export interface CsvRecord {
  readonly cells: string[];
  /** Was the cell in quotes? */
  readonly quoted: boolean[];
  /** 1-based line and column where each cell begins. */
  readonly lines: number[];
  readonly columns: number[];
}

const MAX_CELLS = 1_000_000;

/**
 * The records of RFC 4180 text: cells in quotes may hold the delimiter, line ends and doubled quotes; lines end in LF, CRLF or
 * CR; blanks around a cell outside of quotes are no part of it. Throws FileError with line and column.
 */
export function* csvRecords(path: string, text: string, delimiter: string): Generator<CsvRecord> {
  const record: CsvRecord = { cells: [], quoted: [], lines: [], columns: [] };
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < text.length; ) {
    for (const field of [record.cells, record.quoted, record.lines, record.columns]) field.length = 0;
    for (;;) {
      at = skipBlanks(text, at, delimiter);
      record.lines.push(line);
      record.columns.push(at - lineStart + 1);
      const quoted = text[at] === '"';
      record.quoted.push(quoted);
      const end = quoted ? closingQuote(text, at) : plainEnd(text, at, delimiter);
      if (end < 0) throw new FileError(path, "a quote is opened here and never closed", { line, column: at - lineStart + 1 });
      if (quoted) {
        const inside = text.slice(at + 1, end);
        record.cells.push(inside.includes('"') ? inside.replaceAll('""', '"') : inside);
        for (let next = inside.indexOf("\n"); next >= 0; next = inside.indexOf("\n", next + 1)) {
          line++;
          lineStart = at + 2 + next;
        }
        at = skipBlanks(text, end + 1, delimiter);
        if (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") {
          throw new FileError(path, "text follows a closing quote", { line, column: at - lineStart + 1 });
        }
      } else {
        record.cells.push(text.slice(at, end).trimEnd());
        at = end;
      }
      if (text[at] !== delimiter) break;
      if (record.cells.length === MAX_CELLS) throw new FileError(path, `a row has more than ${MAX_CELLS} cells`, { line });
      at++;
    }
    yield record;
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    line++;
    lineStart = at;
  }
}

/** The delimiter of the first line: a tab if there is one outside of quotes, else a semicolon if there are more of them than commas, else a comma. */
export function delimiterOf(text: string): "," | ";" | "\t" {
  let commas = 0;
  let semicolons = 0;
  let inQuotes = false;
  for (const c of firstRecord(text)) {
    if (c === '"') inQuotes = !inQuotes;
    else if (inQuotes) continue;
    else if (c === "\t") return "\t";
    else if (c === ",") commas++;
    else if (c === ";") semicolons++;
  }
  return semicolons > commas ? ";" : ",";
}

function firstRecord(text: string): string {
  let inQuotes = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') inQuotes = !inQuotes;
    else if (!inQuotes && (text[at] === "\n" || text[at] === "\r")) return text.slice(0, at);
  }
  return text;
}

function skipBlanks(text: string, at: number, delimiter: string): number {
  while (text[at] === " " || (text[at] === "\t" && delimiter !== "\t")) at++;
  return at;
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function plainEnd(text: string, at: number, delimiter: string): number {
  while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}
