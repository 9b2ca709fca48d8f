// The state of a two-qubit processor that was prepared in the Bell state (|00⟩ + |11⟩)/√2, from sixteen Pauli expectation values.
//
//     node examples/bell-state/estimate.mjs
import { readFileSync } from "node:fs";
import { createProblem, pauliOperator, SymmetricGradientDescent } from "lowrank";

const lines = readFileSync(new URL("expectations.csv", import.meta.url), "utf8").trim().split("\n").slice(1);
const [settings, expectations] = [0, 1].map((column) => lines.map((line) => line.split(",")[column]));
const problem = createProblem({
  operator: pauliOperator({ qubits: 2, settings }),
  measurements: Float64Array.from(expectations, Number),
  symmetric: true,
});

for (const rank of [1, 4]) {
  const run = await new SymmetricGradientDescent().solve(problem, { rank });
  // The estimate is ρ = U·U*, and its factor the real image [Re U; Im U], 8×k.
  const { data, rows, cols } = run.estimate.left;
  let [trace, overlap] = [0, 0];
  for (let q = 0; q < cols; q++) {
    const column = data.subarray(q * rows, (q + 1) * rows);
    trace += column.reduce((sum, x) => sum + x * x, 0);
    const amplitude = (at) => (column[at] + column[at + 3]) / Math.SQRT2; // |00⟩ and |11⟩ are the first and the last of four
    overlap += amplitude(0) ** 2 + amplitude(4) ** 2;
  }
  console.log(`rank ${rank}: ${run.status}, residual ${run.relativeResidual.toFixed(6)}, trace ${trace.toFixed(4)}, fidelity ${(overlap / trace).toFixed(6)}`);
}
