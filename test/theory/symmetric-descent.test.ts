import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactRankRate, excessSquare, inverseErrorGrowth, overparameterizedError } from "../../src/theory/symmetric-descent.ts";

describe("more columns than the rank", () => {
  it("excessSquare follows z ← z − ηz³ within the terms that it leaves out", () => {
    const small = { min: 0.01, max: 0.25, noNaN: true };
    fc.assert(
      fc.property(fc.double(small), fc.double(small), fc.integer({ min: 1, max: 3000 }), (stepSize, startSquare, steps) => {
        let z = Math.sqrt(startSquare);
        for (let t = 0; t < steps; t++) z -= stepSize * z ** 3;
        // 1/z² grows by 2η + 3η²z² + 4η³z⁴ + … a step, and the sum of z² is about ln(1 + 2ηz₀²t)/(2η).
        const beyond = 1 / z ** 2 - 1 / excessSquare(startSquare, stepSize, steps);
        expect(beyond).toBeGreaterThan(0);
        expect(beyond).toBeLessThan(2 * stepSize * (Math.log1p(2 * stepSize * startSquare * steps) + stepSize));
      }),
    );
  });

  it("overparameterizedError is the limit of the diagonal problem, whatever its start", () => {
    const law = { n: 6, r: 2, k: 5, stepSize: 0.2 };
    const steps = 200_000;
    let excess = [0.5, 0.3, 0.1];
    for (let t = 0; t < steps; t++) excess = excess.map((z) => z - law.stepSize * z ** 3);
    const error = Math.sqrt(excess.reduce((sum, z) => sum + z ** 4, 0));
    expect(error / overparameterizedError(law, steps)).toBeGreaterThan(0.995);
    expect(error / overparameterizedError(law, steps)).toBeLessThan(1);
  });

  it("counts no more columns than rows", () => {
    const law = { n: 20, r: 2, stepSize: 0.1 };
    expect(overparameterizedError({ ...law, k: 30 }, 100)).toBe(overparameterizedError({ ...law, k: 20 }, 100));
    expect(inverseErrorGrowth({ ...law, k: 6 })).toBeCloseTo(0.1, 15);
    expect(() => inverseErrorGrowth({ ...law, k: 2 })).toThrow(/k > r/);
  });
});

describe("as many columns as the rank", () => {
  it("exactRankRate is the rate of the slowest direction", () => {
    // F = (x, z) in ℝ² towards M = diag(σ, 0), r = k = 1.
    const [stepSize, sigma] = [0.3, 0.7];
    let [x, z] = [0.6, 0.2];
    const errors: number[] = [];
    for (let t = 0; t < 91; t++) {
      const [a, b, c] = [x * x - sigma, x * z, z * z];
      errors.push(Math.sqrt(a * a + 2 * b * b + c * c));
      [x, z] = [x - stepSize * (a * x + b * z), z - stepSize * (b * x + c * z)];
    }
    // Late enough for one term to be left, early enough for x² − σ not to be rounding beside it.
    expect(Math.log(errors[70] / errors[90]) / 20).toBeCloseTo(exactRankRate(stepSize, sigma), 10);
  });

  it("is refused where descent does not contract without turning", () => {
    expect(exactRankRate(0.2, 1)).toBeCloseTo(-Math.log(0.8), 15);
    for (const product of [0, -0.1, 1, 1.5, Number.NaN]) expect(() => exactRankRate(product, 1)).toThrow(RangeError);
  });
});
