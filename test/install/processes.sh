#!/usr/bin/env bash
# The addon in worker threads, clusters and forks, and beside another OpenBLAS in one process.
. "$(dirname "$0")/project.sh"
has_native || skip "the tarball has no binary for this machine"
fresh processes
export LOWRANK_BACKEND=native
for name in worker cluster fork; do timeout 60 node "$ROOT/test/install/in-$name.cjs" "$PWD"; done

blas=$(ldconfig -p 2>/dev/null | awk '/libopenblas\.so\.0 / { path = $NF } END { print path }')
[ -n "$blas" ] || skip "beside another OpenBLAS: libopenblas.so.0 is not installed"
alone=$(node "$ROOT/test/install/beside-openblas.cjs" "$PWD")
beside=$(LD_PRELOAD=$blas timeout 60 node "$ROOT/test/install/beside-openblas.cjs" "$PWD" libopenblas)
echo "$beside"
[ "$alone" = "$beside" ] || fail "alone the answer was $alone"
