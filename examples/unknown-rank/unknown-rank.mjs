// Noisy measurements of a matrix whose rank is not known: wide factors from a small start, stopped where held-out measurements are predicted best.
//
//     node examples/unknown-rank/unknown-rank.mjs
import {
  anyOf, createProblem, defaultStop, gaussianOperator, GradientDescent, holdOut, iterations, relativeErrorOf, syntheticMeasurements, syntheticTruth,
} from "lowrank";

const operator = gaussianOperator({ rows: 40, cols: 40, count: 800, seed: 1 });
const truth = syntheticTruth(operator, { rank: 3, seed: 2 });
const noise = 0.3; // the standard deviation of what is added to each measurement
const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth, noise, 3), truth });

const solver = new GradientDescent();
const ways = {
  "stopped by a held-out tenth": anyOf(holdOut(0.1, 0), defaultStop({})),
  "run on to 2,000 steps": iterations(2000),
};
for (const [way, stop] of Object.entries(ways))
  for (const rank of [3, 10, 40]) {
    const run = await solver.solve(problem, { rank, stop });
    const error = relativeErrorOf(problem, run.estimate);
    console.log(`${way}, k = ${rank}: ${run.status} after ${run.iterations} steps, residual ${run.relativeResidual.toFixed(3)}, error ${error.toFixed(3)}`);
  }
