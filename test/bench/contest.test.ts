import { describe, expect, it } from "vitest";
import { type Contest, hold } from "../../src/bench/contest.ts";
import { BenchError } from "../../src/bench/result.ts";
import type { Side } from "../../src/bench/side.ts";
import { exponentOf, median, quantile, relativeDifference } from "../../src/bench/statistics.ts";

const rounds = { rounds: 3, repeats: 2, pause: 0, warm: true, judged: true };

/** A side that takes what it is told, and notes its turns. */
function side(name: string, how: string, seconds: number, turns: string[], answer = [3, 4], once = false): Side {
  return {
    name,
    how,
    once,
    answer: async () => Float64Array.from(answer),
    time: async (repeats) => {
      turns.push(how || name);
      return Array(repeats).fill(seconds);
    },
  };
}

const contest = (sides: Contest["sides"], more: Partial<Contest> = {}): Contest => ({
  name: "any",
  about: "",
  threads: 1,
  unit: "ms",
  tolerance: 1e-6,
  sides,
  ...more,
});

describe("a contest", () => {
  it("takes turns, and counts the best formulation of the best competitor", async () => {
    const turns: string[] = [];
    const sides: Contest["sides"] = [
      side("ours", "", 0.002, turns),
      side("numpy", "slow", 0.5, turns, [3, 4], true),
      side("numpy", "quick", 0.008, turns),
      side("torch", "only", 0.006, turns),
    ];
    const target = { atLeast: 4 };
    const result = await hold(contest(sides, { target }), rounds);
    expect(turns).toEqual(["ours", "slow", "quick", "only", "ours", "quick", "only", "ours", "quick", "only"]);
    expect(result).toMatchObject({ ours: 2, peers: { numpy: 8, torch: 6 }, ratio: 3, unit: "ms", target });
    expect(result.runs).toEqual({
      ours: Array(6).fill(2),
      "numpy: slow": [500, 500],
      "numpy: quick": Array(6).fill(8),
      "torch: only": Array(6).fill(6),
    });
    expect(result.differences).toEqual({ "numpy: slow": 0, "numpy: quick": 0, "torch: only": 0 });
  });

  it("has no ratio where nobody competes, and no target where sizes are toys", async () => {
    const result = await hold(contest([side("ours", "", 1, [])], { target: { atLeast: 2 } }), { ...rounds, judged: false });
    expect(result).toMatchObject({ ours: 1000, peers: {}, ratio: null });
    expect(result).not.toHaveProperty("target");
  });

  it.each([
    ["differs", [3, 4.1]],
    ["is of another length", [3, 4, 0]],
    ["is not finite", [3, Number.NaN]],
    ["is infinite", [Infinity, 4]],
  ])("times nothing where an answer %s", async (_, answer) => {
    const turns: string[] = [];
    const sides: Contest["sides"] = [side("ours", "", 1, turns), side("numpy", "quick", 1, turns, answer)];
    const held = hold(contest(sides), rounds);
    await expect(held).rejects.toThrow(BenchError);
    await expect(held).rejects.toThrow(
      /^any: the answer of numpy: quick differs from ours by \S+ of it, and 0.000001 is allowed$/,
    );
    expect(turns).toEqual([]);
  });

  it("holds the rate against what the hardware does in the same rounds", async () => {
    const turns: string[] = [];
    const yardstick = { side: side("hardware", "plain read", 0.001, turns), amount: 3e9 };
    const result = await hold(
      contest([side("ours", "", 0.002, turns)], { yardstick, rate: { amount: 3e9, unit: "GB/s" } }),
      rounds,
    );
    expect(turns).toEqual(["ours", "plain read", "ours", "plain read", "ours", "plain read"]);
    expect(result.rate).toEqual({ value: 1500, unit: "GB/s", yardstick: "plain read", share: 0.5 });
    expect(result.peers).toEqual({});
  });
});

describe("figures", () => {
  it("quantiles lie between neighbours", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1])).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
    expect(median([])).toBeNaN();
  });

  it("the exponent of a power law is found", () => {
    const sizes = [1, 3, 10, 30];
    const times = sizes.map((size) => 7 * size ** 1.5);
    expect(exponentOf(sizes, times)).toBeCloseTo(1.5, 12);
  });

  it("a difference is relative to the second", () => {
    expect(relativeDifference(Float64Array.of(3, 5), Float64Array.of(3, 4))).toBe(0.2);
    expect(relativeDifference(Float64Array.of(0), Float64Array.of(0))).toBe(0);
    expect(relativeDifference(Float64Array.of(1), Float64Array.of(0))).toBe(Infinity);
  });
});
