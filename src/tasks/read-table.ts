import { readCsv } from "../io/csv.ts";
import { FileError, FileTooLargeError } from "../io/file-error.ts";
import { readMtx } from "../io/mtx.ts";
import { readNpy } from "../io/npy.ts";
import { asMatrixColumnMajor } from "../io/npy-order.ts";
import { memoryBudget } from "../kernels/memory.ts";
import { type Matrix, matrix } from "../linalg/matrix.ts";

export interface TableFile {
  /** NaN where an entry is missing. */
  readonly table: Matrix;
  readonly rowLabels?: readonly string[];
  readonly colLabels?: readonly string[];
}

/** Reads a table with holes: .csv, .npy with NaN, or a coordinate .mtx, whose absent positions are the holes. Throws FileError. */
export function readTable(path: string, maxBytes: number = memoryBudget()): TableFile {
  const kind = path.toLowerCase().match(/\.(csv|npy|mtx)$/)?.[1];
  if (kind === "csv") {
    const { matrix: table, rowLabels, colLabels } = readCsv(path);
    checkFits(path, table.rows, table.cols, maxBytes);
    return { table, ...(rowLabels && { rowLabels }), ...(colLabels && { colLabels }) };
  }
  if (kind === "npy") return { table: npyTable(path, maxBytes) };
  if (kind === "mtx") return { table: mtxTable(path, maxBytes) };
  throw new FileError(path, "a table is a .csv, .npy or .mtx file");
}

function npyTable(path: string, maxBytes: number): Matrix {
  const array = readNpy(path, { maxBytes });
  if (array.complex) throw new FileError(path, "a table holds real numbers, these are complex");
  if (array.shape.length !== 2) throw new FileError(path, `a table has two dimensions, this array has ${array.shape.length}`);
  return asMatrixColumnMajor(array);
}

function mtxTable(path: string, maxBytes: number): Matrix {
  const content = readMtx(path, { maxBytes });
  if (content.format === "array") return content;
  const { rows, cols, row, col, values } = content;
  if (!values) throw new FileError(path, "a pattern has positions without values, so there is nothing to complete");
  checkFits(path, rows, cols, maxBytes);
  const table = matrix(rows, cols, new Float64Array(rows * cols).fill(Number.NaN));
  for (let k = 0; k < values.length; k++) {
    const at = row[k] + col[k] * rows;
    if (!Number.isNaN(table.data[at])) throw new FileError(path, `entry (${row[k] + 1}, ${col[k] + 1}) is given twice`);
    table.data[at] = values[k];
  }
  return table;
}

function checkFits(path: string, rows: number, cols: number, maxBytes: number): void {
  const needed = 8 * rows * cols;
  if (needed > maxBytes)
    throw new FileTooLargeError(
      path,
      needed,
      `the ${rows}×${cols} table needs ${needed} bytes and ${maxBytes} may be used; recover its factors instead, with an entries problem`,
    );
}
