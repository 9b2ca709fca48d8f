import { describe, expect, it } from "vitest";
import type { SensingRows } from "../../src/kernels/contract.ts";
import { nativeAddon } from "../../src/kernels/native.ts";

const { addon } = nativeAddon();

describe.skipIf(!addon)("arguments of the addon", () => {
  if (!addon) return;
  const kernels = addon.open(1);
  const numbers = (n: number): Float64Array<ArrayBuffer> => new Float64Array(n);
  const indices = (...all: number[]): Int32Array => Int32Array.from(all);
  const gemm = (overrides: Record<number, unknown>): (() => unknown) => {
    const all: unknown[] = [false, false, 2, 2, 2, 1, numbers(4), numbers(4), 0, numbers(4)];
    for (const [i, value] of Object.entries(overrides)) all[Number(i)] = value;
    return () => Reflect.apply(kernels.gemm, undefined, all);
  };

  it("names the argument that is wrong", () => {
    expect(gemm({})).not.toThrow();
    expect(gemm({ 0: 1 })).toThrow(new TypeError("gemm: transA must be true or false"));
    expect(gemm({ 2: "2" })).toThrow(new TypeError("gemm: m must be a number"));
    expect(gemm({ 6: [1, 2, 3, 4] })).toThrow(new TypeError("gemm: a must be a typed array"));
    expect(gemm({ 7: new Float32Array(4) })).toThrow(new TypeError("gemm: b must be a Float64Array"));
    expect(gemm({ 9: numbers(5) })).toThrow(new RangeError("gemm: c must have 4 numbers, got 5"));
    expect(gemm({ 9: undefined })).toThrow(new TypeError("gemm: c must be a typed array"));
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])("refuses %s as a size", (size) => {
    expect(gemm({ 2: size })).toThrow("gemm: m must be an integer from 0 to 2147483647");
  });

  it("refuses sizes whose product overflows", () => {
    const huge = 2 ** 31 - 1;
    const all = [huge, huge, huge, false, 1, numbers(0), indices(), 0, numbers(0), numbers(0), numbers(0), numbers(0)];
    expect(() => Reflect.apply(kernels.measureDense, undefined, all)).toThrow(
      "measureDense: a would have more than 2^53 numbers",
    );
  });

  it("refuses detached and shared buffers", () => {
    const gone = numbers(4);
    structuredClone(gone, { transfer: [gone.buffer] });
    expect(gemm({ 6: gone })).toThrow(new TypeError("gemm: a has a detached buffer"));
    expect(gemm({ 6: new Float64Array(new SharedArrayBuffer(32)) })).toThrow(/^gemm: a is backed by a SharedArrayBuffer/);
  });

  it("refuses indices outside the matrix", () => {
    for (const bad of [-1, 2, -(2 ** 31)]) {
      const call = () => kernels.indexEntries(1, 2, 2, indices(bad), indices(0));
      expect(call).toThrow(new RangeError("indexEntries: row holds an index outside [0, 2)"));
    }
    const dense = (a: SensingRows, n2: number, index: Int32Array, packed = false) =>
      kernels.measureDense(1, 1, n2, packed, 1, a, index, 1, numbers(1), numbers(n2), numbers(999), numbers(1));
    expect(() => dense(numbers(3), 1, indices(3))).toThrow(new RangeError("measureDense: index holds an index outside [0, 3)"));
    expect(() => dense(new Uint8Array(16), 33, indices(2))).toThrow("index holds an index outside [0, 2)");
    expect(() => dense(new Uint8Array(4), 33, indices())).toThrow("measureDense: a must have m rows of signs");
    expect(() => dense(numbers(3), 2, indices())).toThrow("measureDense: a must have m rows of numbers");
    expect(() => dense(new Uint32Array(2), 2, indices())).toThrow("a must have 3 words: a seed's two and a stream");
    expect(() => dense(new Int8Array(2) as never, 2, indices())).toThrow("a must be a Float64Array, a Float32Array");
    expect(() => dense(numbers(3), 2, indices(), true)).toThrow("measureDense: packed needs n1 = n2");
    const together = (ranks: number[], losses: number[], scratch = 999) => {
      const [runs, k] = [ranks.length, ranks.reduce((a, b) => a + b, 0)];
      const out = [numbers(k), numbers(k), numbers(2 * runs)] as const;
      const given = [numbers(k), numbers(k), numbers(runs), Float64Array.from(losses), numbers(scratch)] as const;
      kernels.gradientsDense(1, 1, 1, false, 1, numbers(1), indices(), Int32Array.from(ranks), ...given, ...out);
    };
    expect(() => together([1, 2], [0, 0, 1, 0])).not.toThrow();
    expect(() => together([1, 2], [0, 0, 3, 0])).toThrow("gradientsDense: losses has a code beyond 0, 1, 2");
    expect(() => together([1, 2], [0, 0])).toThrow("gradientsDense: losses must have 4 numbers, got 2");
    expect(() => together(new Array(17).fill(1), new Array(34).fill(0))).toThrow("gradientsDense: ranks must be at most 16");
    expect(() => together([1, 2], [0, 0, 0, 0], 8)).toThrow(/^gradientsDense: scratch must have at least/);
    const pauli = () =>
      kernels.measurePauli(1, 3, indices(0), indices(0), indices(0), 1, numbers(6), numbers(6), numbers(99), numbers(1));
    expect(pauli).toThrow(new RangeError("measurePauli: n must be a power of two"));
  });

  it("takes no other object for an index, and keeps its own whatever becomes of the arrays", () => {
    const [row, col, out] = [indices(1), indices(0), numbers(1)];
    const at = kernels.indexEntries(1, 2, 2, row, col);
    const measure = (index: unknown, scratch: Float64Array) =>
      Reflect.apply(kernels.measureEntries, undefined, [index, 1, Float64Array.of(5, 7), Float64Array.of(2, 3), scratch, out]);
    for (const bad of [{}, undefined, null, 3, indices(1), Object.create(at)])
      expect(() => measure(bad, numbers(99))).toThrow(new TypeError("measureEntries: index must be made by indexEntries"));
    expect(() => measure(at, numbers(0))).toThrow(/^measureEntries: scratch must have at least 1 numbers, got 0$/);
    row[0] = col[0] = 2 ** 30;
    measure(at, numbers(99));
    expect(out[0]).toBe(14);
  });

  it("rejects where a promise was asked for", async () => {
    const { measureEntries } = kernels.offThread;
    const at = kernels.indexEntries(1, 2, 2, indices(0), indices(0));
    const call = (index: object, out: Float64Array) => measureEntries(index, 1, numbers(2), numbers(2), numbers(99), out);
    await expect(call({}, numbers(1))).rejects.toThrow(new TypeError("measureEntries: index must be made by indexEntries"));
    // ES2024, which Node 20 has and this project's TypeScript library does not declare.
    const resizable: Float64Array = new Float64Array(Reflect.construct(ArrayBuffer, [8, { maxByteLength: 16 }]));
    await expect(call(at, resizable)).rejects.toThrow(/^measureEntries: out has a resizable buffer/);
    await expect(call(at, numbers(1))).resolves.toBeUndefined();
  });

  it("rejects where a buffer is detached before the answer", async () => {
    const out = numbers(1);
    const at = kernels.indexEntries(1, 2, 2, indices(0), indices(0));
    const answer = kernels.offThread.measureEntries(at, 1, numbers(2), numbers(2), numbers(99), out);
    structuredClone(out, { transfer: [out.buffer] });
    await expect(answer).rejects.toThrow(new TypeError("measureEntries: out was detached while it ran"));
  });
});
