import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { growthRate, leastSquaresSlope, linearRate, powerLaw } from "../../src/diagnostics/fits.ts";

const times = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i);

describe("linear rate", () => {
  it("is that of an exact exponential, for every rate and height", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        (rate, height) => {
          const t = times(Math.ceil(40 / rate));
          const e = t.map((i) => height * Math.exp(-rate * i));
          expect(linearRate(t, e, { high: 1e-4, low: 1e-11 })).toBeCloseTo(rate, 10);
        },
      ),
    );
  });

  it("looks only between the last error above the window and the first below it", () => {
    const t = times(300);
    const slowThenFast = t.map((i) => (i < 100 ? 1 - i / 1000 : 1e-4 * Math.exp(-0.3 * (i - 99))));
    slowThenFast.fill(1e-9, 200); // after the window: a floor, and a second rise
    slowThenFast[90] = 1e-5; // before it: a dip that was left again
    expect(linearRate(t, slowThenFast, { high: 1e-4, low: 1e-8 })).toBeCloseTo(0.3, 10);
  });

  it("is unknown for few points, for errors that never leave the window, and for NaN in it", () => {
    const t = times(100);
    const fast = t.map((i) => Math.exp(-3 * i));
    expect(linearRate(t, fast, { high: 1e-4, low: 1e-11 })).toBeNaN();
    const slow = t.map((i) => Math.exp(-0.2 * i));
    expect(linearRate(t, slow, { high: 1e-4, low: 1e-11 })).toBeNaN();
    const flawed = t.map((i) => (i === 20 ? Number.NaN : Math.exp(-0.5 * i)));
    expect(linearRate(t, flawed, { high: 1e-4, low: 1e-11 })).toBeNaN();
    expect(linearRate([], [], { high: 1e-4, low: 1e-11 })).toBeNaN();
  });

  it("takes ten points and no fewer", () => {
    const e = [1, ...times(10, 1).map((i) => 1e-4 * 2 ** -i), 1e-11];
    const at = times(e.length);
    expect(linearRate(at, e, { high: 1e-3, low: 1e-10 })).toBeCloseTo(Math.LN2, 10);
    expect(linearRate(at.slice(1), [1, ...e.slice(2)], { high: 1e-3, low: 1e-10 })).toBeNaN();
  });

  it("refuses a window that is none", () => {
    expect(() => linearRate([1], [1], { high: 1e-11, low: 1e-4 })).toThrow(RangeError);
    expect(() => linearRate([1], [1], { high: 1, low: 0 })).toThrow(RangeError);
  });
});

describe("power law", () => {
  it("is that of exact powers, for every exponent and constant", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        (power, constant) => {
          const t = times(500, 1);
          const v = t.map((i) => constant * i ** power);
          expect(powerLaw(t, v, { from: 100, to: 500 })).toBeCloseTo(power, 9);
        },
      ),
    );
  });

  it("has its window, both ends included", () => {
    const t = times(1001);
    const v = t.map((i) => (i < 200 ? 7 : 3 / i ** 2));
    expect(powerLaw(t, v, { from: 200, to: 1000 })).toBeCloseTo(-2, 10);
    expect(powerLaw(t, v, { from: 991, to: 1000 })).toBeCloseTo(-2, 6);
    expect(powerLaw(t, v, { from: 992, to: 1000 })).toBeNaN();
  });

  it("is unknown where the times end before the window does, and where values are not positive", () => {
    const t = times(500, 1);
    expect(powerLaw(t, t, { from: 100, to: 501 })).toBeNaN();
    expect(powerLaw([], [], { from: 1, to: 2 })).toBeNaN();
    const zero = t.map((i) => (i === 300 ? 0 : 1 / i));
    expect(powerLaw(t, zero, { from: 100, to: 500 })).toBeNaN();
  });
});

it("a growth rate is the slope of a straight line", () => {
  const t = times(100);
  expect(
    growthRate(
      t,
      t.map((i) => 4 - 0.25 * i),
      { from: 10, to: 99 },
    ),
  ).toBeCloseTo(-0.25, 12);
});

it("a slope needs pairs, and two different x", () => {
  expect(() => leastSquaresSlope([1, 2], [1])).toThrow(RangeError);
  expect(leastSquaresSlope(Array(20).fill(3), times(20))).toBeNaN();
});
