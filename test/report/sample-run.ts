import type { RunResult } from "../../src/io/run-folder.ts";
import { Table } from "../../src/table/table.ts";

export function sampleResult(changes: Partial<RunResult> = {}): RunResult {
  return {
    status: "converged",
    converged: true,
    reason: "the relative residual fell below 1e-9 at iteration 400",
    iterations: 400,
    iteration: 400,
    asks: 401,
    seconds: 0.25,
    relativeResidual: 9e-10,
    heldOutResidual: null,
    relativeError: 3e-9,
    rank: 3,
    spectrum: [3, 2, 1, 1e-12],
    identifiability: { rank: 3, degreesOfFreedom: 321, sigmaMin: 0.61 },
    warnings: [],
    solver: { name: "scaled-gd", reference: "Tong, Ma, Chi. JMLR 22, 2021.", options: { stepSize: 0.5, damping: 0 } },
    problem: { operator: "entries", rows: 60, cols: 50, count: 1200, symmetric: false, field: "real", degreesOfFreedom: 321 },
    seed: "7",
    backend: "portable",
    core: "portable",
    threads: 1,
    versions: { lowrank: "0.1.0", node: "20.17.0" },
    ...changes,
  };
}

export function sampleHistory(iterations: number, rank = 3): Table {
  const history = new Table();
  for (let i = 0; i < iterations; i++) {
    const residual = Math.exp((-20 * i) / iterations) * (1 + 0.1 * Math.sin(i / 7));
    const row: Record<string, number> = {
      iteration: i,
      seconds: i / 1000,
      asks: i + 1,
      value: residual ** 2 / 2,
      relativeResidual: residual,
      relativeError: 2 * residual,
    };
    if (i % 10 === 0) for (let j = 1; j <= rank; j++) row[`sigma_${j}`] = 1 / (j + Math.exp(-i / 20));
    history.append(row);
  }
  return history;
}
