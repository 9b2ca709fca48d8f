import { describe, expect, test } from "vitest";
import { randomPositions } from "../../src/tasks/random-positions.ts";

describe("random positions", () => {
  test("are distinct, in order, and addressed by their seed", () => {
    const { row, col } = randomPositions(9, 7, 40, 3);
    const at = Array.from(row, (r, k) => r + 9 * col[k]);
    expect(at).toEqual([...new Set(at)].sort((a, b) => a - b));
    expect(at.length).toBe(40);
    expect(Math.max(...row)).toBeLessThan(9);
    expect(Math.max(...col)).toBeLessThan(7);
    expect(randomPositions(9, 7, 40, "3")).toEqual({ row, col });
    expect(randomPositions(9, 7, 40, 4)).not.toEqual({ row, col });
  });

  test("may be all", () => {
    expect(randomPositions(3, 2, 6, 0)).toEqual({ row: Int32Array.of(0, 1, 2, 0, 1, 2), col: Int32Array.of(0, 0, 0, 1, 1, 1) });
  });

  test("are each as likely as the others", () => {
    const hits = new Float64Array(12);
    for (let seed = 0; seed < 1200; seed++) {
      const { row, col } = randomPositions(4, 3, 3, seed);
      for (const [k, r] of row.entries()) hits[r + 4 * col[k]]++;
    }
    // Binomial(1200, ¼): five standard deviations are 75.
    for (const count of hits) expect(Math.abs(count - 300)).toBeLessThan(75);
  });

  test("of a matrix with more than 2³² entries", () => {
    const { row, col } = randomPositions(100_000, 100_000, 5, 0);
    expect([row.length, col.length]).toEqual([5, 5]);
  });
});
