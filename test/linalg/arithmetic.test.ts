import fc from "fast-check";
import { expect, test } from "vitest";
import { addScaled, dot, norm, scaleBy } from "../../src/linalg/arithmetic.ts";
import { matrix, zeros } from "../../src/linalg/matrix.ts";

const numbers = fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 30 }).map((a) => Float64Array.from(a));

test("addScaled, scaleBy and dot, of matrices and vectors", () => {
  const a = matrix(2, 1, Float64Array.of(1, 2));
  const out = matrix(2, 1, Float64Array.of(10, 20));
  addScaled(out, -2, a);
  expect([...out.data]).toEqual([8, 16]);
  scaleBy(out, 0.5);
  expect([...out.data]).toEqual([4, 8]);
  expect(dot(out, a)).toBe(20);
  const v = Float64Array.of(1, 2, 3);
  addScaled(v, 1, v);
  expect([...v]).toEqual([2, 4, 6]);
  expect(dot(v, v)).toBe(56);
});

test("the norm is √⟨a, a⟩", () => {
  fc.assert(
    fc.property(numbers, (a) => {
      expect(norm(a)).toBe(Math.sqrt(dot(a, a)));
    }),
  );
});

test("the norm neither overflows nor underflows", () => {
  for (const scale of [1e300, 1e200, 1e-200, 1e-300]) {
    const value = norm(Float64Array.of(3 * scale, -4 * scale));
    expect(Math.abs(value / scale - 5)).toBeLessThan(1e-14);
  }
  expect(norm(Float64Array.of(5e-324))).toBe(5e-324);
  expect(norm(Float64Array.of(Number.MAX_VALUE))).toBe(Number.MAX_VALUE);
  expect(norm(Float64Array.of(1, 1e-300))).toBe(1);
});

test("NaN and infinities show in the norm, wherever they stand", () => {
  expect(norm(Float64Array.of(1, Number.NaN, 1e300))).toBeNaN();
  expect(norm(Float64Array.of(Infinity, Number.NaN))).toBeNaN();
  expect(norm(Float64Array.of(1, -Infinity))).toBe(Infinity);
  expect(norm(zeros(0, 3))).toBe(0);
});

test("different shapes are refused with both shapes", () => {
  expect(() => addScaled(zeros(2, 3), 1, zeros(3, 2))).toThrow("got 2×3 and 3×2");
  expect(() => dot(new Float64Array(2), new Float64Array(3))).toThrow("got a vector of 2 and a vector of 3");
  expect(() => dot(zeros(2, 1), new Float64Array(2))).toThrow(RangeError);
});
