import { describe, expect, it } from "vitest";
import { summary, verdictData } from "../../src/cli/experiment-outcome.ts";
import type { Check, Result } from "../../src/experiments/experiment.ts";
import { judgeLaws, type Law, median, seedTable, verdictOf } from "../../src/experiments/verdict.ts";
import { Table } from "../../src/table/table.ts";

const check = (measured: number): Check => ({
  law: "l",
  predicted: 1,
  measured,
  range: [0, 2],
  holds: measured >= 0 && measured <= 2,
});

it("a median of none, or with an unknown, is unknown", () => {
  expect(median([])).toBeNaN();
  expect(median([1, Number.NaN, 3])).toBeNaN();
  expect(median([3])).toBe(3);
  expect(median([10, 1, 2])).toBe(2);
  expect(median([4, 1, 10, 2])).toBe(3);
});

describe("verdict", () => {
  it("holds where every check does", () => expect(verdictOf([check(0), check(2)])).toBe("holds"));
  it("fails for one that is out of range", () => expect(verdictOf([check(1), check(2.1)])).toBe("fails"));
  it("fails for infinity", () => expect(verdictOf([check(Infinity)])).toBe("fails"));
  it("is undecided where something could not be measured", () =>
    expect(verdictOf([check(1), check(Number.NaN)])).toBe("undecided"));
  it("fails where one is broken and another not measured", () => expect(verdictOf([check(9), check(Number.NaN)])).toBe("fails"));
  it("is undecided without checks", () => expect(verdictOf([])).toBe("undecided"));
});

describe("laws over seeds", () => {
  const result = (seed: number, k: number, value: number): Result => {
    const table = new Table();
    table.append({ value });
    return { cell: { name: `k${k}-seed${seed}`, seed, k }, table };
  };
  const law: Law<Result["cell"]> = {
    law: "value",
    predicted: 2,
    range: [2, 3],
    of: ({ k }) => k === 2,
    measure: ({ table }) => table.get("value", 0),
  };
  const results = [result(0, 2, 2), result(1, 2, 9), result(7, 2, 3), result(0, 4, 100)];

  it("are judged by the median of their own cells, ends of the range included", () =>
    expect(judgeLaws([law], results)).toEqual([
      { law: "value", predicted: 2, measured: 3, range: [2, 3], holds: true, spread: [2, 9] },
    ]));

  it("have no spread over one seed", () => expect(judgeLaws([law], results.slice(0, 1))[0]).not.toHaveProperty("spread"));

  it("are not measured without cells", () =>
    expect(judgeLaws([law], [])[0]).toMatchObject({ measured: Number.NaN, holds: false }));

  it("are shown seed by seed", () =>
    expect(seedTable([law], results)).toEqual({ columns: ["law", "seed 0", "seed 1", "seed 7"], rows: [["value", 2, 9, 3]] }));
});

it("prints a predicted number, bounds of it, and a dash where there is none", () => {
  const checks = [1, { atLeast: 0.5 }, { atMost: 2 }, null].map((predicted) => ({
    law: "value",
    predicted,
    measured: 1,
    range: [0, 3] as const,
    holds: true,
  }));
  const outcome = {
    experiment: "one",
    verdict: "holds",
    checks,
    results: [],
    exhibits: [],
    backend: "portable",
    aborted: false,
  } as const;
  const lines = summary(outcome, undefined).split("\n").slice(1, 5);
  expect(lines.map((line) => line.trim().split(/ {2,}/)[1])).toEqual(["1", "≥ 0.5", "≤ 2", "–"]);
  expect(JSON.parse(JSON.stringify(verdictData(outcome))).checks.map((check: { predicted: unknown }) => check.predicted)).toEqual(
    checks.map(({ predicted }) => predicted),
  );
});
