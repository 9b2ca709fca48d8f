// npm run demo: sets everything up, then does the project's main job on real data and says where the pages are.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, setUp } from "./setup.mjs";

setUp();

function lowrank(...words) {
  console.log(`\n$ lowrank ${words.join(" ")}`);
  const { status } = spawnSync(process.execPath, ["dist/cli.js", ...words], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(readFileSync(join(root, words.at(-1), "result.json"), "utf8"));
}

const began = performance.now();
console.log("\nThe state of a real two-qubit processor, from 16 Pauli expectation values");
const pure = lowrank("recover", "examples/bell-state/problem.yaml", "--out", "runs/bell-state");
const mixed = lowrank("recover", "examples/bell-state/problem.yaml", "--rank", "4", "--out", "runs/bell-state-rank-4");
console.log("\nA field of traffic speeds, three fifths of it hidden");
lowrank("complete", "examples/traffic/observed.npy", "--out", "runs/traffic");

console.log("\nfidelity with the Bell state    rank   relative residual");
for (const { rank, relativeResidual, task } of [pure, mixed])
  console.log(`${task.fidelity.toFixed(6).padStart(30)}   ${rank}      ${relativeResidual.toFixed(6)}`);

console.log("\nTraffic: error on the hidden entries (none of them seen by any method)");
spawnSync(process.execPath, ["bench/traffic.mjs"], { cwd: root, stdio: "inherit" });

console.log(`\n${((performance.now() - began) / 1000).toFixed(0)} s. The pages:`);
for (const name of ["bell-state", "bell-state-rank-4", "traffic"]) console.log(join(root, "runs", name, "report.html"));
