import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { whereCommand } from "../../src/cli/where.ts";
import { writeNpy } from "../../src/io/npy-write.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { checkRegime } from "../../src/tasks/proven-regime.ts";
import { tangentAt, truthFactors, whereStands } from "../../src/tasks/where-stands.ts";

const kernels = openKernels();
let folder = "";
let printed = "";
beforeEach(() => {
  printed = "";
  folder = mkdtempSync(join(tmpdir(), "lowrank-where-"));
  vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((printed += String(text))));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function where(...words: string[]): Promise<void> {
  const root = new Command("lowrank").exitOverride();
  whereCommand(root.command("where"));
  await root.parseAsync(["where", ...words], { from: "user" });
}

function sensed(count: number, rank = 2): Problem {
  const operator = symmetricGaussianOperator({ size: 20, count, seed: 0 }, kernels);
  const truth = syntheticTruth(operator, { rank, seed: 0, symmetric: true });
  return createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth, symmetric: true });
}

/** The manifest of `sensed`, with or without its truth. */
function written(count: number, known = true, rest = ""): string {
  const { measurements, truth } = sensed(count);
  if (!truth || !("left" in truth)) throw new Error("no truth");
  writeNpy(join(folder, "y.npy"), [count], measurements);
  writeNpy(join(folder, "left.npy"), [20, 2], truth.left.data, { fortran: true });
  const path = join(folder, "problem.yaml");
  writeFileSync(
    path,
    `operator: { kind: symmetric-gaussian, size: 20, count: ${count}, seed: "0" }\nmeasurements: y.npy\nsymmetric: true\n${known ? "truth: { left: left.npy }\n" : ""}${rest}`,
  );
  return path;
}

describe("standing", () => {
  it.each([
    [38, "below-degrees-of-freedom"],
    [39, "low-rank"],
    [112, "convex"],
    [137, "psd-only"],
    [210, "least-squares"],
  ])("m = %i of n = 20, r = 2, PSD is %s", (count, place) => {
    const standing = whereStands(sensed(count), 2);
    expect(standing).toMatchObject({
      place,
      count,
      gaussian: true,
      bars: { degreesOfFreedom: 39, psdOnly: 125, leastSquares: 210 },
    });
    expect(standing.solvers.map(({ name }) => name)).toEqual(Object.keys(solvers));
  });

  it("says of each solver what it can do there", () => {
    const of = (count: number, name: string) =>
      whereStands(sensed(count), 2).solvers.find((solver) => solver.name === name)?.outlook;
    expect(of(30, "gd-symmetric")).toBe("cannot find M");
    expect(of(50, "gd-symmetric")).toMatch(/^k = r often fails; k > r often fails even from a small start/);
    expect(of(110, "gd-symmetric")).toMatch(
      /^k = r finds M; k > r finds M from a small start .* another matrix from a large one$/,
    );
    expect(of(110, "scaled-gd-symmetric")).toMatch(/damping > 0/);
    expect(of(150, "gd-symmetric")).toBe(
      "k = r finds M; k > r too, from any start, though plain descent then slows down to an error of 1/t",
    );
    expect(of(50, "mirror-psd")).toBe("does not find M: a matrix of less nuclear norm fits as well");
    expect(of(112, "mirror-psd")).toBe("finds M as α goes to 0");
    expect(of(150, "mirror-psd")).toBe("finds M, for any α");
    expect(of(150, "gd")).toBe("takes problems that are not symmetric");
  });

  it("names the option that a method of whole matrices has", () => {
    const operator = gaussianOperator({ rows: 12, cols: 10, count: 120, seed: 0 }, kernels);
    const problem = createProblem({ operator, measurements: new Float64Array(120).fill(1) });
    const outlooks = whereStands(problem, 2).solvers;
    const of = (name: string) => outlooks.find((solver) => solver.name === name)?.outlook;
    expect(of("mirror-hypentropy")).toBe("finds M, for any β");
    for (const name of ["svt", "soft-impute", "lmafit"]) expect(of(name)).toBe("takes single entries alone");
    expect(of("fista")).toBe("finds M as λ goes to 0");
    expect(of("galore")).toBe("finds M");
    expect(of("mirror-psd")).toBe("takes problems that are symmetric");
    const place = (step: number) => Int32Array.from({ length: 120 }, (_, i) => Math.floor(i / step) % (step === 1 ? 12 : 10));
    const entries = entrySampling({ rows: 12, cols: 10, row: place(1), col: place(12) }, kernels);
    const ofEntries = whereStands(createProblem({ operator: entries, measurements: problem.measurements }), 2).solvers;
    expect(ofEntries.find(({ name }) => name === "svt")?.outlook).toBe("finds M, for any θ");
    expect(ofEntries.find(({ name }) => name === "soft-impute")?.outlook).toBe("finds M as λ goes to 0");
  });

  it("says that symmetric A_i do not see the skew part of a matrix that may have one", () => {
    const operator = symmetricGaussianOperator({ size: 12, count: 160, seed: 0 }, kernels);
    const truth = syntheticTruth(operator, { rank: 2, seed: 0 });
    const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
    const standing = whereStands(problem, 2);
    expect(standing.place).toBe("symmetric-part");
    expect(standing.meaning).toMatch(/no number of them determines M/);
    expect(standing.solvers.find(({ name }) => name === "gd")!.outlook).toBe("cannot find more of M than ½(M + Mᵀ)");
    expect(tangentAt(problem, truth).sigmaMin).toBeLessThan(1e-6);
    expect(checkRegime(problem, new solvers.gd(), 2)).toMatchObject({
      state: "outside",
      because: ["every A_i is symmetric, and sees nothing of X but ½(X + Xᵀ)"],
    });
  });

  it("has no PSD-only bar where M may be anything", () => {
    const operator = gaussianOperator({ rows: 20, cols: 15, count: 150, seed: 0 }, kernels);
    const truth = syntheticTruth(operator, { rank: 1, seed: 0 });
    const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
    expect(whereStands(problem, 1)).toMatchObject({ place: "convex", bars: { degreesOfFreedom: 34, leastSquares: 300 } });
    expect(() => whereStands(problem, 16)).toThrow(RangeError);
    expect(tangentAt(problem, truthFactors(problem) ?? truth).sigmaMin).toBeGreaterThan(0.25);
  });
});

describe("lowrank where", () => {
  it("prints the bars in order, m among them, and σ_min at the truth", async () => {
    await where(written(137));
    expect(printed).toMatch(
      /^symmetric-gaussian, 20×20 PSD, rank 2\n +39 {2}degrees of freedom.*\n +\d+ {2}least trace.*\n +125 {2}PSD-only.*\n +137 {2}m, .*<--\n +210 {2}least squares/,
    );
    expect(printed).toMatch(
      /σ_min of 𝒜 on the tangent space at the truth \(rank 2, 39 dimensions\) is [\d.]+·√τ: the data determine it locally/,
    );
    for (const name of Object.keys(solvers)) expect(printed).toContain(`  ${name} `);
  });

  it("takes a run folder's estimate, and --json", async () => {
    const problem = written(112, false);
    const run = join(folder, "run");
    const { truth } = sensed(112);
    if (!truth || !("left" in truth)) throw new Error("no truth");
    const { recoverCommand } = await import("../../src/cli/recover.ts");
    const root = new Command("lowrank").exitOverride();
    recoverCommand(root.command("recover"));
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await root.parseAsync(["recover", problem, "--rank", "2", "--out", run], { from: "user" });
    printed = "";
    await where(problem, "--estimate", run, "--json");
    const found = JSON.parse(printed);
    expect(found).toMatchObject({
      operator: "symmetric-gaussian",
      rank: 2,
      place: "convex",
      tangent: { at: "estimate", rank: 2 },
    });
    expect(found.tangent.sigmaMin).toBeCloseTo(tangentAt(sensed(112), truth).sigmaMin ?? 0, 4);
  });

  it("takes the rank from the manifest or the command line, and refuses to guess", async () => {
    await where(written(137, false, "rank: 3\n"), "--json");
    expect(JSON.parse(printed)).toMatchObject({ rank: 3, tangent: null });
    await expect(where(written(137, false))).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringMatching(/rank of M is not known/),
    });
    await expect(where(written(137, false), "--rank", "21")).rejects.toMatchObject({ name: "UsageError" });
    await expect(where(written(137), "--estimate", folder)).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringMatching(/no result\.json/),
    });
  });
});
