import { expect, it } from "vitest";
import { readResult, resultText } from "../../src/io/result-json.ts";
import { sampleResult } from "../report/sample-run.ts";
import { scratch } from "./scratch.ts";

const { file } = scratch();

it("a result has a rate, none, or was written before there were any", () => {
  const rate = { measured: 0.1, predicted: 0.11, setBy: "column 3 of the left factor, σ = 0.7" };
  for (const changes of [{ rate }, { rate: null }, {}])
    expect(readResult(file("result.json", resultText(sampleResult(changes))))).toEqual(sampleResult(changes));
});

it("any other rate is refused", () => {
  for (const rate of [3, "fast", [], {}, { measured: 1, predicted: "1", setBy: "x" }, { measured: 1, predicted: 1 }]) {
    const path = file("result.json", JSON.stringify({ ...sampleResult(), rate }));
    expect(() => readResult(path)).toThrow('"rate" must be { measured, predicted, setBy } or null');
  }
});
