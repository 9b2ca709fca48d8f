import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeProblem } from "./problems.ts";
import { expectRefusal, filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();
let problem = "";
beforeAll(() => {
  problem = writeProblem(folder);
});

describe.concurrent("an output that cannot be written: exit 7, before the solve", () => {
  test.each([
    ["a file", "y.npy", /y\.npy: there is a file of that name/],
    ["under a file", "y.npy/run", /y\.npy\/run: not a directory \(ENOTDIR\)/],
  ])("--out is %s", async (_, name, said) => {
    for (const words of [["recover", problem]]) expectRefusal(await lowrank([...words, "--out", name], { cwd: folder }), 7, said);
  });

  test("--out without a name is a mistake of usage", async () => {
    expectRefusal(await lowrank(["recover", problem, "--out", ""], { cwd: folder }), 2, "--out takes the path of a folder");
  });

  test("a folder lies where result.json goes", async () => {
    fs.mkdirSync(join(folder, "blocked", "left.npy"), { recursive: true });
    expectRefusal(await lowrank(["recover", problem, "--out", join(folder, "blocked")]), 7, "left.npy", "EISDIR");
    expect(filesIn(join(folder, "blocked"))).toEqual(["left.npy"]);
  });

  test("a system folder that takes no folders", { skip: !fs.existsSync("/proc/self") }, async () => {
    const meanwhile = (child: { kill(signal: "SIGKILL"): boolean }) => setTimeout(() => child.kill("SIGKILL"), 20_000).unref();
    expectRefusal(await lowrank(["recover", problem, "--out", "/proc/lowrank"], { meanwhile }), 7, "/proc/lowrank");
  });
});

/** A file system of 64 KiB, where this user may mount one. */
const small = join(folder, "small");
const mounted = mount();
afterAll(() => {
  if (mounted) execFileSync("umount", [small]);
});

function mount(): boolean {
  try {
    fs.mkdirSync(small);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "lowrank-test", small], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test("a full disk: exit 7, no result.json, no temporary file", { skip: !mounted }, async () => {
  const out = join(small, "run");
  expectRefusal(await lowrank(["recover", problem, "--out", out]), 7, "report.html", "ENOSPC");
  expect(filesIn(out)).not.toContain("result.json");
  expect(filesIn(out).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

describe("a stdout or stderr that takes nothing", { skip: !fs.existsSync("/dev/full") }, () => {
  const full = () => fs.openSync("/dev/full", "w");

  test.each([[["list", "solvers"]], [["recover", "problem.yaml", "--json"]]])("stdout of %j", async (words) => {
    const { code, err } = await lowrank(words, { cwd: folder, stdio: ["ignore", full(), "pipe"] });
    expect(err).not.toMatch(/^\s+at /m);
    expect(code).toBe(7);
    expect(err).toMatch(/ENOSPC/);
  });

  test("stderr", async () => {
    const { code } = await lowrank(["recover", "nowhere.yaml"], { cwd: folder, stdio: ["ignore", "pipe", full()] });
    expect(code).toBe(3);
  });
});

test("a reader that leaves early ends the program quietly", async () => {
  const ended = await lowrank(["list", "operators", "--json"], {
    meanwhile: ({ stdout }) => stdout?.once("data", () => stdout.destroy()),
  });
  expect(ended).toMatchObject({ code: 0, err: "" });
  const closed = await lowrank(["recover", problem, "--json"], { meanwhile: ({ stdout }) => stdout?.destroy() });
  expect(closed).toMatchObject({ code: 0, err: "" });
});
