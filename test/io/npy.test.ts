import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileTooLargeError } from "../../src/io/file-error.ts";
import { readNpy } from "../../src/io/npy.ts";
import { asMatrixColumnMajor, cOrder } from "../../src/io/npy-order.ts";
import { writeNpy } from "../../src/io/npy-write.ts";
import { bits, expectedFixtures, fixture, scratch } from "./scratch.ts";

const { file } = scratch();

describe("arrays that NumPy wrote", () => {
  it.each(expectedFixtures(".npy"))("$name has its shape and its numbers, bit for bit", ({ name, shape, values, complex }) => {
    const array = readNpy(fixture(name));
    expect(array.shape).toEqual(shape);
    expect(array.complex).toBe(complex);
    expect(bits(cOrder(array))).toEqual(bits(values));
  });

  it("keep float32 as it is", () => {
    expect(readNpy(fixture("f4-big-f.npy")).data).toBeInstanceOf(Float32Array);
  });

  it.each(["f8-little", "f8-big", "f4-little"])("%s gives the same matrix in C and in Fortran order", (name) => {
    const c = asMatrixColumnMajor(readNpy(fixture(`${name}-c.npy`)));
    const f = asMatrixColumnMajor(readNpy(fixture(`${name}-f.npy`)));
    expect(bits(c.data)).toEqual(bits(f.data));
    expect([c.rows, c.cols]).toEqual([3, 4]);
  });

  it("are not copied where they are in the order that is wanted", () => {
    const f = readNpy(fixture("f8-little-f.npy"));
    expect(asMatrixColumnMajor(f).data).toBe(f.data);
    const c = readNpy(fixture("f8-little-c.npy"));
    expect(cOrder(c)).toBe(c.data);
  });

  it("are matrices only where they are real and have two axes", () => {
    expect(() => asMatrixColumnMajor(readNpy(fixture("three-axes-c.npy")))).toThrow(/shape \(2, 3, 4\)/);
    expect(() => asMatrixColumnMajor(readNpy(fixture("c16-little-c.npy")))).toThrow(/complex/);
  });

  it("are refused above the memory allowed", () => {
    expect(() => readNpy(fixture("f8-little-c.npy"), { maxBytes: 95 })).toThrow(FileTooLargeError);
    expect(readNpy(fixture("f8-little-c.npy"), { maxBytes: 96 }).shape).toEqual([3, 4]);
  });
});

describe("writing and reading again", () => {
  const doubles = fc.uint8Array({ maxLength: 400 }).map((bytes) => new Float64Array(bytes.slice(0, bytes.length & ~15).buffer));

  it("is the identity on bits, NaN payloads too", () => {
    const path = file("again.npy");
    fc.assert(
      fc.property(doubles, fc.boolean(), fc.boolean(), (data, complex, fortran) => {
        writeNpy(path, [complex ? data.length / 2 : data.length], data, { complex, fortran });
        const again = readNpy(path);
        expect(new BigUint64Array(again.data.buffer)).toEqual(new BigUint64Array(data.buffer));
        expect([again.complex, again.fortran]).toEqual([complex, fortran]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps float32 and views into larger buffers", () => {
    const path = file("single.npy");
    const data = new Float32Array([9, 1, 2, 3, 9]).subarray(1, 4);
    writeNpy(path, [3], data);
    expect(readNpy(path).data).toEqual(Float32Array.of(1, 2, 3));
    writeNpy(path, [1], data.subarray(1), { complex: true });
    expect(readNpy(path)).toMatchObject({ dtype: "<c8", data: Float64Array.of(2, 3) });
  });

  it("keeps integers", () => {
    const path = file("integers.npy");
    writeNpy(path, [3], Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1));
    expect(readNpy(path)).toMatchObject({ dtype: "<i4", shape: [3], data: Float64Array.of(-(2 ** 31), 0, 2 ** 31 - 1) });
  });

  it.each([[[]], [[1]], [[0, 3]], [[2, 3, 4]]])("aligns the data of shape %j to 64 bytes", (shape) => {
    const path = file("aligned.npy");
    const size = shape.reduce((a, b) => a * b, 1);
    writeNpy(path, shape, new Float64Array(size).fill(1));
    expect((fs.statSync(path).size - 8 * size) % 64).toBe(0);
    expect(readNpy(path).shape).toEqual(shape);
  });

  it("refuses a shape that does not fit the data", () => {
    expect(() => writeNpy(file("never.npy"), [2, 2], new Float64Array(3))).toThrow(
      "shape (2, 2) of real items needs 4 numbers, got 3",
    );
    expect(() => writeNpy(file("never.npy"), [-1], new Float64Array(1))).toThrow(RangeError);
    expect(fs.existsSync(file("never.npy"))).toBe(false);
  });

  it("turns any number of axes around", () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 });
    fc.assert(
      fc.property(shapes, fc.boolean(), (shape, complex) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const parts = complex ? 2 : 1;
        // The number at a multi-index is its place in C order.
        const data = new Float64Array(size * parts);
        for (let k = 0; k < size; k++) {
          let [rest, at, stride] = [k, 0, size];
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            stride = shape.slice(0, axis).reduce((a, b) => a * b, 1);
            at += (rest % shape[axis]) * stride;
            rest = Math.floor(rest / shape[axis]);
          }
          for (let part = 0; part < parts; part++) data[at * parts + part] = k * parts + part;
        }
        const ordered = cOrder({ shape, fortran: true, complex, dtype: "<f8", data });
        expect([...ordered]).toEqual(Array.from(ordered, (_, k) => k));
      }),
    );
    const wide = cOrder({
      shape: [70, 2, 65],
      fortran: true,
      complex: false,
      dtype: "<f8",
      data: Float64Array.from({ length: 9100 }, (_, k) => k),
    });
    expect([wide[0], wide[1], wide[65], wide[130], wide[9099]]).toEqual([0, 140, 70, 1, 9099]);
  });
});
