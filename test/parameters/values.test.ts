import { describe, expect, test } from "vitest";
import { count, nonNegative, oneOf, positive } from "../../src/parameters/parameter.ts";
import { readValues } from "../../src/parameters/values.ts";

const declared = {
  stepSize: positive(0.5, "η"),
  damping: nonNegative(0, "λ"),
  rank: count(1, "k"),
  how: oneOf(["lift", "flat"], "way"),
};
const read = (given: Record<string, unknown>) => readValues("toy", declared, given);

describe("declared options", () => {
  test("have their defaults, under what is given", () => {
    expect(read({})).toEqual({ stepSize: 0.5, damping: 0, rank: 1, how: "lift" });
    expect(read({ rank: "3", how: "flat", damping: undefined })).toEqual({ stepSize: 0.5, damping: 0, rank: 3, how: "flat" });
    expect(read({ damping: 1, rank: 2 })).toEqual(read({ rank: 2, damping: 1 }));
  });

  test("are frozen, and read once each", () => {
    const reads: string[] = [];
    const given = {
      get stepSize() {
        reads.push("stepSize");
        return reads.length;
      },
    };
    const values = read(given);
    expect(values.stepSize).toBe(1);
    expect(reads).toEqual(["stepSize"]);
    expect(Object.isFrozen(values)).toBe(true);
    expect(() => Object.assign(values, { rank: 9 })).toThrow(TypeError);
  });

  test("a getter that throws is the caller's own error", () => {
    const given = {
      get rank(): number {
        throw new Error("mine");
      },
    };
    expect(() => read(given)).toThrow("mine");
  });

  test("unknown names are refused with the nearest known one", () => {
    expect(() => read({ stepsize: 1 })).toThrow('toy has no option "stepsize"; did you mean "stepSize"?');
    expect(() => read({ colour: 1 })).toThrow('toy has no option "colour"; its options are stepSize, damping, rank, how');
    expect(() => readValues("bare", {}, { a: 1 })).toThrow('bare has no option "a"; it has no options');
    for (const name of ["constructor", "toString", "hasOwnProperty"])
      expect(() => read({ [name]: 1 })).toThrow(`no option "${name}"`);
    expect(() => read(JSON.parse('{"__proto__": {"polluted": 1}}'))).toThrow('no option "__proto__"');
    expect("polluted" in {}).toBe(false);
  });

  test.each([
    [0, "0"],
    ["x", '"x"'],
    [null, "null"],
    [true, "true"],
    [{}, "an object"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [2n, "2"],
    [() => 1, "a function"],
  ])("the value %s is refused by name", (value, shown) => {
    expect(() => read({ stepSize: value })).toThrow(RangeError);
    expect(() => read({ stepSize: value })).toThrow(`toy: stepSize is a number > 0, got ${shown}`);
  });

  test("a value that refers to itself is refused too", () => {
    const self: Record<string, unknown> = {};
    self["self"] = self;
    expect(() => read({ stepSize: self })).toThrow(RangeError);
  });
});
