import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { solvers } from "../../src/solvers/registry.ts";
import { writeManifest } from "./problems.ts";
import { lowrank, root, scratch } from "./program.ts";

const dist = join(root, "dist");
const library = fs.readdirSync(join(dist, "library")).map((name) => `library/${name}`);
const bundles = [...fs.readdirSync(dist).filter((name) => /\.c?js$/.test(name)), ...library];
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
  for (const name of ["index.js", "index.cjs", ...library]) {
    const text = fs.readFileSync(join(dist, name), "utf8");
    expect(text).not.toMatch(/["']commander["']|process\.argv|process\.exit/);
  }
});

test("the version is said with the program's own file, its commander, and next to nothing else loaded", () => {
  const folder = scratch();
  const env = { ...process.env, NODE_V8_COVERAGE: folder }; // Node lists there what it loaded
  const { stdout } = spawnSync(process.execPath, [join(dist, "cli.js"), "--version"], { env, encoding: "utf8" });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const [report] = fs.readdirSync(folder);
  const { result }: { result: { url: string }[] } = JSON.parse(fs.readFileSync(join(folder, report), "utf8"));
  const files = result.filter(({ url }) => url.startsWith("file:")).map(({ url }) => fileURLToPath(url));
  const own = files.filter((path) => path.startsWith(dist));
  expect(own).toContain(join(dist, "cli.js"));
  expect(files.filter((path) => !own.includes(path) && !path.includes("/node_modules/commander/"))).toEqual([]);
  expect(own.length).toBeLessThanOrEqual(6);
  expect(own.reduce((sum, path) => sum + fs.statSync(path).size, 0)).toBeLessThan(30_000);
});

/** What a bundler makes of a program that takes one name from the library. */
async function bundleOf(name: string): Promise<string> {
  const folder = fs.mkdtempSync(join(root, "out", "bundle-"));
  try {
    const input = join(folder, "program.mjs");
    fs.writeFileSync(input, `import { ${name} } from "lowrank";\nconsole.log(${name});\n`);
    const build = await rolldown({ input, platform: "node", external: Object.keys(manifest.dependencies) });
    const { output } = await build.generate({ format: "esm" });
    await build.close();
    return output.map((part) => (part.type === "chunk" ? part.code : "")).join("\n");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test("who takes one name bundles what it needs: no solver, no experiment, no program", async () => {
  fs.mkdirSync(join(root, "out"), { recursive: true });
  const [loss, operator, method] = await Promise.all(["squared", "gaussianOperator", "ScaledGradientDescent"].map(bundleOf));
  expect(Buffer.byteLength(loss)).toBeLessThan(5_000);
  expect(Buffer.byteLength(operator)).toBeLessThan(130_000); // the portable kernels, which an operator may have to run on
  expect(Buffer.byteLength(method)).toBeLessThan(230_000);
  for (const text of [loss, operator]) expect(text).not.toMatch(/Descent|instances|["'](zod|yaml|commander)["']/);
  expect(operator).toMatch(/measureDense/);
  expect(method).not.toMatch(
    /["'](zod|yaml|commander)["']|class RiemannianConjugateGradient|RiemannianConjugateGradient = class/,
  );
});

test("every solver's class is exported, by both formats", () => {
  const named = fromModule(`
    import { createRequire } from "node:module";
    const [esm, cjs] = [await import("./dist/index.js"), createRequire(process.cwd() + "/")("./dist/index.cjs")];
    console.log(JSON.stringify([Object.keys(esm), Object.keys(cjs)]));`) as [string[], string[]];
  for (const names of named)
    expect(names).toEqual(expect.arrayContaining(Object.values(solvers).map(({ name }: { name: string }) => name)));
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
