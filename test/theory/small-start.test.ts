import { expect, it } from "vitest";
import { noiseFloor } from "../../src/theory/noise-floor.ts";
import { directionGrowth, escapeGrowth, sequentialEscapeGrowth, startScaleExponent } from "../../src/theory/small-start.ts";

it("a direction grows by 1 + ηs a step", () => {
  expect(Math.exp(directionGrowth(0.2, 1.5))).toBeCloseTo(1.3, 12);
  expect(escapeGrowth(0.2, 1)).toBeCloseTo(1 / Math.log(1.2), 12);
  for (const sigma of [0, -1, Number.NaN]) expect(() => directionGrowth(0.2, sigma)).toThrow(RangeError);
});

it("the sequential law is the simple one where all directions are equal, and longer where they are not", () => {
  expect(sequentialEscapeGrowth(0.2, [[0.7]])).toBeCloseTo(escapeGrowth(0.2, 0.7), 12);
  expect(sequentialEscapeGrowth(0.2, [[1, 1], [0.3]])).toBeCloseTo(escapeGrowth(0.2, 1), 12);
  expect(sequentialEscapeGrowth(0.2, [[1, 0.5], [0.5]])).toBeCloseTo(escapeGrowth(0.2, 0.5), 12);
  expect(sequentialEscapeGrowth(0.2, [[1, 0.5], [0.4]])).toBeGreaterThan(escapeGrowth(0.2, 0.5));
  const unchanged = [[1, 0.6, 0.3], [0.6, 0.3], [0.3]];
  expect(sequentialEscapeGrowth(0.2, unchanged)).toBeCloseTo(escapeGrowth(0.2, 0.3), 12);
  expect(() => sequentialEscapeGrowth(0.2, [[1, 0.5], []])).toThrow(
    /after 1 of 2 components 1 singular values are needed, got 0/,
  );
});

it("the sequential law is that of coupled modes", () => {
  // Mode i grows at the field's (i − j)-th value as long as j of the modes before it have come to 1.
  const stepSize = 0.1;
  const fields = [[1, 0.4, 0.25], [0.5, 0.2], [0.35]];
  const time = (alpha: number, rank: number): number => {
    const modes = new Float64Array(rank).fill(alpha);
    let t = 0;
    for (; modes[rank - 1] < 1; t++) {
      const learned = modes.findIndex((mode) => mode < 1);
      for (let i = learned; i < rank; i++) modes[i] *= 1 + stepSize * fields[learned][i - learned];
    }
    return t;
  };
  for (const rank of [2, 3]) {
    const growth = (time(1e-200, rank) - time(1e-20, rank)) / (180 * Math.LN10);
    const law = fields.slice(0, rank).map((field, j) => field.slice(0, rank - j));
    expect(growth / sequentialEscapeGrowth(stepSize, law)).toBeCloseTo(1, 2);
  }
});

it("the exponent is two where nothing but signal is in the data", () => {
  expect(startScaleExponent(1, 0)).toBe(2);
  expect(startScaleExponent(1, 0.25)).toBe(1.5);
});

it("the noise floor is in proportion to k, n, σ² and 1/m", () => {
  const law = { n: 20, k: 4, m: 400, noise: 0.1 };
  expect(noiseFloor(law)).toBeCloseTo(0.002, 15);
  expect(noiseFloor({ ...law, k: 8, m: 800, noise: 0.2 }) / noiseFloor(law)).toBeCloseTo(4, 12);
});
