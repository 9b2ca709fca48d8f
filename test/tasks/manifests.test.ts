import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { FileError } from "../../src/io/file-error.ts";
import { writeNpy } from "../../src/io/npy-write.ts";
import { NotEnoughMemory } from "../../src/kernels/memory.ts";
import type { Factors } from "../../src/linalg/matrix.ts";
import type { operators } from "../../src/operators/registry.ts";
import { generate } from "../../src/tasks/generate.ts";
import { loadProblem } from "../../src/tasks/load-problem.ts";
import { backends, portableBackend } from "../contracts/backends.ts";
import { allWords } from "../contracts/problems.ts";
import { scratch } from "../io/scratch.ts";
import { gaussian } from "../kernels/matrices.ts";

const { folder, file } = scratch();
const options = { kernels: portableBackend };
let made = 0;
const manifest = (text: string) => file(`m${made++}.yaml`, text);
const load = (text: string) => () => loadProblem(manifest(text), options);

writeNpy(
  file("A.npy"),
  [4, 2, 3],
  Float64Array.from({ length: 24 }, (_, i) => i + 1),
);
writeNpy(
  file("flat.npy"),
  [4, 6],
  Float64Array.from({ length: 24 }, (_, i) => i + 1),
);
writeNpy(file("fortran.npy"), [4, 6], gaussian(24, 1), { fortran: true });
writeNpy(file("left.npy"), [4, 2], gaussian(8, 2));
writeNpy(file("right.npy"), [4, 3], gaussian(12, 3), { fortran: true });
writeNpy(file("complex.npy"), [4, 2], gaussian(16, 4), { complex: true });
writeNpy(file("y.npy"), [4], Float64Array.of(1, 2, 3, 4));
writeNpy(file("short.npy"), [3], Float64Array.of(1, 2, 3));
writeNpy(file("bad.npy"), [4], Float64Array.of(1, 2, Number.NaN, 4));
writeNpy(file("square.npy"), [2, 2], Float64Array.of(1, 2, 3, 4));
file("observed.mtx", "%%MatrixMarket matrix coordinate real general\n2 3 4\n1 1 1.5\n2 1 2\n1 3 -1\n2 3 4\n");
file("pattern.mtx", "%%MatrixMarket matrix coordinate pattern general\n2 3 4\n1 1\n2 1\n1 3\n2 3\n");
file("none.mtx", "%%MatrixMarket matrix coordinate real general\n2 3 0\n");
file("square.csv", "1,2\n3,4\n");

const dense = "operator: { kind: dense, file: A.npy }\n";

describe("problem manifests", () => {
  test("of every kind of operator", () => {
    const texts: Record<keyof typeof operators, string> = {
      dense: `${dense}measurements: y.npy\n`,
      gaussian:
        'operator: { kind: gaussian, rows: 3, cols: 2, count: 4, seed: "7", precision: float32 }\nmeasurements: y.npy\nrank: 1\n',
      "symmetric-gaussian":
        "operator: { kind: symmetric-gaussian, size: 3, count: 4, seed: -7 }\nmeasurements: y.npy\nsymmetric: true\n",
      rademacher: "operator: { kind: rademacher, rows: 3, cols: 2, count: 4, seed: 1 }\nmeasurements: y.npy\n",
      entries: "operator: { kind: entries, rows: 2, cols: 3, file: observed.mtx }\n",
      pauli: "operator: { kind: pauli, qubits: 2, settings: [XX, YY, ZZ, II] }\nmeasurements: [1, -1, 1, 1]\n",
      "rank-one": "operator: { kind: rank-one, left: left.npy, right: right.npy }\nmeasurements: y.npy\n",
      "symmetric-rank-one": "operator: { kind: symmetric-rank-one, vectors: left.npy }\nmeasurements: y.npy\nsymmetric: true\n",
      "centred-rank-one":
        "operator: { kind: centred-rank-one, size: 3, count: 4, seed: 1 }\nmeasurements: y.npy\nsymmetric: true\n",
      hadamard: "operator: { kind: hadamard, rows: 3, cols: 2, count: 4, seed: 7 }\nmeasurements: y.npy\n",
      circulant: "operator: { kind: circulant, rows: 3, cols: 2, count: 4, seed: 7 }\nmeasurements: y.npy\n",
      "phase-retrieval": "operator: { kind: phase-retrieval, vectors: complex.npy }\nmeasurements: y.npy\n",
    };
    for (const [kind, text] of Object.entries(texts)) {
      const { problem } = load(text)();
      expect([problem.operator.kind, problem.operator.count, problem.measurements.length]).toEqual([kind, 4, 4]);
      expect(problem.symmetric).toBe(/symmetric: true|pauli|phase/.test(text));
    }
    expect(load(texts.gaussian)().rank).toBe(1);
    expect([...load(texts.entries)().problem.measurements]).toEqual(expect.arrayContaining([1.5, 2, -1, 4]));
  });

  test("a two-dimensional file of matrices needs rows and cols, and means the same", () => {
    const three = load(`${dense}measurements: y.npy`)().problem;
    const two = load("operator: { kind: dense, file: flat.npy, rows: 2, cols: 3 }\nmeasurements: y.npy")().problem;
    const x = {
      left: { rows: 2, cols: 1, data: Float64Array.of(1, 2) },
      right: { rows: 3, cols: 1, data: Float64Array.of(1, 10, 100) },
    };
    const out = [three, two].map(({ operator }) => {
      const y = new Float64Array(4);
      operator.measure(x, y);
      return y;
    });
    expect(out[0]).toEqual(out[1]);
    expect(out[0][0]).toBe(1 + 20 + 300 + 2 * (4 + 50 + 600)); // A_1 = [1 2 3; 4 5 6]
    expect(
      load("operator: { kind: dense, file: fortran.npy, rows: 2, cols: 3 }\nmeasurements: y.npy")().problem.operator.count,
    ).toBe(4);
  });

  test.each([
    [
      "operator: { kind: dense, file: flat.npy }\nmeasurements: y.npy",
      /:1:\d+: flat\.npy: its shape is 4×6, so rows and cols must be given/,
    ],
    [
      "operator: { kind: dense, file: flat.npy, rows: 2, cols: 2 }\nmeasurements: y.npy",
      /4 rows of 6 numbers are not 2×2 matrices/,
    ],
    ["operator: { kind: dense, file: A.npy, rows: 3 }\nmeasurements: y.npy", /its matrices are 2×3, but the manifest says 3×3/],
    ["operator: { kind: dens, file: A.npy }\nmeasurements: y.npy", /kind/],
    ["operator: { kind: gaussian, rows: 0, cols: 2, count: 4, seed: 1 }\nmeasurements: y.npy", /:1:\d+: .*rows/],
    ["operator: { kind: pauli, qubits: 2, settings: [XX, XQ] }\nmeasurements: [1, 2]", /setting 1 is "XQ"/],
    ["operator: { kind: entries, rows: 3, cols: 3, file: observed.mtx }", /observed\.mtx is 2×3, but the manifest says 3×3/],
    ["operator: { kind: entries, rows: 2, cols: 3, file: pattern.mtx }", /positions come without values/],
    ["operator: { kind: entries, rows: 2, cols: 3 }\nmeasurements: y.npy", /a file of positions, or a count/],
    ["operator: { kind: entries, rows: 2, cols: 3, count: 7 }\nmeasurements: y.npy", /a 2×3 matrix has 6 entries, not 7/],
    [
      "operator: { kind: rank-one, rows: 3, cols: 2, count: 4 }\nmeasurements: y.npy",
      /rank-one needs left and right .*seed is missing/,
    ],
    ["operator: { kind: rank-one, left: left.npy }\nmeasurements: y.npy", /rank-one needs .*right is missing/],
    [
      "operator: { kind: rank-one, left: left.npy, right: right.npy, count: 4 }\nmeasurements: y.npy",
      /:1:\d+: .*not both; count is given too/,
    ],
    [
      "operator: { kind: centred-rank-one, vectors: complex.npy }\nmeasurements: y.npy",
      /complex\.npy: these vectors are complex/,
    ],
    [
      "operator: { kind: phase-retrieval, vectors: y.npy }\nmeasurements: y.npy",
      /y\.npy: an array of m×n numbers .* its shape is 4/,
    ],
    [
      "operator: { kind: symmetric-rank-one, vectors: left.npy }\nmeasurements: y.npy\ntarget: left.npy",
      /a target state goes with Pauli measurements/,
    ],
    [
      "operator: { kind: hadamard, rows: 3, cols: 2, count: 9, seed: 7 }\nmeasurements: y.npy",
      /:1:\d+: count is at most 8, .*got 9/,
    ],
    ["operator: { kind: pauli, qubits: 2, count: 4 }\nmeasurements: y.npy", /pauli needs settings, or a count and a seed/],
    [
      "operator: { kind: pauli, qubits: 2, settings: [XX], count: 4, seed: 1 }\nmeasurements: y.npy",
      /pauli takes settings, or a count and a seed of random words, not both/,
    ],
    ["operator: { kind: entries, rows: 2, cols: 3, file: none.mtx }", /:1:\d+: .*number of entries .*got 0/],
    [dense, /`measurements` is missing/],
    [`${dense}measurements: short.npy`, /:2:\d+: short\.npy has 3 numbers, but the operator takes 4/],
    [`${dense}measurements: bad.npy`, /:2:\d+: measurement 2 is NaN/],
    [`${dense}measurements: square.npy`, /measurements are one list of numbers, this array is 2×2/],
    [`${dense}measurements: square.csv`, /measurements are one list of numbers/],
    [`${dense}measurements: absent.npy`, /absent\.npy/],
    [`${dense}measurements: y.npy\nsymmetric: true`, /:3:\d+: a symmetric problem is square/],
    [`${dense}measurements: y.npy\ntruth: square.npy`, /:3:\d+: the truth is 2×2, the problem 2×3/],
    [`${dense}measurements: y.npy\nrnak: 2`, /:3:1: .*rank/],
    [`${dense}measurements: y.npy\nrank: 1.5`, /:3:\d+/],
    [
      "operator: { kind: gaussian, rows: 3, cols: 2, count: 4, seed: 99999999999999999999 }\nmeasurements: y.npy",
      /:1:\d+: .*beyond 2\^53/,
    ],
    [
      'operator: { kind: gaussian, rows: 3, cols: 2, count: 4, seed: "99999999999999999999" }\nmeasurements: y.npy',
      /:1:\d+: .*seed/,
    ],
  ])("%j is refused with its place", (text, message) => {
    expect(load(text)).toThrow(FileError);
    expect(load(text)).toThrow(message);
  });

  test("a seed with a plus sign is a seed, or is refused with its place", () => {
    const act = load('operator: { kind: gaussian, rows: 3, cols: 2, count: 4, seed: "+5" }\nmeasurements: y.npy');
    try {
      expect(act().problem.operator.count).toBe(4);
    } catch (error) {
      expect(error).toBeInstanceOf(FileError);
    }
  });

  test("what does not fit is refused before it is allocated", () => {
    const path = manifest(
      "operator: { kind: gaussian, rows: 2000000000, cols: 2000000000, count: 2000000000, seed: 1 }\nmeasurements: y.npy",
    );
    expect(() => loadProblem(path, options)).toThrow(NotEnoughMemory);
  });
});

describe.each(backends)("generated problems on %s kernels", (backend, kernels) => {
  test.each([
    ["gaussian", "operator: { kind: gaussian, rows: 6, cols: 5, count: 90, seed: 3 }\nrank: 2\ncondition: 3\nseed: 4\n", false],
    [
      "symmetric-gaussian",
      "operator: { kind: symmetric-gaussian, size: 6, count: 90, seed: 3 }\nsymmetric: true\nrank: 2\n",
      true,
    ],
    ["entries", "operator: { kind: entries, rows: 6, cols: 5, count: 25, seed: 1 }\nrank: 1\n", false],
    ["pauli", `operator: { kind: pauli, qubits: 2, settings: [${allWords(2).join(", ")}] }\nrank: 2\n`, true],
    ["dense", "operator: { kind: dense, file: A.npy }\nrank: 1\n", false],
    ["rank-one", "operator: { kind: rank-one, left: left.npy, right: right.npy }\nrank: 1\n", false],
    ["centred-rank-one", "operator: { kind: centred-rank-one, size: 5, count: 60, seed: 2 }\nsymmetric: true\nrank: 2\n", true],
    ["phase-retrieval", "operator: { kind: phase-retrieval, vectors: complex.npy }\nrank: 1\n", true],
  ])("load again, and their truth fits: %s", (kind, text, single) => {
    const out = join(folder, `${backend}-${kind}`);
    const path = generate(file(`spec-${backend}-${kind}.yaml`, text), out, { kernels });
    const { problem, rank } = loadProblem(path, { kernels });
    expect(problem.operator.kind).toBe(kind);
    expect(problem.symmetric).toBe(single);
    const truth = problem.truth as Factors;
    expect(truth.left.cols).toBe(rank);
    expect(relativeErrorOf(problem, truth)).toBeLessThanOrEqual(1e-14);
    const y = new Float64Array(problem.operator.count);
    problem.operator.measure(truth, y);
    expect(y).toEqual(problem.measurements);
  });

  test("the same specification gives the same bytes, and noise is its own", () => {
    const text = (noise: number) =>
      `operator: { kind: gaussian, rows: 6, cols: 5, count: 20, seed: 3 }\nrank: 2\nnoise: ${noise}\nseed: 9\n`;
    const bytes = (name: string, noise: number) => {
      const out = join(folder, `${backend}-${name}`);
      generate(file(`spec-${backend}-${name}.yaml`, text(noise)), out, { kernels });
      return ["problem.yaml", "y.npy", "truth-left.npy", "truth-right.npy"].map((part) => readFileSync(join(out, part)));
    };
    const [a, b, c] = [bytes("a", 0.1), bytes("b", 0.1), bytes("c", 0)];
    expect(a).toEqual(b);
    expect(c[1]).not.toEqual(a[1]);
    expect([c[2], c[3]]).toEqual([a[2], a[3]]);
  });

  test("what cannot be drawn is refused with its place", () => {
    const act = (text: string) => () => generate(file(`spec-${made++}.yaml`, text), join(folder, "refused"), { kernels });
    const gaussian = "operator: { kind: gaussian, rows: 6, cols: 5, count: 20, seed: 3 }\n";
    expect(act(`${gaussian}rank: 6\n`)).toThrow(/:2:\d+: the rank is an integer from 1 to 5, got 6/);
    expect(act(`${gaussian}rank: 2\nsymmetric: true\n`)).toThrow(/:3:\d+: .*not square/);
    expect(act(gaussian)).toThrow(/rank/);
    expect(act(`${gaussian}rank: 2\nmeasurements: y.npy\n`)).toThrow(/measurements/);
    expect(act(`${gaussian}rank: 2\ncondition: 0.5\n`)).toThrow(/:3:\d+: .*condition/);
    for (const text of [`${gaussian}rank: 6\n`, gaussian]) expect(act(text)).toThrow(FileError);
  });

  test("a quantum state cannot be other than Hermitian", () => {
    const spec = file(
      `spec-${made++}.yaml`,
      "operator: { kind: pauli, qubits: 1, settings: [X, Y, Z, I] }\nrank: 1\nsymmetric: false\n",
    );
    expect(() => generate(spec, join(folder, "hermitian"), { kernels })).toThrow(FileError);
  });
});

describe("labels of measurements", () => {
  const words = "operator: { kind: pauli, qubits: 1, settings: [X, Z] }\nmeasurements: ";

  test("that are Pauli words agree with the settings, in their order", () => {
    file("right.csv", "setting,expectation\nX,0.1\nZ,0.9\n");
    file("wrong.csv", "setting,expectation\nZ,0.9\nX,0.1\n");
    expect([...load(`${words}right.csv`)().problem.measurements]).toEqual([0.1, 0.9]);
    expect(load(`${words}wrong.csv`)).toThrow(/:2:\d+: wrong\.csv: row 1 is labelled Z, but setting 0 of the manifest is X/);
  });

  test("a file that is missing is named at its key", () => {
    expect(load(`${words}nowhere.csv`)).toThrow(/:2:\d+: measurements: there is no file .*nowhere\.csv/);
  });

  test("the loss is squared unless the manifest says otherwise", () => {
    const loss = (text: string) => load(`${words}[0.1, 0.9]\n${text}`)().problem.loss;
    expect([loss(""), loss("loss: absolute"), loss("loss: { huber: 0.5 }")]).toEqual([
      { kind: "squared" },
      { kind: "absolute" },
      { kind: "huber", delta: 0.5 },
    ]);
  });
});
