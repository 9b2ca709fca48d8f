import { describe, expect, it } from "vitest";
import { exponential, hyperbolicSine, inverseHyperbolicSine, naturalLogarithm } from "../../src/linalg/elementary.ts";
import { EPS, gaussian } from "../kernels/matrices.ts";

/** The engine's own are within an ulp or so, and the same to a few. */
const near = (value: number, by: number, ulps: number) =>
  expect(Math.abs(value - by)).toBeLessThanOrEqual(ulps * EPS * Math.abs(by));

const many = [...gaussian(2000, 1)];

describe("exponential", () => {
  it("is the engine's to a few units in the last place, over its whole range", () => {
    for (const x of [...many, ...many.map((v) => 100 * v), ...many.map((v) => 1e-8 * v), 709.7, -708, 0.5 * Math.LN2])
      near(exponential(x), Math.exp(x), 4);
  });

  it("knows its ends", () => {
    expect([exponential(0), exponential(710), exponential(Infinity), exponential(-746), exponential(-Infinity)]).toEqual([
      1,
      Infinity,
      Infinity,
      0,
      0,
    ]);
    expect(exponential(Number.NaN)).toBeNaN();
    expect(exponential(-744)).toBeGreaterThan(0);
    expect(Math.abs(exponential(-744) - Math.exp(-744))).toBeLessThanOrEqual(2 ** -1074);
    expect(exponential(709.78)).toBeLessThan(Infinity);
  });

  it("turns sums into products", () => {
    for (const [i, x] of many.slice(0, 500).entries())
      near(exponential(x + many[i + 1]), exponential(x) * exponential(many[i + 1]), 12);
  });
});

describe("naturalLogarithm", () => {
  it("undoes exponential, and is the engine's", () => {
    for (const x of many) expect(Math.abs(naturalLogarithm(exponential(x)) - x)).toBeLessThanOrEqual(4 * EPS * (1 + Math.abs(x)));
    for (const x of [1e-300, 5e-324, 0.3, 0.999, 1.5, 2, 7, 1e300]) near(naturalLogarithm(x), Math.log(x), 4);
    expect(naturalLogarithm(1)).toBe(0);
  });

  it("is infinite for infinity, and not a number where there is none", () => {
    expect(naturalLogarithm(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    for (const x of [0, -1, Number.NaN]) expect(naturalLogarithm(x)).toBeNaN();
  });
});

describe("hyperbolic sine and its inverse", () => {
  it("are the engine's, tiny and huge numbers too", () => {
    for (const x of [...many, ...many.map((v) => 1e-9 * v), ...many.map((v) => 50 * v), 1, -1, 20, 709]) {
      near(hyperbolicSine(x), Math.sinh(x), 8);
      near(inverseHyperbolicSine(x), Math.asinh(x), 8);
    }
    for (const x of [1e-300, 1e160, 1e308, -1e200]) near(inverseHyperbolicSine(x), Math.asinh(x), 4);
    expect([hyperbolicSine(0), inverseHyperbolicSine(0), hyperbolicSine(-800)]).toEqual([0, 0, -Infinity]);
    for (const f of [hyperbolicSine, inverseHyperbolicSine]) expect(f(Number.NaN)).toBeNaN();
  });

  it("undo each other to 10⁻¹²", () => {
    for (const x of many.flatMap((v) => [v, 1e-10 * v, 1e10 * v]))
      expect(Math.abs(hyperbolicSine(inverseHyperbolicSine(x)) - x)).toBeLessThanOrEqual(1e-12 * Math.abs(x));
  });
});
