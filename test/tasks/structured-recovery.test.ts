import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { generate } from "../../src/tasks/generate.ts";
import { loadProblem } from "../../src/tasks/load-problem.ts";
import { solveProblem } from "../../src/tasks/recover-problem.ts";
import { whereStands } from "../../src/tasks/where-stands.ts";
import { backends } from "../contracts/backends.ts";
import { scratch } from "../io/scratch.ts";

const { folder, file } = scratch();

/** About six measurements for each degree of freedom, or 160 of 256 rows of a transform. */
const KINDS: [string, string, "gd" | "gd-symmetric"][] = [
  ["rank-one", "rows: 16, cols: 14, count: 336", "gd"],
  ["symmetric-rank-one", "size: 16, count: 186", "gd-symmetric"],
  ["centred-rank-one", "size: 16, count: 186", "gd-symmetric"],
  ["phase-retrieval", "size: 12, count: 264", "gd-symmetric"],
  ["hadamard", "rows: 16, cols: 14, count: 160", "gd"],
  ["circulant", "rows: 16, cols: 14, count: 160", "gd"],
  ["pauli", "qubits: 4, count: 300", "gd-symmetric"],
];

describe.each(backends)("on %s kernels", (backend, kernels) => {
  test.each(KINDS)("a matrix of rank 2 from %s measurements, drawn by a manifest", async (kind, sizes, solver) => {
    const symmetric = kind.includes("rank-one") && solver === "gd-symmetric" ? "symmetric: true\n" : "";
    const spec = `operator: { kind: ${kind}, ${sizes}, seed: "3" }\n${symmetric}rank: 2\ncondition: 2\nseed: 5\n`;
    const path = generate(file(`${backend}-${kind}.yaml`, spec), join(folder, `${backend}-${kind}`), { kernels });
    const { problem, rank } = loadProblem(path, { kernels });
    expect(problem.operator.kind).toBe(kind);
    const { run, solver: chosen } = await solveProblem(problem, { rank });
    expect(chosen.name).toBe(solver);
    expect([run.status, run.warnings]).toEqual(["converged", []]);
    expect(relativeErrorOf(problem, run.estimate)).toBeLessThanOrEqual(1e-6);
    expect(whereStands(problem, 2).place).not.toBe("below-degrees-of-freedom");
  });
});
