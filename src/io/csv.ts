import { type Matrix, zeros } from "../linalg/matrix.ts";
import { type CsvRecord, csvRecords, delimiterOf } from "./csv-records.ts";
import { FileError, type Place, printable } from "./file-error.ts";
import { readBytes, utf8 } from "./input.ts";
import { parseDecimal } from "./number.ts";

export interface LabelledMatrix {
  /** NaN where the file has a missing value. */
  readonly matrix: Matrix;
  readonly rowLabels?: readonly string[];
  readonly colLabels?: readonly string[];
}

/** Above this a table belongs into a .npy file, which is read in place. */
const MAX_BYTES = 128 * 2 ** 20;

/**
 * Reads a table of decimal numbers delimited by commas, semicolons or tabs (the first line decides). Blank, NA, N/A and NaN, in
 * either case, are missing. A first row without numbers holds the labels of the columns, a first column without numbers the
 * labels of the rows; where rows have labels and the corner is blank the first row holds labels even if they are numbers.
 * Text that is not UTF-8 is taken for latin-1.
 *
 * Throws FileError with line and column for a cell that is not a number and for rows of different lengths.
 */
export function readCsv(path: string): LabelledMatrix {
  const bytes = readBytes(path, MAX_BYTES, "a .csv may have; save the table as .npy");
  // Windows-1252 is what files called latin-1 are written in.
  const text = utf8(bytes) ?? new TextDecoder("windows-1252").decode(bytes);
  const table = new CellTable(path);
  for (const record of csvRecords(path, text, delimiterOf(text))) table.add(record);
  return table.finish();
}

const MISSING = new Set(["", "na", "n/a", "nan"]);

interface Cell {
  readonly cell: string;
  readonly place: Place;
}

/** Cells as numbers, row by row; undecided until the end is only what the first row and the first column are. */
class CellTable {
  readonly #path: string;
  #width = 0;
  #rows = 0;
  #blankLines: Place[] = [];
  /** Row-major. */
  #values = new Float64Array(1024);
  #header: string[] = [];
  #headerHasNumbers = false;
  /** The first cell of the header, the corner aside, that is text. */
  #headerText?: Cell;
  #corner?: Cell & { readonly value: number | undefined };
  readonly #firstColumn: string[] = [];
  #columnHasNumbers = false;
  /** The first cell of the first column, the corner aside, that is text. */
  #columnText?: Cell;

  constructor(path: string) {
    this.#path = path;
  }

  add(record: CsvRecord): void {
    const blank = record.cells.length === 1 && record.cells[0] === "" && !record.quoted[0];
    // Blank lines at the end are no rows; those within are only known to be within when more follows.
    if (blank) {
      this.#blankLines.push({ line: record.lines[0], column: 1 });
      return;
    }
    if (this.#rows === 0) this.#width = record.cells.length;
    for (const place of this.#blankLines.splice(0)) this.#addBlank(place);
    this.#addCells(record);
  }

  #addBlank(place: Place): void {
    this.#addCells({ cells: [""], quoted: [false], lines: [place.line], columns: [1] });
  }

  #addCells({ cells, lines, columns }: CsvRecord): void {
    if (cells.length !== this.#width) {
      const sentence = `this row has ${cells.length} ${cells.length === 1 ? "cell" : "cells"}, the first has ${this.#width}`;
      throw new FileError(this.#path, sentence, { line: lines[0], column: columns[0] });
    }
    this.#reserve((this.#rows + 1) * this.#width);
    for (let j = 0; j < cells.length; j++) {
      const value = numberOf(cells[j]);
      const place = { line: lines[j], column: columns[j] };
      if (value !== undefined && Math.abs(value) === Number.POSITIVE_INFINITY) {
        throw new FileError(this.#path, `"${printable(cells[j], 40)}" exceeds double precision`, place);
      }
      if (this.#rows === 0) this.#noteHeader(j, cells[j], value, place);
      if (j === 0) this.#noteFirstColumn(cells[j], value, place);
      else if (value === undefined && this.#rows > 0) this.#refuse({ cell: cells[j], place });
      this.#values[this.#rows * this.#width + j] = value ?? Number.NaN;
    }
    this.#rows++;
  }

  #noteHeader(j: number, cell: string, value: number | undefined, place: Place): void {
    this.#header.push(cell);
    // The corner says nothing about its row, unless it is the whole row.
    if (j === 0 && this.#width > 1) return;
    if (value === undefined) this.#headerText ??= { cell, place };
    else if (!Number.isNaN(value)) this.#headerHasNumbers = true;
  }

  #noteFirstColumn(cell: string, value: number | undefined, place: Place): void {
    this.#firstColumn.push(cell);
    if (this.#rows === 0) this.#corner = { cell, value, place };
    else if (value === undefined) this.#columnText ??= { cell, place };
    else if (!Number.isNaN(value)) this.#columnHasNumbers = true;
  }

  finish(): LabelledMatrix {
    const corner = this.#corner;
    if (!corner) throw new FileError(this.#path, "the table is empty");
    if (this.#headerText && this.#headerHasNumbers) this.#refuse(this.#headerText, ", as others of the first row are");
    if (this.#columnText && this.#columnHasNumbers) this.#refuse(this.#columnText, ", as others of the first column are");
    const textInCorner = corner.value === undefined;
    const oneLabelledRow = this.#rows === 1 && this.#width > 1 && textInCorner && !this.#headerText;
    const labelled = this.#columnText !== undefined || oneLabelledRow;
    const headed = this.#headerText !== undefined || (labelled && corner.cell === "" && this.#width > 1);
    // Without a header the corner is a cell of the first column like the others.
    if (!headed && textInCorner && !labelled) this.#refuse(corner);
    if (!headed && this.#columnText && !textInCorner) this.#refuse(this.#columnText, ", as the first of its column is");
    return this.#build(headed ? 1 : 0, labelled ? 1 : 0);
  }

  #build(fromRow: 0 | 1, fromCol: 0 | 1): LabelledMatrix {
    const [rows, cols] = [this.#rows - fromRow, this.#width - fromCol];
    if (rows === 0 || cols === 0) throw new FileError(this.#path, "the table has labels and no numbers");
    const out = zeros(rows, cols);
    for (let j = 0; j < cols; j++) {
      for (let i = 0; i < rows; i++) out.data[i + j * rows] = this.#values[(i + fromRow) * this.#width + j + fromCol];
    }
    return {
      matrix: out,
      rowLabels: fromCol ? this.#firstColumn.slice(fromRow) : undefined,
      colLabels: fromRow ? this.#header.slice(fromCol) : undefined,
    };
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return;
    const grown = new Float64Array(Math.max(length, 2 * this.#values.length));
    grown.set(this.#values);
    this.#values = grown;
  }

  #refuse({ cell, place }: Cell, more = ""): never {
    throw new FileError(this.#path, `"${printable(cell, 40)}" is not a number${more}`, place);
  }
}

/** NaN where missing, undefined where it is text. */
function numberOf(cell: string): number | undefined {
  return MISSING.has(cell.length > 3 ? cell : cell.toLowerCase()) ? Number.NaN : parseDecimal(cell);
}
