import fs from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { nativeBackend } from "../contracts/backends.ts";
import { writeProblem } from "./problems.ts";
import { expectRefusal, lowrank, root, scratch } from "./program.ts";

const folder = scratch();
let problem = "";

/** A copy of the package, without its binaries. */
function packageCopy(name: string): { program: string; prebuilds: string } {
  const home = join(folder, name);
  fs.mkdirSync(home);
  fs.cpSync(join(root, "dist"), join(home, "dist"), { recursive: true });
  fs.copyFileSync(join(root, "package.json"), join(home, "package.json"));
  fs.symlinkSync(join(root, "node_modules"), join(home, "node_modules"), "junction");
  const prebuilds = join(home, "prebuilds", `${process.platform}-${process.arch}`);
  return { program: join(home, "dist", "cli.js"), prebuilds };
}

beforeAll(() => {
  problem = writeProblem(folder);
});

describe("without a binary", () => {
  const { LOWRANK_BACKEND: _, ...env } = process.env;
  let bare = "";
  beforeAll(() => {
    bare = packageCopy("bare").program;
  });

  test("--backend auto: one warning, and the result says portable", async () => {
    const { code, out, err } = await lowrank(["recover", problem, "--json"], { program: bare, env });
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ backend: "portable", threads: 1, status: "converged" });
    expect(err).toMatch(/^lowrank: portable kernels are in use[^\n]*lowrank doctor[^\n]*\n$/);
  });

  test("--backend native: exit 2", async () => {
    expectRefusal(
      await lowrank(["recover", problem, "--backend", "native"], { program: bare, env }),
      2,
      "native kernels are not available",
    );
  });

  test("doctor and selftest under LOWRANK_BACKEND=native: exit 9 with a finding, exit 2", async () => {
    const native = { ...env, LOWRANK_BACKEND: "native" };
    const doctor = await lowrank(["doctor"], { program: bare, env: native });
    expect(doctor.code).toBe(9);
    expect(doctor.out).toMatch(/^bad {3}kernels: native kernels are not available/m);
    expectRefusal(await lowrank(["selftest"], { program: bare, env: native }), 2, "native kernels are not available");
  });

  test("a program is warned once, and its runs say portable", async () => {
    const script = join(folder, "program.mjs");
    const library = JSON.stringify(pathToFileURL(join(dirname(bare), "index.js")).href);
    fs.writeFileSync(
      script,
      `import { complete, gaussianOperator, openKernels } from ${library};
openKernels("auto", { threads: 2 });
gaussianOperator({ rows: 2, cols: 2, count: 4, seed: 1 });
const table = Array.from({ length: 6 }, (_, i) => Array.from({ length: 5 }, (_, j) => (i === j ? null : (i + 1) * (j + 1))));
console.log((await complete(table, { rank: 1, maxIterations: 9 })).run.backend);`,
    );
    const { code, out, err } = await lowrank([], { program: script, env });
    expect({ code, out }, err).toEqual({ code: 0, out: "portable\n" });
    expect(err.match(/LOWRANK_PORTABLE/g)).toHaveLength(1);
    expect(err).toContain("npx lowrank doctor");
  });

  test("--backend portable: no warning", async () => {
    expect(await lowrank(["recover", problem, "--backend", "portable"], { program: bare, env })).toMatchObject({
      code: 0,
      err: "",
    });
  });

  test("doctor says what to do", async () => {
    const { out } = await lowrank(["doctor"], { program: bare, env });
    expect(out).toMatch(/kernels: portable/);
    expect(out).toMatch(/npm run build/);
  });
});

describe("with a binary that is damaged", () => {
  const source = join(root, "prebuilds", `${process.platform}-${process.arch}`);
  const { LOWRANK_BACKEND: _, ...env } = process.env;

  test.each([
    ["empty", 0],
    ["cut within its header", 40],
    ["cut within its code", 0.2],
    ["cut near its end", 0.99],
  ])("%s: the portable kernels run, and the warning has the reason", { skip: !nativeBackend }, async (name, part) => {
    const { program, prebuilds } = packageCopy(name.replaceAll(" ", "-"));
    fs.mkdirSync(prebuilds, { recursive: true });
    for (const file of fs.readdirSync(source)) {
      const whole = fs.readFileSync(join(source, file));
      fs.writeFileSync(join(prebuilds, file), whole.subarray(0, part < 1 ? Math.floor(part * whole.length) : part));
    }
    const { code, signal, out, err } = await lowrank(["recover", problem, "--json"], { program, env });
    expect({ code, signal }, err).toEqual({ code: 0, signal: null });
    expect(JSON.parse(out).backend).toBe("portable");
    expect(err).toMatch(/^lowrank: portable kernels are in use, which are slower \([^\n]{10,}\); see `lowrank doctor`\n$/);
  });

  test("of another processor: the portable kernels run, and the warning says so", { skip: !nativeBackend }, async () => {
    const { program, prebuilds } = packageCopy("another-processor");
    fs.cpSync(source, prebuilds, { recursive: true });
    for (const file of fs.readdirSync(prebuilds)) {
      const binary = fs.openSync(join(prebuilds, file), "r+");
      fs.writeSync(binary, Uint16Array.of(process.arch === "arm64" ? 62 : 183), 0, 2, 18); // e_machine
      fs.closeSync(binary);
    }
    const { code, out, err } = await lowrank(["recover", problem, "--json"], { program, env });
    expect(code, err).toBe(0);
    expect(JSON.parse(out).backend).toBe("portable");
    expect(err).toMatch(/ is for (x64, and this is arm64|arm64, and this is x64)\); see `lowrank doctor`\n$/);
  });
});

describe.concurrent("LOWRANK_BACKEND", () => {
  test("supplies the choice", async () => {
    const env = { ...process.env, LOWRANK_BACKEND: "portable" };
    expect(JSON.parse((await lowrank(["recover", problem, "--json"], { env })).out).backend).toBe("portable");
  });

  test.each([[["recover", "problem.yaml"]], [["report", "."]], [["generate", "problem.yaml", "--out", "made"]]])(
    "wrong, %j: exit 2",
    async (words) => {
      const env = { ...process.env, LOWRANK_BACKEND: "gpu" };
      expectRefusal(await lowrank(words, { env, cwd: folder }), 2, "LOWRANK_BACKEND", '"gpu"', "auto, native, portable");
    },
  );
});
