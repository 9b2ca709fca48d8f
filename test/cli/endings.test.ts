import type { ChildProcess } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readNpy } from "../../src/io/npy.ts";
import { writeManifest, writeProblem } from "./problems.ts";
import { filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();
let problem = "";
let endless = "";
beforeAll(async () => {
  problem = writeProblem(folder);
  const spec = writeManifest(
    folder,
    "spec.yaml",
    "operator: { kind: gaussian, rows: 30, cols: 30, count: 300, seed: 1 }\nrank: 5\ncondition: 20\nnoise: 0.1\nseed: 1\n",
  );
  await lowrank(["generate", spec, "--out", join(folder, "endless")]);
  endless = join(folder, "endless", "problem.yaml");
});

/** A run that would last for minutes, too slow to converge and too fast to stall. */
const crawl = ["--rank", "30", "--set", "stepSize=1e-5", "--tolerance", "1e-30", "--max-iterations", "2000000000"];

/** Sends the signals once the output folder is there, which is made last before the first iteration. */
const interrupt =
  (out: string, ...signals: NodeJS.Signals[]) =>
  (child: ChildProcess): void => {
    const watch = setInterval(() => {
      if (child.exitCode === null && !fs.existsSync(out)) return;
      clearInterval(watch);
      signals.forEach((signal, at) => {
        setTimeout(() => child.kill(signal), 1000 + 5 * at);
      });
    }, 20);
  };

const finite = (out: string, name: string) => readNpy(join(out, name)).data.every(Number.isFinite);

describe.concurrent("how a run may end", () => {
  test.each<[NodeJS.Signals, number]>([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("%s: what there is so far is kept", async (signal, code) => {
    const out = join(folder, signal);
    const ended = await lowrank(["recover", endless, ...crawl, "--out", out, "--json"], { meanwhile: interrupt(out, signal) });
    expect(ended).toMatchObject({ code, signal: null });
    expect(ended.err).toBe("");
    const result = JSON.parse(ended.out);
    expect(result).toMatchObject({ status: "aborted", converged: false });
    expect(ended.out).toBe(fs.readFileSync(join(out, "result.json"), "utf8"));
    expect(finite(out, "left.npy") && finite(out, "right.npy")).toBe(true);
    expect(filesIn(out).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("a second SIGINT ends it at once", async () => {
    const out = join(folder, "twice");
    const ended = await lowrank(["recover", endless, ...crawl, "--out", out], {
      meanwhile: interrupt(out, "SIGINT", "SIGINT", "SIGINT", "SIGINT"),
    });
    expect(ended.code === 130 || ended.signal === "SIGINT", JSON.stringify(ended)).toBe(true);
    expect(ended.err).not.toMatch(/^\s+at /m);
  });

  test("a step far too large: diverged, exit 5, the last finite iterate is kept", async () => {
    const out = join(folder, "diverged");
    const ended = await lowrank(["recover", problem, "--set", "stepSize=10", "--out", out, "--json"]);
    expect(ended.code).toBe(5);
    expect(JSON.parse(ended.out)).toMatchObject({ status: "diverged", converged: false });
    expect(finite(out, "left.npy") && finite(out, "right.npy")).toBe(true);
  });

  test("a budget used up: 0, or 4 where convergence is required", async () => {
    const words = ["recover", problem, "--max-iterations", "3", "--json"];
    const [lenient, strict] = await Promise.all([lowrank(words), lowrank([...words, "--require-convergence"])]);
    expect([lenient.code, strict.code]).toEqual([0, 4]);
    for (const { out } of [lenient, strict])
      expect(JSON.parse(out)).toMatchObject({ status: "budget", iterations: 3, converged: false });
  });

  test("convergence where it is required: 0", async () => {
    expect((await lowrank(["recover", problem, "--require-convergence"])).code).toBe(0);
  });
});
