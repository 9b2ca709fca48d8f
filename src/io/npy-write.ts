import type { Floats } from "../kernels/contract.ts";
import { writeAtomic } from "./atomic.ts";

export interface NpyWriting {
  /** `data` holds pairs re, im: twice as many numbers as the shape has items. */
  readonly complex?: boolean;
  /** `data` is in Fortran (column-major) order, and goes out as it is. */
  readonly fortran?: boolean;
}

const WINDOW = 64 * 2 ** 20;

/**
 * Writes a .npy file (version 1, little-endian) atomically; Float32Array becomes float32 or complex64, Int32Array int32.
 * Throws RangeError where shape and data disagree, OutputError where the file cannot be written.
 */
export function writeNpy(
  path: string,
  shape: readonly number[],
  data: Floats | Int32Array,
  { complex = false, fortran = false }: NpyWriting = {},
): void {
  for (const n of shape)
    if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`a dimension must be an integer ≥ 0, got ${n}`);
  const numbers = shape.reduce((product, n) => product * n, complex ? 2 : 1);
  if (data.length !== numbers) {
    throw new RangeError(
      `shape (${shape.join(", ")}) of ${complex ? "complex" : "real"} items needs ${numbers} numbers, got ${data.length}`,
    );
  }
  const kind = data instanceof Int32Array ? "i" : complex ? "c" : "f";
  const bytes = data.BYTES_PER_ELEMENT * (complex ? 2 : 1);
  writeAtomic(path, pieces(npyHeader(`<${kind}${bytes}`, fortran, shape), data));
}

function* pieces(header: Uint8Array, data: Floats | Int32Array): Generator<Uint8Array> {
  yield header;
  for (let at = 0; at < data.byteLength; at += WINDOW) {
    yield new Uint8Array(data.buffer, data.byteOffset + at, Math.min(WINDOW, data.byteLength - at));
  }
}

/** Padded with spaces so that the data starts at a multiple of 64 bytes: then it can be mapped into memory as it is. */
function npyHeader(descr: string, fortran: boolean, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  if (length > 65535) throw new RangeError(`a shape of ${shape.length} dimensions does not fit a .npy header`);
  const lead = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 0xff, length >> 8];
  return Buffer.concat([Uint8Array.from(lead), Buffer.from(`${text.padEnd(length - 1)}\n`, "latin1")]);
}
