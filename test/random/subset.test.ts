import fc from "fast-check";
import { expect, test } from "vitest";
import { STREAM } from "../../src/random/streams.ts";
import { subset } from "../../src/random/subset.ts";

test("a subset has distinct integers below its bound, ascending, the same for the same seed", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), fc.nat(1000), (a, b, seed) => {
      const [count, total] = [Math.min(a, b), Math.max(a, b)];
      const chosen = subset(total, count, seed, STREAM.operator);
      expect(chosen).toHaveLength(count);
      expect(chosen).toEqual(subset(total, count, seed, STREAM.operator));
      for (let i = 0; i < count; i++)
        expect(chosen[i] >= 0 && chosen[i] < total && (i === 0 || chosen[i] > chosen[i - 1])).toBe(true);
    }),
  );
});

test("every subset is as likely as another", () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const key = subset(4, 2, seed, STREAM.operator).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  // Six of them, 1000 each, with a standard deviation of 29.
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * 29);
});

test("what is not a subset is refused", () => {
  for (const [total, count] of [
    [3, 4],
    [3, -1],
    [2.5, 1],
    [2 ** 31, 1],
  ])
    expect(() => subset(total, count, 0, STREAM.operator)).toThrow(`got ${count} of ${total}`);
});
