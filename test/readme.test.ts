import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { solvers } from "../src/solvers/registry.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");

/** What the example takes as given: A, y and a signal. */
const given = `
import { gaussianOperator, syntheticMeasurements, syntheticTruth } from "lowrank";
const drawn = gaussianOperator({ rows: 60, cols: 50, count: 1650, seed: 1 });
const y = syntheticMeasurements(drawn, syntheticTruth(drawn, { rank: 3, seed: 2 }));
const A = new Float64Array(1650 * 3000);
for (let i = 0; i < 1650; i++) {
  const identity = { rows: 50, cols: 50, data: Float64Array.from({ length: 2500 }, (_, at) => (at % 51 === 0 ? 1 : 0)) };
  const out = { left: { rows: 60, cols: 50, data: new Float64Array(3000) }, right: { rows: 50, cols: 50, data: new Float64Array(2500) } };
  drawn.restrict(Int32Array.of(i)).pullback(Float64Array.of(1), { left: { rows: 60, cols: 50, data: new Float64Array(3000) }, right: identity }, out);
  for (let r = 0; r < 60; r++) for (let c = 0; c < 50; c++) A[i * 3000 + r * 50 + c] = out.left.data[r + c * 60];
}
const { signal } = new AbortController();
`;

describe("README", () => {
  test("its library example runs against the built package", () => {
    const [, example] = readme.match(/```ts\n([\s\S]*?)```/) ?? [];
    const folder = join(root, "out", "readme");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "example.mjs");
    writeFileSync(file, `${given}${example}\nif (run.status !== "converged") process.exit(3);\n`);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: root, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^converged the relative residual .* is below/);
  });

  test("it lists every solver", () => {
    for (const name of Object.keys(solvers)) expect(readme).toContain(`| \`${name}\` |`);
  });
});
