// The bits of one run of the package installed in a folder, as text: the same in every thread and process.
const { createRequire } = require("node:module");
const { createHash } = require("node:crypto");
const { join } = require("node:path");

module.exports = async function answer(folder) {
  const lowrank = createRequire(join(folder, "package.json"))("lowrank");
  const operator = lowrank.gaussianOperator({ rows: 60, cols: 50, count: 1500, seed: 4 });
  const truth = lowrank.syntheticTruth(operator, { rank: 3, seed: 4 });
  const problem = lowrank.createProblem({ operator, measurements: lowrank.syntheticMeasurements(operator, truth) });
  const { estimate, status } = await new lowrank.ScaledGradientDescent().solve(problem, { rank: 3 });
  return `${operator.kernels.name} ${status} ${createHash("sha256").update(estimate.left.data).digest("hex")}`;
};
