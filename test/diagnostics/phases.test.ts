import { describe, expect, it } from "vitest";
import { convergenceRegime } from "../../src/diagnostics/fits.ts";
import { halfTime, phasesOf, settledTime } from "../../src/diagnostics/phases.ts";

const times = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i);

describe("phases", () => {
  // Grows by a tenth a step to 1, then the error falls by a tenth a step to a floor.
  const iteration = times(200);
  const size = iteration.map((t) => Math.min(1, 1e-4 * 1.1 ** t));
  const relativeError = iteration.map((t) => Math.max(1e-3, t < 100 ? 1 - size[t] / 2.2 : 0.5 * 0.9 ** (t - 99)));
  const expected = { spectral: 66, escape: 100, refinement: iteration.find((t) => 0.5 * 0.9 ** (t - 99) < 1e-3) };

  it("end where they were made to end", () =>
    expect(phasesOf({ iteration, size, relativeError, dataSigma: 1 })).toEqual(expected));

  it("pass over rows that were not recorded", () => {
    const sparse = (values: number[]) => values.map((value, i) => (i % 2 === 0 ? value : Number.NaN));
    const found = phasesOf({ iteration, size: sparse(size), relativeError: sparse(relativeError), dataSigma: 1 });
    expect(found.spectral).toBe(66);
    expect(found.escape).toBe(100);
    expect(Math.abs(found.refinement - (expected.refinement ?? 0))).toBeLessThanOrEqual(1);
  });

  it("are unknown where they were not reached", () => {
    expect(halfTime(times(3), [1, 0.9, 0.5])).toBeNaN();
    expect(
      settledTime(
        times(50),
        times(50).map((t) => 0.9 ** t),
      ),
    ).toBeNaN();
    expect(phasesOf({ iteration: [], size: [], relativeError: [], dataSigma: 1 })).toEqual({
      spectral: Number.NaN,
      escape: Number.NaN,
      refinement: Number.NaN,
    });
  });
});

describe("the regime of convergence", () => {
  const t = times(400, 1);

  it("is linear for an exponential and a power law for a power, with its number", () => {
    const linear = convergenceRegime(
      t,
      t.map((i) => 3 * Math.exp(-0.05 * i)),
    );
    expect(linear.kind).toBe("linear");
    expect(linear.rate).toBeCloseTo(0.05, 12);
    const power = convergenceRegime(
      t,
      t.map((i) => 3 / i ** 1.5),
    );
    expect(power.kind).toBe("power law");
    expect(power.power).toBeCloseTo(-1.5, 12);
  });

  it("looks at the last 80 % alone", () => {
    const late = t.map((i) => (i <= 80 ? 1 / i : Math.exp(-0.1 * i)));
    expect(convergenceRegime(t, late)).toMatchObject({ kind: "linear", rate: expect.closeTo(0.1, 10) });
  });

  it("is unknown for few points, for what does not fall and for what is not positive", () => {
    expect(
      convergenceRegime(
        t.slice(0, 11),
        t.slice(0, 11).map((i) => 1 / i),
      ).kind,
    ).toBe("unknown");
    expect(convergenceRegime(t, t).kind).toBe("unknown");
    expect(
      convergenceRegime(
        t,
        t.map((i) => (i === 300 ? 0 : 1 / i)),
      ).kind,
    ).toBe("unknown");
  });
});
