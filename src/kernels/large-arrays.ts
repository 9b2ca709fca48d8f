import type { Floats, Kernels } from "./contract.ts";

/** Arrays from this size on are laid out for the memory's sake. */
const LARGE = 4 * 2 ** 20;

/**
 * Zeros that a kernel will read again and again: where kernels are native and the array is large, it begins at a cache line and lies on
 * large pages where the system has them. Throws RangeError where the engine cannot have so many numbers.
 */
export function largeArray(length: number, precision: "float64", kernels?: Kernels): Float64Array;
export function largeArray(length: number, precision: "float64" | "float32", kernels?: Kernels): Floats;
export function largeArray(length: number, precision: "float64" | "float32", kernels?: Kernels): Floats {
  const Type = precision === "float32" ? Float32Array : Float64Array;
  const bytes = length * Type.BYTES_PER_ELEMENT;
  if (!kernels?.settle || bytes < LARGE) return new Type(length);
  const buffer = new ArrayBuffer(bytes + 64);
  return new Type(buffer, kernels.settle(buffer), length);
}
