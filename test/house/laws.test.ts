import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { VERSION } from "../../src/parameters/version.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { codeOf, root, sources } from "./tree.ts";

const typescript = sources("src", /\.(ts|js|mjs)$/);
const nativeFiles = sources("native", /\.(cpp|hpp|c|h)$/);
const everything = [
  ...typescript,
  ...nativeFiles,
  ...["test", "bench", "scripts"].flatMap((folder) => sources(folder, /\.(ts|mts|mjs|js|py|m)$/)),
];

const offenders = (files: typeof typescript, pattern: RegExp): string[] =>
  files.flatMap((file) => (pattern.test(codeOf(file)) ? [file.path] : []));

describe("laws of the house", () => {
  test("files are short", () => {
    const long = everything
      .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  test("the core knows no Node", () => {
    const core = nativeFiles.filter(({ path }) => path.startsWith("native/core/"));
    expect(core.length).toBeGreaterThan(10);
    expect(
      core
        .filter(({ text }) => /#\s*include\s*[<"](node|napi|node_api|js_native_api|uv|v8)[\w./-]*[>"]|binding\//.test(text))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test("every kernel has its portable twin", () => {
    const listed: { kernels: string[]; support: string[] } = JSON.parse(readFileSync(join(root, "native/sources.json"), "utf8"));
    const portable = sources("src/kernels/portable", /\.ts$/).map(({ path }) => basename(path, ".ts"));
    // rank_one.cpp and rank-one.ts: each in the manner of its language.
    const native = listed.kernels.map((path) => basename(path, ".cpp").replaceAll("_", "-"));
    expect(native.filter((name) => !portable.includes(name))).toEqual([]);
    expect(nativeFiles.map(({ path }) => path)).toEqual(expect.arrayContaining([...listed.kernels, ...listed.support]));
  });

  test("below the command line nothing prints, exits or reads the arguments", () => {
    // The page's script runs in a browser, where console is all there is.
    const below = typescript.filter(({ path }) => !path.startsWith("src/cli/") && path !== "src/report/page-script.js");
    expect(offenders(below, /\bconsole\s*\./)).toEqual([]);
    expect(offenders(below, /\bprocess\s*\.\s*(exit|exitCode|argv|stdout|stderr|stdin|on|once|kill|abort)\b/)).toEqual([]);
  });

  test("every random number has a seed", () => {
    const scripts = everything.filter(({ path }) => /\.(ts|mts|js|mjs)$/.test(path) && !path.startsWith("test/house/"));
    expect(offenders(scripts, /Math\s*\.\s*random\b/)).toEqual([]);
  });

  test("types are never forced", () => {
    const own = typescript.filter(({ path }) => path.endsWith(".ts"));
    expect(offenders(own, /\bas\s+unknown\s+as\b|\bas\s+any\b|<any>|:\s*any\s*[[\],)=]/)).toEqual([]);
    expect(own.filter(({ text }) => /@ts-(ignore|nocheck|expect-error)/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test("nothing is evaluated from text", () => {
    expect(offenders(typescript, /\beval\s*\(|\bnew\s+Function\s*\(|from\s*["']node:vm["']/)).toEqual([]);
  });

  test("no network, and no other processes but the peers of the benchmarks, a build from source, and doctor's look for what those need", () => {
    const own = typescript.filter(({ path }) => !path.endsWith(".js"));
    expect(offenders(own, /["'](node:)?(https?|net|tls|dgram|dns)["']|\bfetch\s*\(/)).toEqual([]);
    expect(offenders(own, /["'](node:)?child_process["']/)).toEqual([
      "src/bench/peer-process.ts",
      "src/cli/build.ts",
      "src/cli/optional-parts.ts",
    ]);
  });

  test("rooms have names of their own", () => {
    const names = ["src", "test", "bench", "native", "scripts"].flatMap((folder) => folderNames(folder));
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => /^(utils?|helpers?|common|managers?|base|misc|shared|lib)(\.\w+)*$/.test(name))).toEqual([]);
  });

  test("files are in kebab-case", () => {
    const named = [...typescript, ...sources("test", /\.ts$/)].map(({ path }) => basename(path));
    expect(named.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.(ts|js|mjs)$/.test(name))).toEqual([]);
  });

  test("no fast math anywhere", () => {
    const build = [
      ...sources("cmake", /./),
      ...sources("scripts", /./),
      ...["CMakeLists.txt", "binding.gyp"].map((path) => ({ path, text: readFileSync(join(root, path), "utf8") })),
    ];
    expect(
      [...build, ...nativeFiles]
        .filter(({ text }) => text.replace(/(#|\/\/).*$/gm, "").includes("-ffast-math"))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test("the version is the package's", () => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(VERSION).toBe(version);
  });
});

function folderNames(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => !entry.parentPath.includes("node_modules"))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

describe.each(Object.entries(solvers))("the solver %s", (key, Solver) => {
  const solver = new Solver();
  const file = typescript.find(({ text }) => text.includes(`export class ${Solver.name} `));

  test("has one name and a reference", () => {
    expect(solver.name).toBe(key);
    expect(solver.reference).toMatch(/^\S.*\b(19|20)\d\d\b.*\.$/);
    expect(["symmetric", "asymmetric"]).toContain(solver.form);
  });

  test("says where it is proven and what a step costs", () => {
    expect(solver.regime?.assumes).toMatch(/^[^.\n]{10,200}$/);
    expect(solver.cost?.asks).toBeGreaterThan(0);
    for (const text of [solver.cost?.algebra, solver.cost?.memory]) expect(text).toMatch(/^[^.\n]{2,120}$/);
  });

  test("lives in a file of its own name, with its formula above it", () => {
    const kebab = Solver.name.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
    expect(file?.path).toBe(`src/solvers/${kebab}.ts`);
    const doc = file!.text.match(/\/\*\*([\s\S]*?)\*\/\s*export class/)?.[1] ?? "";
    expect(doc).toMatch(/←/);
    expect(doc.length).toBeGreaterThan(150);
  });

  test("declares every option with its meaning", () => {
    for (const [name, { meaning, allowed, read, default: initial }] of Object.entries(Solver.parameters)) {
      expect(name).toMatch(/^[a-z][A-Za-z]*$/);
      expect(meaning.length).toBeGreaterThan(5);
      expect(allowed.length).toBeGreaterThan(5);
      expect(read(initial)).toBe(initial);
      expect(solver.options).toHaveProperty(name, initial);
    }
    expect(Object.isFrozen(solver.options)).toBe(true);
  });
});

test("kernels are opened once for the same choice", () => {
  expect(openKernels("portable")).toBe(openKernels("portable"));
  expect(Object.isFrozen(openKernels("portable"))).toBe(true);
});
