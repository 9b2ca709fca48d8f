import type { Matrix } from "../linalg/matrix.ts";
import { writeAtomic } from "./atomic.ts";
import type { MtxCoordinate } from "./mtx.ts";
import { formatNumber } from "./number.ts";

/**
 * Writes a MatrixMarket file atomically: a Matrix in array format, entries in coordinate format, always "general" (of a symmetric
 * set both mirror images are there). Numbers are the shortest that read back as the same doubles.
 *
 * Throws RangeError for numbers that are not finite and positions outside of the matrix, OutputError where it cannot be written.
 */
export function writeMtx(path: string, content: Matrix | Omit<MtxCoordinate, "format" | "symmetric">): void {
  writeAtomic(path, "data" in content ? arrayLines(content) : coordinateLines(content));
}

/** Lines are handed on by the thousand. */
const BATCH = 1000;

function* arrayLines({ rows, cols, data }: Matrix): Generator<string> {
  yield `%%MatrixMarket matrix array real general\n${rows} ${cols}\n`;
  for (let from = 0; from < data.length; from += BATCH) {
    let text = "";
    for (let k = from; k < Math.min(data.length, from + BATCH); k++) text += `${finite(data[k])}\n`;
    yield text;
  }
}

function* coordinateLines({ rows, cols, row, col, values }: Omit<MtxCoordinate, "format" | "symmetric">): Generator<string> {
  const count = row.length;
  if (col.length !== count || (values && values.length !== count))
    throw new RangeError(`${count} rows need as many columns and values`);
  yield `%%MatrixMarket matrix coordinate ${values ? "real" : "pattern"} general\n${rows} ${cols} ${count}\n`;
  for (let from = 0; from < count; from += BATCH) {
    let text = "";
    for (let k = from; k < Math.min(count, from + BATCH); k++) {
      const [i, j] = [row[k], col[k]];
      if (!(i >= 0 && i < rows && j >= 0 && j < cols))
        throw new RangeError(`position (${i}, ${j}) is outside of a ${rows}×${cols} matrix`);
      text += values ? `${i + 1} ${j + 1} ${finite(values[k])}\n` : `${i + 1} ${j + 1}\n`;
    }
    yield text;
  }
}

function finite(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a MatrixMarket file cannot hold ${value}`);
  return formatNumber(value);
}
