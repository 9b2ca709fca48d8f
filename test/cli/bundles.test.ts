import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeManifest } from "./problems.ts";
import { lowrank, root, scratch } from "./program.ts";

const dist = join(root, "dist");
const bundles = fs.readdirSync(dist).filter((name) => /\.c?js$/.test(name));
const manifest: Record<"dependencies" | "peerDependencies", Record<string, string>> = JSON.parse(
  fs.readFileSync(join(root, "package.json"), "utf8"),
);

test("bundles import what is installed with them, and nothing else", () => {
  expect(bundles).toEqual(expect.arrayContaining(["cli.js", "index.js", "index.cjs"]));
  const imported = bundles.flatMap((name) => {
    // What is optional is imported when it is needed, and never at the top.
    const text = fs
      .readFileSync(join(dist, name), "utf8")
      .replace(/\bimport\("([^"]+)"\)/g, (call, of) => (Object.hasOwn(manifest.peerDependencies, of) ? "" : call));
    return [...text.matchAll(/(?:^|[;\s}])(?:from|import)\s*\(?["']([^"']+)["']|\brequire\(["']([^"']+)["']\)/g)].map(
      ([, from, required]) => from ?? required,
    );
  });
  const packages = new Set(imported.filter((name) => !name.startsWith(".") && !isBuiltin(name)));
  expect(packages.size).toBeGreaterThan(0);
  expect([...packages].filter((name) => !Object.hasOwn(manifest.dependencies, name))).toEqual([]);
});

/** The last line that a module printed which was run in a process of its own, as JSON. */
function fromModule(text: string): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], { cwd: root, encoding: "utf8" });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const loaded = "process.report.getReport().sharedObjects.filter((name) => /lowrank[^/]*\\.node$/.test(name)).length";

test("importing the library loads no binary; the first operator does", () => {
  const counts = fromModule(`
    process.report.excludeNetwork = true;
    const { gaussianOperator, openKernels } = await import("./dist/index.js");
    const before = ${loaded};
    gaussianOperator({ rows: 2, cols: 2, count: 3, seed: 1 });
    console.log(JSON.stringify([before, ${loaded} === (openKernels().name === "native" ? 1 : 0)]));`);
  expect(counts).toEqual([0, true]);
});

test("the library holds nothing of the command line", () => {
  for (const name of ["index.js", "index.cjs"]) {
    const text = fs.readFileSync(join(dist, name), "utf8");
    expect(text).not.toMatch(/["']commander["']|process\.argv|process\.exit/);
  }
});

test("the licence of what is bundled goes with it", () => {
  expect(fs.readFileSync(join(dist, "LICENSES.txt"), "utf8")).toMatch(
    /fft\.js 4\.0\.4[\s\S]*Copyright Fedor Indutny[\s\S]*Permission/,
  );
});

test("the bundled Fourier transform works", async () => {
  const folder = scratch();
  const spec = writeManifest(
    folder,
    "spec.yaml",
    "operator: { kind: circulant, rows: 8, cols: 7, count: 50, seed: 3 }\nrank: 1\nseed: 5\n",
  );
  const made = await lowrank(["generate", spec, "--out", join(folder, "made"), "--backend", "portable"]);
  expect(made.code, made.err).toBe(0);
  const done = await lowrank(["recover", join(folder, "made", "problem.yaml"), "--backend", "portable", "--json"]);
  expect(done.code, done.err).toBe(0);
  expect(JSON.parse(done.out)).toMatchObject({ status: "converged", backend: "portable" });
});
