import { describe, expect, it } from "vitest";
import { z } from "zod";
import { FileError } from "../../src/io/file-error.ts";
import { schemaErrors } from "../../src/io/schema-errors.ts";
import { readYaml } from "../../src/io/yaml.ts";
import { scratch } from "./scratch.ts";

const { file } = scratch();
const read = (text: string | Uint8Array) => readYaml(file("problem.yaml", text));

const MANIFEST = `# a problem
operator: { kind: gaussian, rows: 100, cols: 80, seed: "7" }
measurements: y.npy
settings:
  - XX
  - YY
rank: 5
`;

describe("readYaml", () => {
  it("reads YAML and JSON alike", () => {
    const value = {
      operator: { kind: "gaussian", rows: 100, cols: 80, seed: "7" },
      measurements: "y.npy",
      settings: ["XX", "YY"],
      rank: 5,
    };
    expect(read(MANIFEST).value).toEqual(value);
    expect(read(JSON.stringify(value, null, 1)).value).toEqual(value);
    expect(read(`\ufeff${MANIFEST}`).value).toEqual(value);
    expect(read("a: no\nb: 1e-3\nc: 0.1\n").value).toEqual({ a: "no", b: 1e-3, c: 0.1 });
    expect(read("").value).toBeNull();
  });

  it("says where values and keys are, or the nearest place above", () => {
    const { where } = read(MANIFEST);
    expect(where([])).toEqual({ line: 2, column: 1 });
    expect(where(["operator", "rows"])).toEqual({ line: 2, column: 35 });
    expect(where(["operator"], "rows")).toEqual({ line: 2, column: 29 });
    expect(where(["settings", 1])).toEqual({ line: 6, column: 5 });
    expect(where([], "rank")).toEqual({ line: 7, column: 1 });
    expect(where(["operator", "storage", "deep"])).toEqual({ line: 2, column: 11 });
    expect(where(["nothing"])).toEqual({ line: 2, column: 1 });
    expect(read("").where(["rank"])).toEqual({ line: 1, column: 1 });
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ["bad syntax", "a: [1, 2\nb: 3\n", /problem\.yaml:2:1: /],
    ["a tab for indentation", "a:\n\tb: 1\n", /problem\.yaml:2:1: /],
    ["keys given twice", "rank: 5\nrank: 6\n", /problem\.yaml:2:1: the key `rank` is given twice/],
    ["keys given twice in JSON", '{"rank": 5,\n "rank": 6}', /problem\.yaml:2:2: the key `rank` is given twice/],
    ["several documents", "a: 1\n---\nb: 2\n", /problem\.yaml:2:1: /],
    ["unknown tags", "a: !!js/function 'x'\n", /problem\.yaml:1:4: Unresolved tag/],
    ["keys that are no text", "? [1, 2]\n: 3\n", /problem\.yaml:1:3: /],
    [
      "seeds that would be rounded",
      "a: 1\nseed: 12345678901234567890\n",
      /problem\.yaml:2:7: .* beyond 2\^53 .* write it in quotes/,
    ],
    ["many aliases", `- &a 1\n${"- *a\n".repeat(1001)}`, /more than 1000 aliases/],
    ["aliases of nothing", "a: *nothing\n", /problem\.yaml/],
    ["text that is not UTF-8", Buffer.from("a: caf\xe9", "latin1"), /not UTF-8/],
    ["deep brackets", "[".repeat(100_000), /problem\.yaml:1: the file is nested deeper than 64 levels/],
    ["deep brackets after what only looks like a comment", `[" #", ${"[".repeat(20_000)}`, /nested too deeply/],
    ["deep braces over lines", "{a:\n".repeat(20_000), /problem\.yaml:65: the file is nested deeper/],
    ["deep lists on one line", `${"- ".repeat(50_000)}1`, /problem\.yaml:1: the file is nested deeper/],
    ["deep explicit keys", `${"? ".repeat(50_000)}1`, /problem\.yaml:1: the file is nested deeper/],
    ["deep blocks", Array.from({ length: 1400 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), /nested deeper/],
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(FileError);
    expect(() => read(text)).toThrow(message);
  });

  it("refuses more than 1 MiB", () => {
    expect(() => read(`# ${"x".repeat(2 ** 20)}`)).toThrow(/more than the 1048576 that a manifest may have/);
  });

  it("refuses an alias bomb", () => {
    const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`);
    expect(() => read(`a0: &a0 [x, x, x, x]\n${levels.join("\n")}\n`)).toThrow("its aliases expand too far");
  });

  it("does not count brackets in comments", () => {
    expect(read(`${"# half-open [0, 1\n".repeat(100)}a: 1 # [\n`).value).toEqual({ a: 1 });
  });

  it("keeps __proto__ a key like any other", () => {
    const { value } = read("__proto__: { polluted: 1 }\nrank: 2\n");
    expect(Object.keys(value as object)).toContain("__proto__");
    expect((value as { polluted?: number }).polluted).toBeUndefined();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe("schemaErrors", () => {
  const dense = z.strictObject({ kind: z.literal("dense"), file: z.string() });
  const gaussian = z.strictObject({ kind: z.literal("gaussian"), rows: z.int().positive(), count: z.int() });
  const schema = z.strictObject({
    operator: z.discriminatedUnion("kind", [dense, gaussian]),
    measurements: z.string(),
    alpha: z.number().optional(),
    rank: z.union([z.literal("auto"), z.int().min(1)]).optional(),
  });
  const known = (path: readonly (string | number)[]) =>
    path.length === 0 ? Object.keys(schema.shape) : ["kind", "rows", "count", "file"];

  function messages(text: string): string[] {
    const manifest = read(text);
    const parsed = schema.safeParse(manifest.value);
    if (parsed.success) return [];
    return schemaErrors(manifest, parsed.error, known).map(({ message }) => message.slice(message.indexOf("problem.yaml")));
  }

  it("names the place and the nearest key", () => {
    const text = "operator:\n  kind: gaussian\n  rows: 1.5\n  cuont: 3\nmeasurements: y.npy\nalhpa: 3\nqqqqqq: 1\n";
    expect(messages(text)).toEqual([
      expect.stringMatching(/^problem\.yaml:2:3: operator\.count: missing; Invalid input: expected (int|number)$/),
      expect.stringMatching(/^problem\.yaml:3:9: operator\.rows: .*int/),
      "problem.yaml:4:3: unknown key `cuont`; did you mean `count`?",
      "problem.yaml:6:1: unknown key `alhpa`; did you mean `alpha`?",
      "problem.yaml:7:1: unknown key `qqqqqq`",
    ]);
  });

  it("explains unions, empty files and prototypes", () => {
    expect(messages("operator: { kind: dens, file: A.npy }\nmeasurements: y.npy\n")).toEqual([
      expect.stringMatching(/^problem\.yaml:1:19: operator\.kind: /),
    ]);
    expect(messages("operator: { kind: dense, file: A.npy }\nmeasurements: y.npy\nrank: 0\n")).toEqual([
      expect.stringMatching(/^problem\.yaml:3:7: rank: /),
    ]);
    expect(messages("")).toEqual([expect.stringMatching(/^problem\.yaml:1:1: Invalid input: expected object/)]);
    const polluting = "operator: { kind: dense, file: A.npy }\nmeasurements: y.npy\n__proto__: { polluted: 1 }\n";
    expect(messages(polluting)).toEqual(["problem.yaml:3:1: unknown key `__proto__`"]);
  });

  it("finds nothing wrong with a good file", () => {
    expect(messages("operator: { kind: dense, file: A.npy }\nmeasurements: y.npy\nrank: auto\n")).toEqual([]);
  });
});
