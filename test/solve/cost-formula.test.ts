import { expect, test } from "vitest";
import { costFormula } from "../../src/solve/cost-formula.ts";
import { solvers } from "../../src/solvers/registry.ts";

const sizes = { n1: 3, n2: 5, n: 5, p: 15, k: 2, r: 1, m: 7 };

test.each([
  ["(n1 + n2)k", 16],
  ["3nk + k²", 34],
  ["6·n1·n2", 90],
  ["2(n1 + n2)k + 2k²", 40],
  ["(n1 + n2)²", 64],
  ["6n² + 2", 152],
  ["m", 7],
])("%s", (text, value) => expect(costFormula(text, sizes)).toBe(value));

test.each(["", "n +", "(n", "x", "n)", "n - 1", "O(n)", "n^2", "²"])("refuses %j", (text) =>
  expect(() => costFormula(text, sizes)).toThrow(RangeError),
);

test("reads what every solver declares", () => {
  for (const name of Object.keys(solvers) as (keyof typeof solvers)[]) {
    const { cost } = new solvers[name]();
    expect(costFormula(cost!.memory, sizes), name).toBeGreaterThan(0);
  }
});
