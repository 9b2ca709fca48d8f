import { FileError } from "./file-error.ts";
import type { NpyDtype } from "./npy-header.ts";

/** One item of a window as a double: `at` is its byte in the window, `index` its number in the array. */
export type Item = (at: number, index: number) => number;

/** Reads the items of a window that are not doubles already: integers, booleans, and the float32 that complex64 is made of. */
export function itemReader(path: string, view: DataView, { kind, itemBytes, bigEndian }: NpyDtype): Item {
  const little = !bigEndian;
  if (kind === "c") return (at) => view.getFloat32(at, little);
  if (kind === "b") return (at, index) => truth(path, view.getUint8(at), index);
  const signed = kind === "i";
  switch (itemBytes) {
    case 1:
      return signed ? (at) => view.getInt8(at) : (at) => view.getUint8(at);
    case 2:
      return signed ? (at) => view.getInt16(at, little) : (at) => view.getUint16(at, little);
    case 4:
      return signed ? (at) => view.getInt32(at, little) : (at) => view.getUint32(at, little);
    default:
      return signed
        ? (at, index) => exact(path, view.getBigInt64(at, little), index)
        : (at, index) => exact(path, view.getBigUint64(at, little), index);
  }
}

function exact(path: string, value: bigint, index: number): number {
  if (value <= 2n ** 53n && value >= -(2n ** 53n)) return Number(value);
  throw new FileError(path, `item ${index} is ${value}, beyond 2^53, which a double does not hold exactly`);
}

function truth(path: string, byte: number, index: number): number {
  if (byte <= 1) return byte;
  throw new FileError(path, `item ${index} is the byte ${byte}, which is no boolean`);
}
