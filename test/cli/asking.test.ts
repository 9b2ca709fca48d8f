import { describe, expect, test } from "vitest";
import { diagnostics } from "../../src/diagnostics/registry.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { operators } from "../../src/operators/registry.ts";
import { VERSION } from "../../src/parameters/version.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { lowrank } from "./program.ts";

const registries = { solvers, operators, experiments };

describe.concurrent("what the program says of itself", () => {
  test.each(Object.entries(registries))("list %s", async (what, registry) => {
    const [text, json] = await Promise.all([lowrank(["list", what]), lowrank(["list", what, "--json"])]);
    expect([text.code, text.err, json.code, json.err]).toEqual([0, "", 0, ""]);
    const entries: { name: string; reference: string }[] = JSON.parse(json.out);
    expect(entries.map(({ name }) => name)).toEqual(Object.keys(registry));
    for (const { name, reference } of entries) {
      expect(text.out).toContain(`${name}  `);
      expect(text.out).toContain(reference);
    }
  });

  test("list solvers gives every option with its default", async () => {
    const entries: { name: string; parameters: { name: string; default: unknown; allowed: string; meaning: string }[] }[] =
      JSON.parse((await lowrank(["list", "solvers", "--json"])).out);
    const gd = entries.find(({ name }) => name === "gd");
    expect(gd?.parameters).toContainEqual(expect.objectContaining({ name: "stepSize", default: "auto" }));
    for (const { parameters } of entries) for (const { meaning, allowed } of parameters) expect(meaning && allowed).toBeTruthy();
  });

  test("list diagnostics says of each what it needs, adds and costs", async () => {
    const [text, json] = await Promise.all([lowrank(["list", "diagnostics"]), lowrank(["list", "diagnostics", "--json"])]);
    expect([text.code, text.err, json.code, json.err]).toEqual([0, "", 0, ""]);
    const entries: { name: string; about: string; recording: { needs: string[]; columns: string[]; cost: string } }[] =
      JSON.parse(json.out);
    expect(entries.map(({ name }) => name)).toEqual(Object.keys(diagnostics));
    for (const { name, about, recording } of entries) {
      expect(text.out).toContain(`${name}  ${about}\n`);
      expect(recording).toMatchObject({ cost: expect.stringMatching(/./), needs: expect.any(Array) });
      expect(text.out).toContain(`columns: ${recording.columns.join(", ")}; a look: ${recording.cost}`);
    }
    expect(text.out).toMatch(/^signal-noise (.|\n)*?needs: the truth, a solver of factors, a real problem, a symmetric problem/m);
  });

  test("doctor", async () => {
    const [text, json] = await Promise.all([lowrank(["doctor"]), lowrank(["doctor", "--json"])]);
    const { healthy, findings }: { healthy: boolean; findings: { name: string; value: string; good: boolean }[] } = JSON.parse(
      json.out,
    );
    expect(json.code).toBe(healthy ? 0 : 9);
    expect(text.code).toBe(json.code);
    expect(findings.find(({ name }) => name === "numbers")).toMatchObject({ value: expect.stringMatching(/^right/), good: true });
    for (const { name } of findings) expect(text.out).toContain(`${name}: `);
    // What is optional is said to be there, or how to get it.
    for (const name of ["PNG figures", "NumPy to compare with", "compiler for `lowrank build`"])
      expect(findings.find((finding) => finding.name === name)).toMatchObject({ good: true });
    const bare = await lowrank(["doctor"], { env: { PATH: "", CXX: "" } });
    expect(bare.out).toMatch(/compiler for `lowrank build`: not found \(optional\)\n +on Debian, apt-get install /);
    expect(bare.code).toBe(text.code);
  });

  test("doctor where LOWRANK_BACKEND asks for what there is not: a bad finding, exit 9", async () => {
    const { code, out } = await lowrank(["doctor", "--json"], { env: { ...process.env, LOWRANK_BACKEND: "gpu" } });
    const { healthy, findings }: { healthy: boolean; findings: { name: string; good: boolean; value: string; data?: object }[] } =
      JSON.parse(out);
    expect({ code, healthy }).toEqual({ code: 9, healthy: false });
    expect(findings.find(({ name }) => name === "kernels")).toMatchObject({ good: false, value: expect.stringContaining("gpu") });
    expect(findings.find(({ name }) => name === "threads")?.data).toMatchObject({ inUse: 1, available: expect.any(Number) });
    expect(findings.find(({ name }) => name === "packages")?.data).toMatchObject({ zod: expect.stringMatching(/^4\./) });
  });

  test("selftest", async () => {
    const [text, json] = await Promise.all([lowrank(["selftest"]), lowrank(["selftest", "--backend", "portable", "--json"])]);
    expect({ code: text.code, err: text.err }, text.out).toEqual({ code: 0, err: "" });
    expect(text.out).toMatch(/\nall \d+ checks passed in [\d.]+ s\n$/);
    const { passed, kernels, checks }: { passed: boolean; kernels: { name: string }[]; checks: { of: string; good: boolean }[] } =
      JSON.parse(json.out);
    expect({ code: json.code, passed, names: kernels.map(({ name }) => name) }).toEqual({
      code: 0,
      passed: true,
      names: ["portable"],
    });
    expect(checks.length).toBeGreaterThan(20);
    expect(checks.every(({ of, good }) => of === "portable" && good)).toBe(true);
  });

  test.each([["--version"], ["-v"]])("%s", async (flag) => {
    expect(await lowrank([flag])).toEqual({ code: 0, signal: null, out: `${VERSION}\n`, err: "" });
  });

  const commands = ["recover", "complete", "generate", "experiment", "report", "list", "doctor", "selftest", "build"];
  test.each([...commands, "experiment run", "experiment list"])("%s --help", async (command) => {
    const { code, out, err } = await lowrank([...command.split(" "), "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`Usage: lowrank ${command}`);
  });

  test("--help names every command; without a word it is a usage error", async () => {
    const [asked, nothing] = await Promise.all([lowrank(["--help"]), lowrank([])]);
    for (const name of commands) expect(asked.out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    expect(asked.code).toBe(0);
    expect(nothing).toMatchObject({ code: 2, out: "" });
    expect(nothing.err).toContain("Usage: lowrank");
  });
});
