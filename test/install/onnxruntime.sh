#!/usr/bin/env bash
# The addon beside onnxruntime in one process, both at work at once.
. "$(dirname "$0")/project.sh"
has_native || skip "the tarball has no binary for this machine"
fresh onnxruntime
npm install --ignore-scripts --silent --no-audit --no-fund onnxruntime-node@1.23.2 || skip "onnxruntime-node cannot be installed"
export LOWRANK_BACKEND=native
alone=$(node "$ROOT/test/install/beside-openblas.cjs" "$PWD")
beside=$(timeout 120 node "$ROOT/test/install/beside-onnxruntime.cjs" "$PWD")
[ "$alone" = "$beside" ] || fail "alone the answer was $alone, beside onnxruntime $beside"
