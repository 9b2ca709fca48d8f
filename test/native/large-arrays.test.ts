import { describe, expect, test } from "vitest";
import { largeArray } from "../../src/kernels/large-arrays.ts";
import { nativeBackend, portableBackend } from "../contracts/backends.ts";

const LENGTH = 2 ** 20;

describe.skipIf(!nativeBackend)("large arrays", () => {
  const settle = nativeBackend?.settle as (...args: unknown[]) => number;

  test("begin at a cache line of their own buffer, and are zero", () => {
    for (const precision of ["float64", "float32"] as const) {
      const array = largeArray(LENGTH, precision, nativeBackend);
      expect(array.length).toBe(LENGTH);
      expect(array.every((value) => value === 0)).toBe(true);
      // What lies before the first line of this buffer is what was left out.
      expect(settle(array.buffer as ArrayBuffer)).toBe(array.byteOffset);
      expect(array.byteOffset).toBeLessThan(64);
    }
  });

  test("small ones, and those of portable kernels, are ordinary", () => {
    expect(largeArray(10, "float64", nativeBackend).buffer.byteLength).toBe(80);
    expect(largeArray(LENGTH, "float64", portableBackend).buffer.byteLength).toBe(8 * LENGTH);
    expect(largeArray(LENGTH, "float32").buffer.byteLength).toBe(4 * LENGTH);
  });

  test.each([[], [new Float64Array(3)], [new SharedArrayBuffer(8)], [{}], [new ArrayBuffer(8), 1]])(
    "settle refuses %j",
    (...args) => expect(() => settle(...args)).toThrow(TypeError),
  );

  test("an empty buffer and a short one are harmless", () => {
    for (const bytes of [0, 1, 4095, 8192]) expect(settle(new ArrayBuffer(bytes))).toBeLessThan(64);
  });
});
