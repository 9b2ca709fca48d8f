import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimate } from "../../src/report/decimate.ts";
import { formatNumber, formatSeconds } from "../../src/report/format.ts";

const index = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("decimation", () => {
  it("keeps extremes, ends, order and its bound", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 600 }),
        fc.integer({ min: 8, max: 200 }),
        (y, limit) => {
          const thin = decimate(index(y.length), y, limit);
          expect(thin.x.length).toBeLessThanOrEqual(Math.max(limit, 0));
          expect(Math.min(...thin.y)).toBe(Math.min(...y));
          expect(Math.max(...thin.y)).toBe(Math.max(...y));
          expect([thin.x[0], thin.x.at(-1)]).toEqual([0, y.length - 1]);
          thin.x.forEach((x, i) => {
            expect(thin.y[i]).toBe(y[x]);
            if (i > 0) expect(x).toBeGreaterThan(thin.x[i - 1]);
          });
        },
      ),
    );
  });

  it("keeps a spike of a long line, and the first rows whole", () => {
    const y = new Float64Array(1e6).fill(1);
    y[654_321] = 7;
    const thin = decimate(index(1e6), y);
    expect(thin.x.length).toBeLessThanOrEqual(2000);
    expect(thin.y[thin.x.indexOf(654_321)]).toBe(7);
    expect(thin.x.slice(0, 100)).toEqual(index(100));
  });

  it("drops what is not finite", () =>
    expect(decimate([0, 1, 2, 3], [1, Number.NaN, Infinity, 4])).toEqual({ x: [0, 3], y: [1, 4] }));
});

describe("numbers for readers", () => {
  it.each([
    [0, "0"],
    [1234, "1234"],
    [1234567, "1\u202f234\u202f567"],
    [0.123456, "0.1235"],
    [-0.5, "−0.5"],
    [1.5e-9, "1.50·10⁻⁹"],
    [-2.5e12 - 0.5, "−2.50·10¹²"],
    [12345.678, "12\u202f346"],
    [Number.NaN, "–"],
    [-Infinity, "−∞"],
    [null, "–"],
  ])("%s is %s", (value, text) => expect(formatNumber(value)).toBe(text));

  it("has units for time", () =>
    expect([0.0123, 5.678, 600, 9000].map(formatSeconds)).toEqual(["12.3 ms", "5.68 s", "10 min", "2 h 30 min"]));
});
