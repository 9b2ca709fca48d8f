import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { permutation } from "../../src/random/permutation.ts";
import { STREAM, streamAt } from "../../src/random/streams.ts";
import { boundedIntegers, words } from "../../src/random/words.ts";

describe("permutations", () => {
  test("hold every number once, the same for the same address", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(), (n, seed) => {
        const order = permutation(n, seed, STREAM.permutation);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        expect(permutation(n, String(seed), STREAM.permutation)).toEqual(order);
      }),
    );
  });

  test("a fixed one", () => {
    expect([...permutation(10, 1, STREAM.holdOut)]).toEqual([4, 0, 2, 8, 9, 7, 3, 5, 6, 1]);
  });

  test("all 24 orders of four are equally frequent", () => {
    const counts = new Map<string, number>();
    const trials = 12_000;
    for (let trial = 0; trial < trials; trial++) {
      const order = permutation(4, 5, streamAt(STREAM.permutation, trial)).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const expected = trials / 24;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(24);
    expect(chiSquare).toBeLessThan(49.7); // 23 degrees of freedom, one in a thousand
  });

  test.each([-1, 1.5, 2 ** 31, Number.NaN])("no permutation of %d", (n) => {
    expect(() => permutation(n, 1, STREAM.permutation)).toThrow(RangeError);
  });
});

describe("words and bounded integers", () => {
  test("streams and indices are apart, and a stream starts with its first block", () => {
    const first = (stream = STREAM.noise) => Array.from({ length: 6 }, words(3, stream));
    expect(first()).toEqual(first());
    expect(new Set([...first(), ...first(STREAM.start), ...first(streamAt(STREAM.noise, 1))]).size).toBe(18);
    // The known answer of Philox4x32-10 for counter 0 under key 0.
    expect(Array.from({ length: 4 }, words(0, { purpose: 0, index: 0 }))).toEqual([
      0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8,
    ]);
  });

  test("integers stay below any bound, and the bound 2³² passes words through", () => {
    const below = boundedIntegers(9, STREAM.probe);
    for (const bound of [1, 2, 3, 1000, 2 ** 31 + 1, 2 ** 32]) {
      for (let i = 0; i < 200; i++) {
        const value = below(bound);
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
      }
    }
    // Words taken modulo 3·2³⁰ without passing any over would fall below 2³⁰ half of the time.
    const trials = 3000;
    const low = Array.from({ length: trials }, () => below(3 * 2 ** 30)).filter((value) => value < 2 ** 30).length;
    expect(Math.abs(low / trials - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / trials));
    expect(boundedIntegers(9, STREAM.probe)(2 ** 32)).toBe(words(9, STREAM.probe)());
    // Beyond a word 53 bits are drawn: the thirds of a range are equally likely.
    const wide = Array.from({ length: trials }, () => below(3 * 2 ** 51));
    expect(wide.every((value) => Number.isSafeInteger(value) && value >= 0 && value < 3 * 2 ** 51)).toBe(true);
    expect(Math.abs(wide.filter((value) => value < 2 ** 51).length / trials - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / trials));
    for (const bound of [0, -1, 2.5, 2 ** 53]) expect(() => below(bound)).toThrow(RangeError);
  });

  test("purposes are distinct, and an index is a 32-bit integer", () => {
    const purposes = Object.values(STREAM).map(({ purpose }) => purpose);
    expect(new Set(purposes).size).toBe(purposes.length);
    expect(streamAt(STREAM.operator, 7)).toEqual({ purpose: STREAM.operator.purpose, index: 7 });
    for (const index of [-1, 0.5, 2 ** 32]) expect(() => streamAt(STREAM.operator, index)).toThrow(RangeError);
  });
});
