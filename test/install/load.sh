#!/usr/bin/env bash
# require, import and the program, after npm install and after npm ci from a lock file.
. "$(dirname "$0")/project.sh"
fresh load

cat >solve.js <<'J'
module.exports = async ({ gaussianOperator, syntheticTruth, syntheticMeasurements, createProblem, ScaledGradientDescent, openKernels }, how) => {
  const kernels = openKernels();
  const operator = gaussianOperator({ rows: 12, cols: 10, count: 150, seed: 1 }, kernels);
  const truth = syntheticTruth(operator, { rank: 2, seed: 1 });
  const run = await new ScaledGradientDescent().solve(createProblem({ operator, measurements: syntheticMeasurements(operator, truth) }), { rank: 2 });
  if (!run.converged) throw new Error(run.reason);
  console.log(how, kernels.name, run.iterations);
};
J
cat >one.cjs <<'J'
require("./solve.js")(require("lowrank"), "require");
J
cat >two.mjs <<'J'
import * as lowrank from "lowrank";
import solve from "./solve.js";
await solve(lowrank, "import");
J
check() {
  for backend in $(has_native && echo native) portable; do
    LOWRANK_BACKEND=$backend node one.cjs | grep "require $backend"
    LOWRANK_BACKEND=$backend node two.mjs | grep "import $backend"
  done
  lowrank doctor
}
check
lowrank selftest | tail -1 | grep "checks passed"
rm -rf node_modules
npm ci --silent --no-audit --no-fund
check
