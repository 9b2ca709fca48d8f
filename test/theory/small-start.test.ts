import { expect, it } from "vitest";
import { noiseFloor } from "../../src/theory/noise-floor.ts";
import { directionGrowth, escapeGrowth, sequentialEscapeGrowth, startExponent } from "../../src/theory/small-start.ts";

it("a direction grows by 1 + ηs a step", () => {
  expect(Math.exp(directionGrowth(0.2, 1.5))).toBeCloseTo(1.3, 12);
  expect(escapeGrowth(0.2, 1)).toBeCloseTo(1 / Math.log(1.2), 12);
  for (const sigma of [0, -1, Number.NaN]) expect(() => directionGrowth(0.2, sigma)).toThrow(RangeError);
});

it("the sequential law is the simple one where both directions are equal, and longer where they are not", () => {
  expect(sequentialEscapeGrowth(0.2, { first: 1, second: 1, left: 0.3 })).toBeCloseTo(escapeGrowth(0.2, 1), 12);
  expect(sequentialEscapeGrowth(0.2, { first: 1, second: 0.5, left: 0.5 })).toBeCloseTo(escapeGrowth(0.2, 0.5), 12);
  expect(sequentialEscapeGrowth(0.2, { first: 1, second: 0.5, left: 0.4 })).toBeGreaterThan(escapeGrowth(0.2, 0.5));
});

it("the sequential law is that of two coupled modes", () => {
  // x₂ grows at 1 + ηs₂ until x₁ = 1, then at 1 + ηs₁′.
  const [stepSize, data] = [0.1, { first: 1, second: 0.4, left: 0.5 }];
  const time = (alpha: number): number => {
    let [first, second, t] = [alpha, alpha, 0];
    for (; second < 1; t++) {
      second *= 1 + stepSize * (first < 1 ? data.second : data.left);
      first *= 1 + stepSize * data.first;
    }
    return t;
  };
  const growth = (time(1e-200) - time(1e-20)) / (180 * Math.LN10);
  expect(growth / sequentialEscapeGrowth(stepSize, data)).toBeCloseTo(1, 2);
});

it("the exponent is two where nothing but signal is in the data", () => {
  expect(startExponent(1, 0)).toBe(2);
  expect(startExponent(1, 0.25)).toBe(1.5);
});

it("the noise floor is in proportion to k, n, σ² and 1/m", () => {
  const law = { n: 20, k: 4, m: 400, noise: 0.1 };
  expect(noiseFloor(law)).toBeCloseTo(0.002, 15);
  expect(noiseFloor({ ...law, k: 8, m: 800, noise: 0.2 }) / noiseFloor(law)).toBeCloseTo(4, 12);
});
