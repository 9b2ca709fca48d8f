import fs from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readNpy } from "../../src/io/npy.ts";
import { writeNpy } from "../../src/io/npy-write.ts";
import { nativeBackend } from "../contracts/backends.ts";
import { gaussian } from "../kernels/matrices.ts";
import { writeManifest, writeProblem } from "./problems.ts";
import { example, filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();
const problem = join(folder, "synthetic", "problem.yaml");

beforeAll(async () => {
  const made = await lowrank(["generate", example("synthetic", "spec.yaml"), "--out", join(folder, "synthetic")]);
  expect(made.code, made.err).toBe(0);
});

async function recover(name: string, ...words: string[]) {
  const out = join(folder, name);
  const done = await lowrank(["recover", problem, "--out", out, "--json", ...words]);
  expect(done.code, done.err).toBe(0);
  return { out, result: JSON.parse(done.out) };
}

/** L·Rᵀ of a run folder. */
function estimate(out: string): Float64Array {
  const [left, right] = ["left.npy", "right.npy"].map((name) => readNpy(join(out, name)));
  const [n1, k] = left.shape;
  const [n2] = right.shape;
  expect(left.fortran && right.fortran).toBe(true);
  const x = new Float64Array(n1 * n2);
  for (let q = 0; q < k; q++)
    for (let j = 0; j < n2; j++) for (let i = 0; i < n1; i++) x[i + j * n1] += left.data[i + q * n1] * right.data[j + q * n2];
  return x;
}

const norm = (x: Float64Array): number => Math.hypot(...x);

test("what generate wrote is recovered", async () => {
  expect(filesIn(join(folder, "synthetic"))).toEqual(["problem.yaml", "truth-left.npy", "truth-right.npy", "y.npy"]);
  const { result } = await recover("plain");
  expect(result).toMatchObject({ status: "converged", converged: true, warnings: [], rank: 3 });
  expect(result.relativeError).toBeLessThanOrEqual(1e-8);
  expect(result.spectrum).toHaveLength(3);
});

test("native and portable kernels find the same matrix", { skip: !nativeBackend }, async () => {
  const runs = await Promise.all(["native", "portable"].map((backend) => recover(backend, "--backend", backend)));
  expect(runs.map(({ result }) => result.backend)).toEqual(["native", "portable"]);
  const [x, other] = runs.map(({ out }) => estimate(out));
  expect(norm(x.map((value, at) => value - other[at])) / norm(x)).toBeLessThanOrEqual(1e-8);
});

test("the number of threads does not change a byte", { skip: !nativeBackend }, async () => {
  const runs = await Promise.all(["1", "2"].map((n) => recover(`threads-${n}`, "--backend", "native", "--threads", n)));
  expect(runs.map(({ result }) => result.threads)).toEqual([1, 2]);
  const [one, two] = runs.map(({ out }) => ["left.npy", "right.npy"].map((name) => fs.readFileSync(join(out, name))));
  expect(two).toEqual(one);
});

describe.concurrent("generate and recover, every kind of operator", () => {
  const kinds: [string, string, string[]][] = [
    ["dense", "{ kind: dense, file: ../A.npy }", ["left", "right"]],
    ["gaussian", "{ kind: gaussian, rows: 6, cols: 5, count: 60, seed: 3, precision: float32 }", ["left", "right"]],
    ["symmetric-gaussian", "{ kind: symmetric-gaussian, size: 6, count: 60, seed: 3 }\nsymmetric: true", ["left"]],
    ["entries", "{ kind: entries, rows: 8, cols: 8, count: 60, seed: 3 }", ["left", "right"]],
    ["pauli", "{ kind: pauli, qubits: 1, settings: [I, X, Y, Z] }", ["left"]],
    ["rank-one", "{ kind: rank-one, left: ../a.npy, right: ../b.npy }", ["left", "right"]],
    ["symmetric-rank-one", "{ kind: symmetric-rank-one, vectors: ../a.npy }\nsymmetric: true", ["left"]],
    ["centred-rank-one", "{ kind: centred-rank-one, size: 5, count: 60, seed: 3 }\nsymmetric: true", ["left"]],
    ["phase-retrieval", "{ kind: phase-retrieval, size: 4, count: 60, seed: 3 }", ["left"]],
    ["hadamard", "{ kind: hadamard, rows: 7, cols: 6, count: 50, seed: 3 }", ["left", "right"]],
    ["circulant", "{ kind: circulant, rows: 7, cols: 6, count: 50, seed: 3 }", ["left", "right"]],
  ];
  test.each(kinds)("%s", async (kind, operator, factors) => {
    writeProblem(folder);
    writeNpy(join(folder, "a.npy"), [60, 5], gaussian(300, 1));
    writeNpy(join(folder, "b.npy"), [60, 4], gaussian(240, 2));
    const home = join(folder, `of-${kind}`);
    fs.mkdirSync(home);
    const spec = writeManifest(home, "spec.yaml", `operator: ${operator}\nrank: 1\nseed: 5\n`);
    const made = await lowrank(["generate", spec, "--out", join(home, "made"), "--json"]);
    expect(made.code, made.err).toBe(0);
    expect(JSON.parse(made.out)).toEqual({ problem: join(home, "made", "problem.yaml") });
    expect(filesIn(join(home, "made"))).toEqual(["problem.yaml", ...factors.map((side) => `truth-${side}.npy`), "y.npy"]);
    const done = await lowrank(["recover", join(home, "made", "problem.yaml"), "--json", "--out", join(home, "run")]);
    expect(done.code, done.err).toBe(0);
    expect(JSON.parse(done.out)).toMatchObject({ status: "converged", rank: 1 });
    expect(JSON.parse(done.out).relativeError).toBeLessThanOrEqual(1e-6);
  });
});
