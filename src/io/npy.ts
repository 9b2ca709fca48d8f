import type { Kernels } from "../kernels/contract.ts";
import { largeArray } from "../kernels/large-arrays.ts";
import { FileError, FileTooLargeError } from "./file-error.ts";
import { type Input, withInput } from "./input.ts";
import { type NpyDtype, type NpyHeader, parseNpyHeader } from "./npy-header.ts";
import { itemReader } from "./npy-items.ts";

/** An array as a .npy file holds it: items in C order, or in Fortran order where `fortran`. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly fortran: boolean;
  /** The file's own word for its items: "<f8". */
  readonly dtype: string;
  /** Complex numbers are pairs re, im. */
  readonly complex: boolean;
  readonly data: Float64Array | Float32Array;
}

export interface NpyLimits {
  /** Refuse files whose array needs more memory than this. */
  readonly maxBytes?: number;
  /** Who will read the array: large ones are laid out for them. */
  readonly kernels?: Kernels;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const MAX_HEADER = 65536;
const WINDOW = 64 * 2 ** 20;

/**
 * Reads a .npy file of versions 1 to 3. float64 and float32 stay what they are; complex64 and complex128 become pairs of
 * doubles; integers and booleans become doubles. NaN is a number here. Python objects are never read.
 *
 * Throws FileError where the file is not what its header says, FileTooLargeError above `maxBytes`.
 */
export function readNpy(path: string, limits: NpyLimits = {}): NpyArray {
  return withInput(path, (input) => {
    const { header, dataAt } = readHeader(input);
    const { dtype, fortran, shape } = header;
    const items = countItems(input, header, dataAt);
    const numbers = dtype.kind === "c" ? 2 * items : items;
    const data = allocate(input, numbers, dtype.descr.endsWith("f4") ? 4 : 8, limits);
    if (dtype.kind === "f" || dtype.itemBytes === 16) readInPlace(input, data, dtype, dataAt);
    else readConverted(input, data, dtype, dataAt);
    return { shape, fortran, dtype: dtype.descr, complex: dtype.kind === "c", data };
  });
}

function readHeader(input: Input): { header: NpyHeader; dataAt: number } {
  const { path } = input;
  const lead = new Uint8Array(12);
  const got = input.read(lead, 0);
  if (got < 10 || MAGIC.some((byte, i) => lead[i] !== byte)) throw new FileError(path, "this is not a .npy file");
  const [major, minor] = [lead[6], lead[7]];
  if (major < 1 || major > 3 || minor !== 0) throw new FileError(path, `.npy version ${major}.${minor} is not supported`);
  const view = new DataView(lead.buffer);
  const begin = major === 1 ? 10 : 12;
  if (got < begin) throw new FileError(path, `the file is truncated: it ends within its header, after ${input.size} bytes`);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER) throw new FileError(path, `a header of ${length} bytes is more than the ${MAX_HEADER} that are read`);
  const bytes = new Uint8Array(length);
  if (input.read(bytes, begin) < length) {
    throw new FileError(path, `the file is truncated: its header ends at byte ${begin + length}, the file after ${input.size}`);
  }
  try {
    return { header: parseNpyHeader(new TextDecoder(major === 3 ? "utf-8" : "latin1").decode(bytes)), dataAt: begin + length };
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new FileError(path, cause.message, undefined, { cause });
    throw cause;
  }
}

/** Items by the shape, once that agrees with the size of the file. */
function countItems({ path, size }: Input, { shape, dtype }: NpyHeader, dataAt: number): number {
  const items = shape.includes(0) ? 0 : shape.reduce((product, n) => product * n, 1);
  const needed = items * dtype.itemBytes;
  const there = size - dataAt;
  const claim = `shape (${shape.join(", ")}) of ${dtype.descr} needs ${needed} bytes`;
  if (needed > there) throw new FileError(path, `the file is truncated: ${claim}, and ${there} follow its header`);
  if (needed < there) throw new FileError(path, `the file is too long: ${claim}, and ${there} follow its header`);
  return items;
}

function allocate(
  { path }: Input,
  numbers: number,
  bytesEach: 4 | 8,
  { maxBytes = Number.POSITIVE_INFINITY, kernels }: NpyLimits,
): Float64Array | Float32Array {
  const bytes = numbers * bytesEach;
  if (bytes > maxBytes)
    throw new FileTooLargeError(path, bytes, `the array needs ${bytes} bytes of memory, and ${maxBytes} are allowed`);
  try {
    return largeArray(numbers, bytesEach === 4 ? "float32" : "float64", kernels);
  } catch (cause) {
    throw new FileTooLargeError(path, bytes, `the array needs ${bytes} bytes of memory, more than can be had`, { cause });
  }
}

/** Reads straight into the array's own memory. The views are short: on Node 20 a Uint8Array holds less than 4 GiB. */
function readInPlace(input: Input, data: Float64Array | Float32Array, { bigEndian }: NpyDtype, dataAt: number): void {
  for (let at = 0; at < data.byteLength; at += WINDOW) {
    const view = Buffer.from(data.buffer, data.byteOffset + at, Math.min(WINDOW, data.byteLength - at));
    readWindow(input, view, dataAt + at);
    if (!bigEndian) continue;
    if (data.BYTES_PER_ELEMENT === 8) view.swap64();
    else view.swap32();
  }
}

function readConverted(input: Input, data: Float64Array | Float32Array, dtype: NpyDtype, dataAt: number): void {
  // complex64 is a sequence of float32.
  const bytesEach = dtype.kind === "c" ? 4 : dtype.itemBytes;
  const bytes = data.length * bytesEach;
  const buffer = new Uint8Array(Math.min(WINDOW, bytes));
  for (let at = 0; at < bytes; at += WINDOW) {
    const window = buffer.subarray(0, Math.min(WINDOW, bytes - at));
    readWindow(input, window, dataAt + at);
    const item = itemReader(input.path, new DataView(window.buffer, 0, window.length), dtype);
    const first = at / bytesEach;
    for (let i = 0; i < window.length / bytesEach; i++) data[first + i] = item(i * bytesEach, first + i);
  }
}

function readWindow(input: Input, window: Uint8Array, position: number): void {
  if (input.read(window, position) < window.length) throw new FileError(input.path, "the file became shorter while it was read");
}
