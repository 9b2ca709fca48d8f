// node bench/start-up.mjs [DIST]: how long the program takes to say its version, and the library to be imported, beside Node that does nothing.
// Rounds in turns, so that what disturbs the machine disturbs all alike; medians.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const dist = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const library = JSON.stringify(pathToFileURL(join(dist, "index.js")).href);
const sides = {
  "node -e 0": ["-e", "0"],
  "lowrank --version": [join(dist, "cli.js"), "--version"],
  'import "lowrank"': ["--input-type=module", "-e", `await import(${library})`],
  "and one small Gaussian operator": [
    "--input-type=module",
    "-e",
    `(await import(${library})).gaussianOperator({ rows: 4, cols: 4, count: 20, seed: 1 })`,
  ],
};

const times = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
for (let round = 0; round < 15; round++)
  for (const [name, words] of Object.entries(sides)) {
    const began = performance.now();
    const { status } = spawnSync(process.execPath, words, { stdio: "ignore" });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    times[name].push(performance.now() - began);
  }

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const bare = median(times["node -e 0"]);
for (const [name, values] of Object.entries(times))
  console.log(`${name.padEnd(34)} ${median(values).toFixed(0).padStart(5)} ms  ${(median(values) / bare).toFixed(2)}`);
