import { execFile } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { native } from "../kernels/sets.ts";
import { root } from "./program.ts";

const { measured } = (await import(join(root, "test", "cli", "memory-cases.mjs"))) as { measured: Record<string, unknown> };
const program = join(root, "test", "cli", "measured-memory.mjs");

// One after the other: the peaks of processes side by side are none of each other's business, their times are.
describe.skipIf(!native || !fs.existsSync("/proc/self/status"))("the memory of a run is what was estimated", () => {
  test.each(Object.keys(measured))("%s", async (name) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, join(root, "dist", "index.js"), name]);
    const run = JSON.parse(stdout);
    expect(run.status).toBe("budget");
    expect(run.estimated).toBeGreaterThan(1e8);
    expect(run.measured / run.estimated).toBeGreaterThan(0.7);
    expect(run.measured / run.estimated).toBeLessThan(1.15);
  });
});
