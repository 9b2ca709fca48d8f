#!/usr/bin/env bash
# The addon in worker threads, clusters and forks, and beside another OpenBLAS in one process.
. "$(dirname "$0")/project.sh"
has_native || skip "the tarball has no binary for this machine"
fresh processes
export LOWRANK_BACKEND=native
for name in worker cluster fork; do timeout 60 node "$ROOT/test/install/in-$name.cjs" "$PWD"; done

cp "$ROOT/test/install/in-vitest.test.mjs" .
ln -s "$ROOT/node_modules/vitest" node_modules/vitest
ANSWER=$ROOT/test/install/answer.cjs EXPECTED=$(node "$ROOT/test/install/beside-openblas.cjs" "$PWD")
export ANSWER EXPECTED
for pool in forks threads; do timeout 60 "$ROOT/node_modules/.bin/vitest" run --root "$PWD" --pool "$pool" in-vitest.test.mjs; done

blas=$(ldconfig -p 2>/dev/null | awk '/libopenblas\.so\.0 / { path = $NF } END { print path }')
[ -n "$blas" ] || skip "beside another OpenBLAS: libopenblas.so.0 is not installed"
alone=$(node "$ROOT/test/install/beside-openblas.cjs" "$PWD")
beside=$(LD_PRELOAD=$blas timeout 60 node "$ROOT/test/install/beside-openblas.cjs" "$PWD" libopenblas)
echo "$beside"
[ "$alone" = "$beside" ] || fail "alone the answer was $alone"
