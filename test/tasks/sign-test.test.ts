import { describe, expect, test } from "vitest";
import { differenceOf, signTest } from "../../src/tasks/sign-test.ts";

describe("the sign test", () => {
  test.each([
    [0, 0, 1],
    [5, 0, 2 / 32],
    [0, 8, 2 / 256],
    [1, 7, (2 * 9) / 256],
    [4, 4, 1],
    [2, 8, (2 * (1 + 10 + 45)) / 1024],
  ])("%i against %i: p = %d", (less, more, p) => {
    expect(signTest(less, more)).toBe(p);
    expect(signTest(more, less)).toBe(p);
  });

  test("a thousand seeds neither overflow nor underflow", () => {
    // The normal approximation with its continuity correction: z = 39.5/√250 gives p = 0.01249.
    expect(signTest(460, 540)).toBeCloseTo(0.0125, 3);
    expect(signTest(0, 1000)).toBeGreaterThan(0);
  });

  test("differences: infinite ones tie with each other, and a list with itself is zero", () => {
    const inf = Number.POSITIVE_INFINITY;
    expect(differenceOf([1, inf, 2, inf], [3, inf, inf, 5])).toEqual({
      values: [-2, 0, -inf, inf],
      less: 2,
      more: 1,
      ties: 1,
      p: 1,
    });
    expect(differenceOf([0.1, inf], [0.1, inf]).values).toEqual([0, 0]);
    expect(() => differenceOf([1], [])).toThrow(RangeError);
  });
});
