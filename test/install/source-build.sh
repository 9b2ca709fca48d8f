#!/usr/bin/env bash
# lowrank build: the kernels from source, against the OpenBLAS of the system, with no compiler's help from the repository.
. "$(dirname "$0")/project.sh"
unset CC CXX
command -v g++ >/dev/null && command -v make >/dev/null && command -v python3 >/dev/null || skip "g++, make and python3 are needed"
ldconfig -p | grep -q 'libopenblas\.so ' || skip "libopenblas-dev is not installed"
fresh source-build
rm -rf node_modules/lowrank/prebuilds
XDG_CACHE_HOME=$PWD/cache lowrank build
[ -z "$(ls cache/lowrank)" ] || fail "the folder that was built in is still there"
lowrank doctor | grep "kernels: native"
lowrank selftest | tail -1 | grep "checks passed"
