import { type Matrix, zeros } from "../linalg/matrix.ts";
import { FileError, FileTooLargeError, printable } from "./file-error.ts";
import { type Input, withInput } from "./input.ts";
import { MtxLines } from "./mtx-lines.ts";

/** Entries at positions (row, col), counted from 0, in the order of the file; a position may come twice. */
export interface MtxCoordinate {
  readonly format: "coordinate";
  readonly rows: number;
  readonly cols: number;
  readonly row: Int32Array;
  readonly col: Int32Array;
  /** Undefined where the file is a pattern. */
  readonly values: Float64Array | undefined;
  /** The file stores one triangle; here an entry off the diagonal is followed by its mirror image. */
  readonly symmetric: boolean;
}

export interface MtxArray extends Matrix {
  readonly format: "array";
  readonly symmetric: boolean;
}

export interface MtxLimits {
  /** Refuse files whose numbers need more memory than this. */
  readonly maxBytes?: number;
}

interface Banner {
  readonly format: "coordinate" | "array";
  readonly field: "real" | "integer" | "pattern";
  readonly symmetry: "general" | "symmetric" | "skew-symmetric";
}

const MAX_DIMENSION = 2 ** 31 - 1;

/**
 * Reads a MatrixMarket file: coordinate (real, integer, pattern) or array (real, integer); general, symmetric or skew-symmetric.
 * Throws FileError with line and column, FileTooLargeError above `maxBytes`.
 *
 * Boisvert, Pozo, Remington. The Matrix Market exchange formats: initial design. NISTIR 5935, 1996.
 */
export function readMtx(path: string, { maxBytes = Number.POSITIVE_INFINITY }: MtxLimits = {}): MtxCoordinate | MtxArray {
  return withInput(path, (input) => {
    const lines = new MtxLines(input);
    const banner = parseBanner(lines);
    return banner.format === "coordinate"
      ? readCoordinate(input, lines, banner, maxBytes)
      : readArray(input, lines, banner, maxBytes);
  });
}

function parseBanner(lines: MtxLines): Banner {
  const [magic, object, format, field, symmetry, ...rest] = lines
    .banner()
    .trim()
    .toLowerCase()
    .split(/[ \t]+/);
  if (magic !== "%%matrixmarket") lines.fail("this is not a MatrixMarket file: its first line must begin with %%MatrixMarket");
  if (object !== "matrix" || (format !== "coordinate" && format !== "array") || rest.length > 0) {
    lines.fail("the first line must be %%MatrixMarket matrix coordinate|array FIELD SYMMETRY");
  }
  if (field === "complex" || symmetry === "hermitian") lines.fail("complex matrices are not read from .mtx; save them as .npy");
  if (field !== "real" && field !== "integer" && !(field === "pattern" && format === "coordinate")) {
    lines.fail(`the field "${printable(field ?? "", 40)}" is not supported in ${format} format`);
  }
  if (symmetry !== "general" && symmetry !== "symmetric" && symmetry !== "skew-symmetric") {
    lines.fail(`the symmetry "${printable(symmetry ?? "", 40)}" is not supported`);
  }
  return { format, field, symmetry };
}

function readCoordinate(input: Input, lines: MtxLines, { field, symmetry }: Banner, maxBytes: number): MtxCoordinate {
  const [rows, cols] = dimensions(input, lines, symmetry);
  const count = lines.integer("the number of entries", 0, Number.MAX_SAFE_INTEGER);
  lines.endOfLine();
  // The shortest entry is "1 1" and its line end, which the last may lack; so a lying count cannot make us allocate.
  const shortest = field === "pattern" ? 4 : 6;
  if (count > (input.size + 1) / shortest) lines.fail(`${count} entries do not fit a file of ${input.size} bytes`);
  const room = symmetry === "general" ? count : 2 * count;
  refuseAbove(input, room * (field === "pattern" ? 8 : 16), maxBytes);

  const row = new Int32Array(room);
  const col = new Int32Array(room);
  const values = field === "pattern" ? undefined : new Float64Array(room);
  let filled = 0;
  for (let k = 0; k < count; k++) {
    if (!lines.next()) throw new FileError(input.path, `the file is truncated: it has ${k} of ${count} entries`);
    const i = lines.integer("the row", 1, rows) - 1;
    const j = lines.integer("the column", 1, cols) - 1;
    const value = values ? lines.number("the value", field === "integer") : 1;
    lines.endOfLine();
    checkTriangle(lines, i, j, symmetry);
    [row[filled], col[filled]] = [i, j];
    if (values) values[filled] = value;
    filled++;
    if (symmetry === "general" || i === j) continue;
    [row[filled], col[filled]] = [j, i];
    if (values) values[filled] = symmetry === "symmetric" ? value : -value;
    filled++;
  }
  expectEnd(lines, `${count} entries`);
  const trimmed = <T extends Int32Array | Float64Array>(a: T): T => (filled === room ? a : (a.slice(0, filled) as T));
  return {
    format: "coordinate",
    rows,
    cols,
    row: trimmed(row),
    col: trimmed(col),
    values: values && trimmed(values),
    symmetric: symmetry === "symmetric",
  };
}

function checkTriangle(lines: MtxLines, i: number, j: number, symmetry: Banner["symmetry"]): void {
  if (symmetry === "general" || i > j || (i === j && symmetry === "symmetric")) return;
  lines.fail(
    i === j
      ? "an entry on the diagonal, which is zero in a skew-symmetric matrix"
      : `entry (${i + 1}, ${j + 1}) is above the diagonal, and a ${symmetry} file stores the lower triangle`,
  );
}

function readArray(input: Input, lines: MtxLines, { field, symmetry }: Banner, maxBytes: number): MtxArray {
  const [rows, cols] = dimensions(input, lines, symmetry);
  lines.endOfLine();
  const skew = symmetry === "skew-symmetric";
  const count = symmetry === "general" ? rows * cols : (rows * (skew ? rows - 1 : rows + 1)) / 2;
  if (count > (input.size + 1) / 2) lines.fail(`${count} numbers do not fit a file of ${input.size} bytes`);
  refuseAbove(input, rows * cols * 8, maxBytes);
  const out = zeros(rows, cols);
  let read = 0;
  // A matrix of no rows may announce 2³¹ columns.
  for (let j = 0; j < cols && count > 0; j++) {
    for (let i = symmetry === "general" ? 0 : skew ? j + 1 : j; i < rows; i++) {
      if (!lines.next()) throw new FileError(input.path, `the file is truncated: it has ${read} of ${count} numbers`);
      const value = lines.number("the value", field === "integer");
      lines.endOfLine();
      read++;
      out.data[i + j * rows] = value;
      if (symmetry !== "general" && i !== j) out.data[j + i * rows] = skew ? -value : value;
    }
  }
  expectEnd(lines, `${count} numbers`);
  return { format: "array", ...out, symmetric: symmetry === "symmetric" };
}

function dimensions(input: Input, lines: MtxLines, symmetry: Banner["symmetry"]): [rows: number, cols: number] {
  if (!lines.next()) throw new FileError(input.path, "the file is truncated: its size line is missing");
  const rows = lines.integer("the number of rows", 0, MAX_DIMENSION);
  const cols = lines.integer("the number of columns", 0, MAX_DIMENSION);
  if (symmetry !== "general" && rows !== cols) lines.fail(`a ${symmetry} matrix is square, not ${rows}×${cols}`);
  return [rows, cols];
}

function expectEnd(lines: MtxLines, announced: string): void {
  if (lines.next()) lines.fail(`the file goes on after the ${announced} that it announces`);
}

function refuseAbove({ path }: Input, bytes: number, maxBytes: number): void {
  if (bytes > maxBytes)
    throw new FileTooLargeError(path, bytes, `its numbers need ${bytes} bytes of memory, and ${maxBytes} are allowed`);
}
