import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSeed, type Seed, seedText } from "../../src/random/seed.ts";

describe("seeds", () => {
  test.each<[Seed, number, number]>([
    [0, 0, 0],
    ["7", 7, 0],
    [2 ** 32 + 5, 5, 1],
    [18446744073709551615n, 0xffffffff, 0xffffffff],
    ["18446744073709551615", 0xffffffff, 0xffffffff],
    [-1, 0xffffffff, 0xffffffff],
    ["-9223372036854775808", 0, 0x80000000],
  ])("%s has the halves %d and %d", (seed, low, high) => {
    expect(parseSeed(seed)).toEqual({ low, high });
  });

  test("number, bigint and text of one integer are one seed", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (seed) => {
        expect(parseSeed(String(seed))).toEqual(parseSeed(seed));
        expect(parseSeed(BigInt(seed))).toEqual(parseSeed(seed));
        expect(seedText(seed)).toBe(String(BigInt(seed)));
        expect(parseSeed(seedText(seed))).toEqual(parseSeed(seed));
      }),
    );
  });

  test("seedText is canonical", () => {
    expect(seedText("007")).toBe("7");
    expect(seedText("-0")).toBe("0");
    expect(seedText(2n ** 64n - 1n)).toBe("18446744073709551615");
  });

  test.each<[Seed]>([
    [1.5],
    [2 ** 53],
    [Number.NaN],
    [Infinity],
    [""],
    [" 7"],
    ["0x10"],
    ["1e3"],
    ["lucky"],
    ["18446744073709551616"],
    ["9".repeat(1_000_000)],
    [2n ** 64n],
    [-(2n ** 63n) - 1n],
  ])("a seed that is no integer in range is refused with what is allowed (%#)", (seed) => {
    expect(() => parseSeed(seed)).toThrow(RangeError);
    expect(() => seedText(seed)).toThrow(/integer in \[−2⁶³, 2⁶⁴\)/);
  });
});
