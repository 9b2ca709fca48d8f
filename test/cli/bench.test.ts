import fs from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { expectRefusal, lowrank, scratch } from "./program.ts";

const folder = scratch();
const temporary = join(folder, "tmp");
const fake = join(import.meta.dirname, "../bench/fake-peer.mjs");

/** A folder with a `python3` that is the fake peer, for the front of the path. */
beforeAll(() => {
  fs.mkdirSync(temporary);
  fs.mkdirSync(join(folder, "bin"));
  fs.writeFileSync(join(folder, "bin", "python3"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${fake}" "$@"\n`, {
    mode: 0o755,
  });
});

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  TMPDIR: temporary,
  PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
  ...more,
});

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("lowrank bench", () => {
  test("writes what it prints as JSON", async () => {
    const path = join(folder, "new", "bench.json");
    const { code, out, err } = await lowrank(["bench", "kernels", "--quick", "--only", "gram", "--json", path]);
    expect({ code }, err).toEqual({ code: 0 });
    const { machine, results } = JSON.parse(fs.readFileSync(path, "utf8"));
    expect(machine).toMatchObject({ quick: true, cpu: expect.any(String), readBandwidth: { 1: expect.any(Number) } });
    expect(results[0]).toMatchObject({ name: "kernel-gram", ours: expect.any(Number), runs: { ours: expect.any(Array) } });
    expect(out.split("\n")[0]).toContain(machine.cpu);
    for (const { name } of results) expect(out).toContain(`\n${name} `);
    expect(err).toContain("kernel-gram\n");
  });

  test.each([
    ["a group that does not exist", 2, ["bench", "everything"], /kernels, peers, solvers/],
    ["a name that does not exist", 2, ["bench", "kernels", "--quick", "--only", "fft9"], /"fft9"/],
    ["a bad size", 2, ["bench", "--max-memory", "much"], /--max-memory/],
  ])("refuses %s", async (_, code, words, message) => {
    const ended = await lowrank(words);
    expect({ code: ended.code, signal: ended.signal }).toEqual({ code, signal: null });
    expect(ended.err).toMatch(message);
  });

  test("refuses what does not fit, with exit 6", async () => {
    expectRefusal(await lowrank(["bench", "--quick", "--max-memory", "1MB"]), 6, /needs \S+ MiB/, "--quick");
  });

  test("refuses a place where nothing can be written, before it begins", async () => {
    const file = join(folder, "file");
    fs.writeFileSync(file, "");
    expectRefusal(await lowrank(["bench", "--quick", "--json", join(file, "bench.json")]), 7);
  });

  test("a peer whose answer is another is an error, exit 9, and nothing stays behind", async () => {
    const path = join(folder, "wrong.json");
    const words = ["bench", "peers", "--quick", "--only", "dense-gradient-f64", "--json", path];
    const { code, out, err } = await lowrank(words, { env: environment() });
    expect(code).toBe(9);
    expect(err).toMatch(/\nlowrank: dense-gradient-f64: the answer of numpy: two products differs from ours by Infinity of it/);
    expect(out).not.toContain("dense-gradient");
    expect(fs.existsSync(path)).toBe(false);
    expect(fs.readdirSync(temporary)).toEqual([]);
  });

  test("an interrupt ends the peers too", async () => {
    const pids = join(folder, "pids");
    const env = environment({ FAKE_PEER: "hangs", FAKE_PEER_PID: pids });
    const { code, err } = await lowrank(["bench", "peers", "--quick", "--only", "small"], {
      env,
      meanwhile: (child) => {
        const wait = setInterval(() => {
          if (!fs.existsSync(pids)) return;
          clearInterval(wait);
          setTimeout(() => child.kill("SIGINT"), 300);
        }, 20);
        child.on("exit", () => clearInterval(wait));
      },
    });
    expect({ code }, err).toEqual({ code: 130 });
    const started = fs.readFileSync(pids, "utf8").trim().split("\n").map(Number);
    expect(started.length).toBeGreaterThan(0);
    expect(started.filter(alive)).toEqual([]);
    expect(fs.readdirSync(temporary)).toEqual([]);
  });
});
