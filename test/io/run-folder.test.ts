import fs from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FileError, OutputError } from "../../src/io/file-error.ts";
import { asMatrixColumnMajor } from "../../src/io/npy-order.ts";
import { type Run, type RunResult, readRunFolder, writeRunFolder } from "../../src/io/run-folder.ts";
import { Table } from "../../src/table/table.ts";
import { scratch } from "./scratch.ts";

const { file } = scratch();
afterEach(() => vi.restoreAllMocks());

const result: RunResult = {
  status: "converged",
  converged: true,
  reason: "relative residual 8.1e-10 ≤ 1e-9",
  iterations: 120,
  iteration: 120,
  asks: 121,
  seconds: 0.25,
  relativeResidual: 8.1e-10,
  heldOutResidual: null,
  relativeError: null,
  rank: 2,
  spectrum: [3, 1],
  identifiability: { rank: 2, degreesOfFreedom: 6, sigmaMin: 0.5 },
  warnings: [{ code: "underdetermined", message: "σ_min 0.1" }],
  solver: { name: "gd", reference: "…", options: { stepSize: 0.5 } },
  problem: { operator: "dense", rows: 3, cols: 2, count: 9, symmetric: false, field: "real", degreesOfFreedom: 6 },
  seed: "0",
  backend: "portable",
  core: "portable",
  threads: 1,
  versions: { lowrank: "0.1.0" },
};

function historyOf(...rows: Record<string, number>[]): Table {
  const table = new Table();
  for (const row of rows) table.append(row);
  return table;
}

const run: Run = {
  result,
  history: historyOf({ iteration: 0, value: 0.1 }, { iteration: 1, value: Infinity, gap: -0.5 }),
  arrays: [
    { name: "left.npy", shape: [3, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6) },
    { name: "right.npy", shape: [1, 2], data: Float64Array.of(1, -1, 2, -2), complex: true },
  ],
  report: "<!doctype html>",
};

it("writes what it reads", () => {
  writeRunFolder(file("run"), run);
  expect(fs.readdirSync(file("run")).sort()).toEqual(["history.jsonl", "left.npy", "report.html", "result.json", "right.npy"]);
  expect(fs.readFileSync(file("run/history.jsonl"), "utf8")).toBe(
    '{"iteration":0,"value":0.1}\n{"iteration":1,"value":null,"gap":-0.5}\n',
  );
  const again = readRunFolder(file("run"));
  expect(again.result).toEqual(result);
  expect([...again.history]).toEqual([
    { iteration: 0, value: 0.1, gap: NaN },
    { iteration: 1, value: NaN, gap: -0.5 },
  ]);
  const left = again.arrays.get("left.npy")!;
  expect(left.fortran).toBe(true);
  expect(asMatrixColumnMajor(left)).toEqual({ rows: 3, cols: 2, data: run.arrays[0].data });
  expect(again.arrays.get("right.npy")).toMatchObject({ complex: true, shape: [1, 2], data: run.arrays[1].data });
});

it("writes null for what is not finite", () => {
  writeRunFolder(file("nan"), { ...run, result: { ...result, relativeResidual: NaN, spectrum: [Infinity] } });
  expect(readRunFolder(file("nan")).result).toMatchObject({ relativeResidual: null, spectrum: [null] });
});

describe("result.json", () => {
  it("goes first and comes last", () => {
    writeRunFolder(file("order"), run);
    const there: boolean[] = [];
    const written: string[] = [];
    const rename = fs.renameSync;
    vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
      there.push(fs.existsSync(file("order/result.json")));
      written.push(String(to).slice(file("order/").length));
      rename(from, to);
    });
    writeRunFolder(file("order"), run);
    expect(written).toEqual(["left.npy", "right.npy", "history.jsonl", "report.html", "result.json"]);
    expect(there).toEqual([false, false, false, false, false]);
  });

  it("is not there after a run that could not be written", () => {
    writeRunFolder(file("failed"), run);
    const rename = fs.renameSync;
    vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
      if (String(to).endsWith("history.jsonl"))
        throw Object.assign(new Error("full"), { code: "ENOSPC", errno: -28, syscall: "rename" });
      rename(from, to);
    });
    expect(() => writeRunFolder(file("failed"), run)).toThrow(OutputError);
    expect(fs.existsSync(file("failed/result.json"))).toBe(false);
    expect(() => readRunFolder(file("failed"))).toThrow(
      `${file("failed")}: no result.json here, so this is not a finished run folder`,
    );
  });

  it.each<[string, string, RegExp]>([
    ["torn", '{"status": "conv', /not valid JSON/],
    ["a list", "[]", /not a JSON object/],
    ["without its fields", '{"status": "converged"}', /"converged" must be of kind boolean/],
    ["with a field of another kind", JSON.stringify({ ...result, spectrum: 3 }), /"spectrum" must be of kind list of numbers/],
    ["nested a hundred thousand deep", "[".repeat(100_000) + "]".repeat(100_000), /not valid JSON|not a JSON object/],
  ])("%s is refused", (_, text, message) => {
    writeRunFolder(file("bad"), run);
    fs.writeFileSync(file("bad/result.json"), text);
    expect(() => readRunFolder(file("bad"))).toThrow(FileError);
    expect(() => readRunFolder(file("bad"))).toThrow(message);
  });

  it("cannot reach a prototype", () => {
    writeRunFolder(file("proto"), run);
    const text = JSON.stringify({ ...result, task: "TASK" }).replace('"TASK"', '{"__proto__":{"polluted":1},"rmse":2}');
    fs.writeFileSync(file("proto/result.json"), text);
    fs.writeFileSync(file("proto/history.jsonl"), '{"__proto__":1,"constructor":2}\n');
    const again = readRunFolder(file("proto"));
    const copy: { polluted?: number } = Object.assign({}, again.result.task);
    expect([copy.polluted, ({} as { polluted?: number }).polluted]).toEqual([undefined, undefined]);
    expect(again.history.names).toEqual(["__proto__", "constructor"]);
  });
});

it("removes what an earlier run left and this one does not write", () => {
  writeRunFolder(file("twice"), run);
  fs.writeFileSync(file("twice/notes.txt"), "mine");
  const estimate = { name: "estimate.npy", shape: [1, 1], data: Float64Array.of(1) } as const;
  writeRunFolder(file("twice"), { result, history: historyOf(), arrays: [estimate] });
  expect(fs.readdirSync(file("twice")).sort()).toEqual(["estimate.npy", "history.jsonl", "notes.txt", "result.json"]);
});

it("writes nowhere else", () => {
  const arrays = JSON.parse('[{"name":"../outside.npy","shape":[0],"data":[]}]');
  expect(() => writeRunFolder(file("inside"), { ...run, arrays })).toThrow(RangeError);
  expect(fs.existsSync(file("inside"))).toBe(false);
});

describe("history.jsonl", () => {
  const reading = (text: string) => {
    writeRunFolder(file("history"), run);
    fs.writeFileSync(join(file("history"), "history.jsonl"), text);
    return readRunFolder(file("history")).history;
  };

  it("may be torn in its last line", () => {
    expect([...reading('{"a":1}\n{"a":2}\n{"a":')]).toEqual([{ a: 1 }, { a: 2 }]);
    expect([...reading('{"a":1}\n{"a":2}')]).toEqual([{ a: 1 }, { a: 2 }]);
    expect(reading("").length).toBe(0);
  });

  it.each(['{"a":1}\n{"a":\n{"a":3}\n', '{"a":1}\n"text"\n', '{"a":1}\n{"a":"x"}\n', '{"a":1}\n\n{"a":2}\n'])(
    "is refused at line 2: %j",
    (text) => {
      expect(() => reading(text)).toThrow(/history\.jsonl:2: this line is not a JSON object of numbers/);
    },
  );
});
