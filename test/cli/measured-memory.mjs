// One run of a problem, in a process of its own: prints the bytes that were estimated and that the process grew by at its peak.
import { readFileSync } from "node:fs";

const [root, name] = process.argv.slice(2);
const lowrank = await import(root);
const { measured } = await import("./memory-cases.mjs");

/** Peak (VmHWM) or present (VmRSS) bytes of the process. */
const resident = (field) => 1024 * Number(/\d+/.exec(readFileSync("/proc/self/status", "utf8").split(`${field}:`)[1])[0]);

lowrank.openKernels("native");
const before = resident("VmRSS");
const { problem, solver, rank } = measured[name](lowrank);
const { total, kept, phases } = lowrank.estimateMemory(problem, solver, { rank });
const run = await solver.solve(problem, { rank, stop: lowrank.iterations(3) });
console.log(JSON.stringify({ estimated: total, kept, phases, measured: resident("VmHWM") - before, status: run.status }));
