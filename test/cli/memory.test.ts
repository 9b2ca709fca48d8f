import fs from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { writeManifest, writeProblem } from "./problems.ts";
import { expectRefusal, lowrank, scratch } from "./program.ts";

const folder = scratch();
const gaussian = "operator: { kind: gaussian, rows: 5000, cols: 5000, count: 100000, seed: 1 }\nrank: 1\n";
let problem = "";
beforeAll(() => {
  problem = writeProblem(folder);
});

describe.concurrent("what does not fit is refused before it is allocated: exit 6, with the numbers", () => {
  const oversized: [string, string, string, string, ...(string | RegExp)[]][] = [
    ["gaussian matrices", "recover", `${gaussian}measurements: [1]\n`, "1TB", /needs \d\S* GiB/, "may be used", "float32"],
    ["gaussian matrices to generate with", "generate", gaussian, "1TB", /needs \d\S* GiB/],
    [
      "symmetric matrices whose size overflows",
      "recover",
      "operator: { kind: symmetric-gaussian, size: 2147483647, count: 2147483647, seed: 1 }\nmeasurements: [1]\nrank: 1\n",
      "1TB",
      /needs \S+ GiB/,
    ],
    [
      "the factors of a tall matrix",
      "recover",
      "operator: { kind: entries, rows: 2000000, cols: 1, count: 2 }\nmeasurements: [1, 1]\nrank: 1\n",
      "1MB",
      /needs? \S+ MiB/,
    ],
    [
      "the truth of a tall matrix",
      "generate",
      "operator: { kind: entries, rows: 2000000, cols: 1, count: 2 }\nrank: 1\n",
      "1MB",
      /needs? \S+ MiB/,
    ],
    [
      "random positions",
      "generate",
      "operator: { kind: entries, rows: 2000, cols: 2000, count: 1000000 }\nrank: 1\n",
      "1MB",
      /needs? \S+ MiB/,
    ],
    [
      "a state of ten qubits",
      "recover",
      "operator: { kind: pauli, qubits: 10, settings: [XXXXXXXXXX] }\nmeasurements: [1]\nrank: 100\n",
      "1MB",
      /needs? \S+ MiB/,
    ],
  ];
  test.each(oversized.map((row, at) => [row[0], at] as const))("%s", async (_, at) => {
    const [, command, text, limit, ...said] = oversized[at];
    const path = writeManifest(folder, `oversized-${at}.yaml`, text);
    const out = join(folder, `out-${at}`);
    expectRefusal(await lowrank([command, path, "--out", out, "--max-memory", limit]), 6, ...said);
    for (const name of ["result.json", "problem.yaml"]) expect(fs.existsSync(join(out, name))).toBe(false);
  });

  test("an array on disk", async () => {
    expectRefusal(await lowrank(["recover", problem, "--max-memory", "10kB"]), 6, "A.npy", "14400 bytes", "10000");
  });

  test.each(["npy", "csv", "mtx"])("a table, .%s", async (kind) => {
    const path = join(folder, `table.${kind}`);
    if (kind === "npy") fs.copyFileSync(join(folder, "truth.npy"), path);
    if (kind === "csv") fs.writeFileSync(path, `${"1,2,3,4\n5,6,7,9\n".repeat(20)}`);
    if (kind === "mtx") fs.writeFileSync(path, "%%MatrixMarket matrix coordinate real general\n90000 90000 1\n1 1 1\n");
    const limit = kind === "mtx" ? "1MB" : "100";
    expectRefusal(await lowrank(["complete", path, "--max-memory", limit]), 6, `table.${kind}`, "need");
  });
});
