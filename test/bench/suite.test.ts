import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report, Result } from "../../src/bench/result.ts";
import { GROUPS, type Group, runBench } from "../../src/bench/suite.ts";
import { HEADER, machineText, resultText } from "../../src/bench/table.ts";
import { NotEnoughMemory } from "../../src/kernels/memory.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { solvers } from "../../src/solvers/registry.ts";

const native = openKernels().name === "native";
const two = native && availableParallelism() > 1;
const python = "python3";
const has = (name: string): boolean => {
  try {
    execFileSync(python, ["-c", `import ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** Where the suite makes its folder: nobody else writes here. */
const temporary = mkdtempSync(join(tmpdir(), "lowrank-suite-"));
const usual = process.env["TMPDIR"];
process.env["TMPDIR"] = temporary;
afterAll(() => {
  if (usual === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = usual;
  rmSync(temporary, { recursive: true, force: true });
});

function toy(groups: readonly Group[], interpreters: readonly string[], more: { only?: string; maxMemory?: number } = {}) {
  const said: string[] = [];
  const report = runBench({
    groups,
    quick: true,
    kernels: (threads) => openKernels(undefined, { threads }),
    environment: process.env,
    interpreters,
    signal: new AbortController().signal,
    say: (text) => said.push(text),
    ...more,
  });
  return { report, said };
}

const onBoth = (...names: string[]): string[] => names.flatMap((name) => (two ? [name, `${name}-2t`] : [name]));

describe("the whole suite at toy size", () => {
  let report: Report;
  let named: Map<string, Result>;
  const numpy = has("numpy");
  const scipy = numpy && has("scipy");

  beforeAll(async () => {
    report = await toy(Object.keys(GROUPS) as Group[], [python]).report;
    named = new Map(report.results.map((result) => [result.name, result]));
  }, 120_000);

  it("has every result that was promised, each once", () => {
    expect(named.size).toBe(report.results.length);
    const promised = [
      ...onBoth("dense-gradient-f64", "dense-gradient-f32", "dense-gradient-f32-f32", "lockstep-16", "entries-gradient"),
      ...["small-problem-step", "small-problem-step-20", "portable-dense-gradient"],
      ...["timer-delay-gradient", "timer-delay-algebra", "abort-latency"],
      ...["m", "n", "k"].map((size) => `growth-dense-${size}`),
      ...["nnz", "k", "n"].map((size) => `growth-entries-${size}`),
      ...["gd", "gd-symmetric", "scaled-gd", "scaled-gd-symmetric"].flatMap((solver) =>
        ["sensing-1", "sensing-10", "completion"].map((setting) => `solve-${solver}-${setting}`),
      ),
    ];
    expect([...named.keys()]).toEqual(expect.arrayContaining(promised));
  });

  it("times every kernel of the contract", () => {
    const kernels = openKernels("portable");
    const verbs = Object.entries(kernels).flatMap(([name, value]) => (typeof value === "function" ? [`kernel-${name}`] : []));
    expect(verbs.length).toBeGreaterThan(15);
    expect([...named.keys()]).toEqual(expect.arrayContaining(onBoth(...verbs)));
  });

  it("gives every result the same shape", () => {
    for (const { name, ours, peers, ratio, unit, runs } of report.results) {
      expect(unit, name).toMatch(/^(ms|µs)$/);
      expect(ours, name).toBeGreaterThan(0);
      const best = Math.min(...Object.values(peers));
      expect(ratio, name).toBe(Number.isFinite(best) ? best / ours! : null);
      expect(Object.values(runs).length, name).toBeGreaterThan(0);
      for (const times of Object.values(runs)) expect(Math.min(...times), name).toBeGreaterThan(0);
    }
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it("compared the answers of whoever competes", () => {
    for (const { name, runs, peers, differences } of report.results) {
      const sides = Object.keys(runs).filter((side) => side.split(": ")[0] in peers);
      expect(Object.keys(differences).sort(), name).toEqual(sides.sort());
      for (const difference of Object.values(differences)) expect(difference, name).toBeLessThan(1e-3);
    }
    // Asked together or alone, bits are the same.
    expect(named.get("lockstep-16")!.differences).toEqual({ alone: 0 });
  });

  it.runIf(numpy)("takes NumPy where it is", () => {
    for (const name of onBoth("dense-gradient-f64", "dense-gradient-f32", "dense-gradient-f32-f32"))
      expect(Object.keys(named.get(name)!.runs)).toEqual(
        expect.arrayContaining(["ours", "numpy: two products", "numpy: einsum"]),
      );
    expect(Object.keys(named.get("small-problem-step")!.peers)).toEqual(["numpy"]);
    for (const solver of ["gd", "gd-symmetric", "gd-modified", "scaled-gd", "scaled-gd-symmetric"])
      expect(Object.keys(named.get(`solve-${solver}-sensing-10`)!.peers)).toEqual(["numpy"]);
    expect(report.machine.peers["numpy"]).toMatch(/^NumPy \d/);
  });

  it.runIf(scipy)("takes SciPy where it is", () => {
    for (const name of [...onBoth("entries-gradient"), "solve-gd-completion", "solve-scaled-gd-symmetric-completion"])
      expect(Object.keys(named.get(name)!.peers)).toEqual(["scipy"]);
  });

  it("tells when a solver reaches each error", () => {
    for (const name of Object.keys(solvers)) {
      const { marks } = named.get(`solve-${name}-sensing-1`) ?? {};
      if (!marks) continue;
      expect(marks.map(({ error }) => error)).toEqual([1e-3, 1e-6, 1e-10]);
      const reached = marks.flatMap(({ iterations }) => iterations ?? []);
      expect(reached).toEqual([...reached].sort((a, b) => a - b));
    }
    const { marks } = named.get("solve-scaled-gd-sensing-10")!;
    for (const { iterations, asks, times } of marks!) {
      expect(asks).toBe(iterations! + 1); // a gradient each, and one at the start
      expect(times).toHaveProperty("ours");
    }
  });

  it("says on what machine", () => {
    const { machine } = report;
    expect(machine).toMatchObject({ quick: true, node: process.versions.node, cores: expect.any(Number) });
    expect(Object.keys(machine.readBandwidth)).toEqual(two ? ["1", "2"] : ["1"]);
    for (const bandwidth of Object.values(machine.readBandwidth)) expect(bandwidth).toBeGreaterThan(0);
    expect(machineText(machine)).toContain(`Node ${process.versions.node}`);
  });

  it("prints a line for each, under one header", () => {
    for (const result of report.results) {
      const [line, about] = resultText(result).split("\n");
      expect(line.startsWith(`${result.name} `)).toBe(true);
      expect(about).toBe(`    ${about.trim()}`);
      expect(line).not.toContain("NaN");
    }
    expect(HEADER).toMatch(/^name .* ratio .*\n$/);
  });

  it("leaves nothing behind", () => {
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe("a part of the suite", () => {
  it("runs without any peer, and says which are missing", async () => {
    const { report, said } = toy(["peers"], ["/no/such/python"], { only: "dense-gradient-f" });
    const { machine, results } = await report;
    expect(results.map(({ name }) => name)).toContain("dense-gradient-f64");
    for (const { peers, ratio } of results) expect({ peers, ratio }).toEqual({ peers: {}, ratio: null });
    expect(machine.peers).toEqual({
      numpy: "NumPy is missing; on Debian, apt-get install python3-numpy",
      torch: "PyTorch is missing; on Debian, apt-get install python3-torch",
    });
    expect(said).toEqual(expect.arrayContaining(Object.values(machine.peers)));
  });

  it("is refused before it is allocated where it does not fit", async () => {
    await expect(toy(["peers"], [], { maxMemory: 1e6 }).report).rejects.toThrow(NotEnoughMemory);
    await expect(toy(["solvers"], [], { maxMemory: 9e6, only: "nothing" }).report).resolves.toMatchObject({ results: [] });
    expect(readdirSync(temporary)).toEqual([]);
  });
});
