#!/usr/bin/env bash
# The types, as each way of resolving modules finds them.
. "$(dirname "$0")/project.sh"
fresh types
for tool in "attw $TARBALL --no-color" "publint run --strict node_modules/lowrank"; do
  # shellcheck disable=SC2086
  "$ROOT"/node_modules/.bin/$tool
done
ln -s "$ROOT/node_modules/@types" node_modules/@types
ln -s "$ROOT/node_modules/undici-types" node_modules/undici-types

cat >use.ts <<'J'
import { complete, createProblem, denseOperator, GradientDescent, matrix, type Run } from "lowrank";
const operator = denseOperator({ rows: 2, cols: 2, matrices: new Float64Array(16) });
const problem = createProblem({ operator, measurements: new Float64Array(4) });
export const run: Promise<Run> = new GradientDescent({ stepSize: 0.5 }).solve(problem, { rank: 1 });
export const table = complete(matrix(2, 2));
// @ts-expect-error: the option does not exist
new GradientDescent({ stepsize: 0.5 });
J
cp use.ts use.cts && cp use.ts use.mts
tsc() { node "$ROOT/node_modules/typescript/bin/tsc" --noEmit --strict --target es2022 "$@"; }
tsc --module node16 --moduleResolution node16 use.cts use.mts
[ -n "${ALL:-}" ] || skip "the compiler with node10 and bundler resolution, at which attw has looked: npm run test:install -- --all types"
tsc --module commonjs --moduleResolution node10 use.ts
tsc --module esnext --moduleResolution bundler use.ts
