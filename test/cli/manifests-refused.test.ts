import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeNpy } from "../../src/io/npy-write.ts";
import { m, manifest, measurements, n1, n2, sensing, spoiled, truth, writeManifest, writeProblem } from "./problems.ts";
import { expectRefusal, filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();

beforeAll(() => {
  writeProblem(folder);
  const npy = (name: string, shape: number[], data: Float64Array, complex = false) =>
    writeNpy(join(folder, name), shape, data, { complex });
  npy("y-short.npy", [m - 1], measurements.subarray(1));
  npy("y-nan.npy", [m], spoiled(measurements, 7, Number.NaN));
  npy("y-zero.npy", [m], new Float64Array(m));
  npy("y-complex.npy", [m / 2], measurements, true);
  npy("y-2d.npy", [m / 2, 2], measurements);
  npy("A-inf.npy", [m, n1, n2], spoiled(sensing, 5 * n1 * n2 + 7, Number.POSITIVE_INFINITY));
  npy("A-1d.npy", [m * n1 * n2], sensing);
  npy("A-2d.npy", [m, n1 * n2], sensing);
  npy("A-complex.npy", [m / 2, n1, n2], sensing, true);
  npy("A-zero.npy", [m, n1, n2], new Float64Array(m * n1 * n2));
  npy("truth-complex.npy", [n1 / 2, n2], truth, true);
  npy("truth-turned.npy", [n2, n1], truth);
  npy("truth-skew.npy", [2, 2], Float64Array.of(1, 0.5, 0.25, 1));
  npy("truth-indefinite.npy", [2, 2], Float64Array.of(1, 2, 2, 1));
  npy("truth-nan.npy", [n1, n2], spoiled(truth, 3, Number.NaN));
  npy("\x1b[31my.npy", [m - 1], measurements.subarray(1));
  const mtx = (name: string, ...lines: string[]) =>
    writeManifest(folder, name, `%%MatrixMarket matrix coordinate ${lines.join("\n")}\n`);
  mtx("outside.mtx", "real general", "3 3 1", "4 1 1");
  mtx("two.mtx", "real general", "2 2 2", "1 1 1", "2 2 1");
  mtx("pattern.mtx", "pattern general", "3 3 1", "1 1");
  mtx("other-size.mtx", "real general", "4 3 1", "1 1 1");
});

const dense = "operator: { kind: dense, file: A.npy }\n";
const withA = (name: string) => manifest.replace("A.npy", name);
const withY = (name: string) => manifest.replace("y.npy", name);
const entries = (more: string) => `operator: { kind: entries, rows: 3, cols: 3${more} }\nrank: 1\n`;
const psd = (truth: string) =>
  `operator: { kind: entries, rows: 2, cols: 2, file: two.mtx }\nsymmetric: true\nrank: 1\ntruth: ${truth}\n`;
const pauli = (settings: string, more = "") =>
  `operator: { kind: pauli, qubits: 1, settings: [${settings}] }\nmeasurements: [1, 0, 0, 1]\nrank: 1\n${more}`;

/** A manifest, and what its refusal must say; "@" stands for its path. */
const refused: [string, string | Uint8Array, ...(string | RegExp)[]][] = [
  ["y of another length", withY("y-short.npy"), "@:2:15: ", "59 numbers", "60 measurements"],
  ["y listed, of another length", withY("[1, 2, 3]"), "@:2:15: ", "3 measurements", "takes 60"],
  ["NaN in y", withY("y-nan.npy"), "@:2:15: ", "measurement 7 is NaN"],
  ["an infinity listed in y", withY("[1, .inf]"), "@:2:19: ", "Infinity"],
  ["text in y", withY("[1, two]"), "@:2:19: ", "number"],
  ["y all zero", withY("y-zero.npy"), "@:2:15: ", "every measurement is zero"],
  ["y complex", withY("y-complex.npy"), "@:2:15: ", "complex"],
  ["y a matrix", withY("y-2d.npy"), "@:2:15: ", "30×2"],
  ["an infinity in A", withA("A-inf.npy"), "@:1:32: ", "A_5 is Infinity at (1, 2)"],
  ["A of one dimension", withA("A-1d.npy"), "@:1:32: ", "m×n1×n2", "1800"],
  ["A of two, without rows and cols", withA("A-2d.npy"), "@:1:32: ", "rows and cols must be given"],
  ["A of two, with wrong ones", withA("A-2d.npy, rows: 7, cols: 5"), "@:1:32: ", "7×5"],
  ["A of three, with wrong ones", withA("A.npy, rows: 5"), "@:1:32: ", "6×5", "5×5"],
  ["A complex", withA("A-complex.npy"), "@:1:32: ", "complex"],
  ["A all zero", withA("A-zero.npy"), "@", "zero"],
  ["no measurements", `${dense}rank: 1\n`, "@", "measurements"],
  ["rank 0", manifest.replace("rank: 1", "rank: 0"), "@:3:7: ", ">=1"],
  ["rank 1.5", manifest.replace("rank: 1", "rank: 1.5"), "@:3:7: ", "rank"],
  ["rank above min(n1, n2)", manifest.replace("rank: 1", "rank: 6"), "@:3:7: ", "from 1 to 5, got 6"],
  ["a truth of other sizes", `${manifest}truth: truth-turned.npy\n`, "@:4:8: ", "5×6", "6×5"],
  ["a complex truth of a real problem", `${manifest}truth: truth-complex.npy\n`, "@:4:8: ", "complex"],
  ["a truth that is not symmetric", psd("truth-skew.npy"), "@:4:8: ", "entry (0, 1) is 0.5, entry (1, 0) 0.25"],
  ["a truth that is indefinite", psd("truth-indefinite.npy"), "@:4:8: ", "the eigenvalue -1.00", "none below zero"],
  ["NaN in the truth", `${manifest}truth: truth-nan.npy\n`, "@:4:8: ", "NaN"],
  ["symmetric, and not square", `${manifest}symmetric: true\n`, "@:4:12: ", "square", "6×5"],
  ["a target without qubits", `${manifest}target: y.npy\n`, "@:4:9: ", "Pauli"],
  ["a target of another size", pauli("I, X, Y, Z", "target: y.npy\n"), "@:4:9: ", "60 amplitudes", "2"],
  ["a state that is not symmetric", pauli("I, X, Y, Z", "symmetric: false\n"), "@:4:12: ", "symmetric cannot be false"],
  ["a wrong letter in a Pauli word", pauli("I, X, Q, Z"), "@:1:", '"Q"', "I, X, Y, Z"],
  ["an unknown key", manifest.replace("measurements", "mesurements"), "@:2:1: ", "`mesurements`", "`measurements`"],
  ["an unknown key of the operator", withA("A.npy, row: 5"), "@:1:39: ", "`row`", "`rows`"],
  ["a key named __proto__", `${manifest}__proto__: { polluted: 1 }\n`, "@:4:1: ", "`__proto__`"],
  ["an unknown kind", manifest.replace("dense", "dens"), "@:1:19: ", "dense, gaussian"],
  ["a kind named toString", manifest.replace("dense", "toString"), "@:1:19: ", "dense, gaussian"],
  ["a file that is not there", withA("nowhere.npy"), "operator.file: there is no file", "nowhere.npy"],
  ["a file name with NUL", withA('"A\\0.npy"'), "operator.file: there is no file"],
  ["a file that is a folder", withA("."), "this is a folder"],
  ["entries with neither file nor count", entries(""), "@:1:11: ", "file", "count"],
  ["entries with both", entries(", file: outside.mtx, count: 3"), "@:1:11: ", "not both"],
  ["more entries than there are", `${entries(", count: 10")}measurements: [1]\n`, "@:1:53: ", "9 entries, not 10"],
  ["positions outside", entries(", file: outside.mtx"), "outside.mtx:3:1: ", "1…3, got 4"],
  ["positions without values", entries(", file: pattern.mtx"), "@", "measurements"],
  ["positions of another matrix", entries(", file: other-size.mtx"), "@:1:52: ", "4×3", "3×3"],
  [
    "a seed beyond 64 bits",
    `operator: { kind: gaussian, rows: 3, cols: 3, count: 3, seed: "99999999999999999999" }\nmeasurements: [1, 2, 3]\nrank: 1\n`,
    "@:1:",
    "seed",
  ],
  ["an empty manifest", "", "@", "a manifest is a map"],
  ["a list", "- 1\n- 2\n", "@", "a manifest is a map", "list"],
  ["binary", Uint8Array.from({ length: 256 }, (_, i) => i), "@", "not UTF-8"],
  ["2 MB", `# ${"x".repeat(2 * 2 ** 20)}\n`, "@", "1048576"],
  ["a syntax error", "operator: { kind: dense\nrank: [1\n", /@:2:\d+: /],
  ["a tag", 'operator: !!js/function "x"\nrank: 1\n', "@:1:11: ", "tag"],
  ["an escape sequence in a key", `${manifest}"\\e[2J": 1\n`, "@:4:1: ", "\\u001b[2J"],
  ["an escape sequence in the name of y", withY('"\\e[31my.npy"'), "@:2:15: ", "59 numbers"],
];

describe.concurrent("a mistake in a manifest: exit 3, file:line:column and one sentence", () => {
  test.each(refused.map((row, at) => [row[0], at] as const))("%s", async (_, at) => {
    const [, text, ...said] = refused[at];
    const path = writeManifest(folder, `refused-${at}.yaml`, text);
    const place = (word: string | RegExp) =>
      typeof word === "string" ? word.replace("@", path) : new RegExp(word.source.replace("@", path.replaceAll(".", "\\.")));
    expectRefusal(await lowrank(["recover", path, "--out", join(folder, "never")]), 3, ...said.map(place));
  });

  test.each([
    ["missing", "nowhere.yaml", "ENOENT"],
    ["a folder", ".", "this is a folder"],
    ["nameless", "", "could not be read"],
  ])("a manifest that is %s", async (_, name, said) => {
    expectRefusal(await lowrank(["recover", name], { cwd: folder }), 3, said);
  });

  const spec = "operator: { kind: gaussian, rows: 4, cols: 5, count: 9, seed: 1 }\n";
  test.each([
    ["no rank", spec, "rank"],
    ["a rank too large", `${spec}rank: 5\n`, "from 1 to 4, got 5"],
    ["a condition below 1", `${spec}rank: 1\ncondition: 0.5\n`, "condition"],
    ["negative noise", `${spec}rank: 1\nnoise: -1\n`, "noise"],
    ["symmetric, and not square", `${spec}rank: 1\nsymmetric: true\n`, "4×5"],
    ["measurements", `${spec}rank: 1\nmeasurements: y.npy\n`, "`measurements`"],
    [
      "a state that is not symmetric",
      "operator: { kind: pauli, qubits: 1, settings: [X] }\nrank: 1\nsymmetric: false\n",
      "symmetric",
    ],
  ])("a specification with %s", async (name, text, said) => {
    const path = writeManifest(folder, `spec ${name}.yaml`, text);
    const out = join(folder, `spec-out-${name}`);
    expectRefusal(await lowrank(["generate", path, "--out", out]), 3, path, said);
    expect(filesIn(folder)).not.toContain(`spec-out-${name}/problem.yaml`);
  });
});

afterAll(() => {
  expect(filesIn(folder)).not.toContain("never/result.json");
  expect(filesIn(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
