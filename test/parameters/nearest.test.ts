import { expect, it } from "vitest";
import { nearest } from "../../src/parameters/nearest.ts";

const NAMES = ["alpha", "stepSize", "damping", "gd", "scaled-gd", "rank"];

it.each([
  ["alhpa", "alpha"],
  ["alpa", "alpha"],
  ["stepsize", "stepSize"],
  ["step-size", "stepSize"],
  ["scaledgd", "scaled-gd"],
  ["dampnig", "damping"],
  ["dg", "gd"],
  ["rnak", "rank"],
  ["", undefined],
  ["beta", undefined],
  ["momentum", undefined],
  ["x".repeat(1_000_000), undefined],
])("of %s is %s", (word, meant) => {
  expect(nearest(word, NAMES)).toBe(meant);
});

it("prefers fewer errors, then the first", () => {
  expect(nearest("cold", ["colds", "cold", "bold"])).toBe("cold");
  expect(nearest("cord", ["cold", "word"])).toBe("cold");
});
