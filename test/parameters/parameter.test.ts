import { describe, expect, test } from "vitest";
import {
  count,
  flag,
  integer,
  nonNegative,
  oneOf,
  positive,
  positiveOrAuto,
  readNumber,
  share,
} from "../../src/parameters/parameter.ts";

test.each([
  ["1", 1],
  [" 2.5 ", 2.5],
  ["-3e-2", -0.03],
  [".5", 0.5],
  ["5.", 5],
  ["+7", 7],
  ["1E3", 1000],
  [4, 4],
  [-0.5, -0.5],
])("%s is a number", (given, value) => {
  expect(readNumber(given)).toBe(value);
});

test.each([
  "",
  " ",
  "0x10",
  "1abc",
  "1,5",
  "Infinity",
  "NaN",
  "1e999",
  "--1",
  "1e",
  ".",
  "1_000",
  "٣",
  Number.NaN,
  Number.POSITIVE_INFINITY,
  null,
  undefined,
  true,
  [],
  [1],
  {},
  1n,
])("%s is not", (given) => {
  expect(readNumber(given)).toBeUndefined();
});

describe("what is allowed", () => {
  const accepts = (parameter: { read: (given: unknown) => unknown }, values: unknown[]) =>
    values.map((value) => parameter.read(value) !== undefined);

  test("numbers by their bounds", () => {
    const values = [-1, 0, 1e-300, "0", "1e-9", 1.5, "x", Number.NaN];
    expect(accepts(positive(1, "η"), values)).toEqual([false, false, true, false, true, true, false, false]);
    expect(accepts(nonNegative(0, "λ"), values)).toEqual([false, true, true, true, true, true, false, false]);
    expect(accepts(count(1, "k"), [0, 1, 1.5, "3", "3.5", 2 ** 53, "-1"])).toEqual([
      false,
      true,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  test("a number or auto", () => {
    const parameter = positiveOrAuto("η");
    expect(parameter.default).toBe("auto");
    expect([parameter.read("auto"), parameter.read("0.5"), parameter.read("Auto"), parameter.read(0)]).toEqual([
      "auto",
      0.5,
      undefined,
      undefined,
    ]);
  });

  test("one of a few words, the first by default", () => {
    const parameter = oneOf(["lift", "flat"], "how");
    expect([parameter.default, parameter.read("flat"), parameter.read("FLAT"), parameter.read("toString")]).toEqual([
      "lift",
      "flat",
      undefined,
      undefined,
    ]);
    expect(parameter.allowed).toBe("one of lift, flat");
  });
});

test("a share is below one, an integer at least zero, a flag true or false", () => {
  expect([0, 0.99, "0.5", 1, -0.1].map((given) => share(0, "p").read(given))).toEqual([0, 0.99, 0.5, undefined, undefined]);
  expect([0, 7, "10", 1.5, -1].map((given) => integer(0, "n").read(given))).toEqual([0, 7, 10, undefined, undefined]);
  expect([true, false, "true", "false", 1, "yes", null].map((given) => flag("f").read(given))).toEqual([
    true,
    false,
    true,
    false,
    undefined,
    undefined,
    undefined,
  ]);
});
