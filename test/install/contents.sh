#!/usr/bin/env bash
# What is in the tarball, how much of it, and what it depends on.
. "$(dirname "$0")/project.sh"
node "$ROOT/test/install/contents.mjs" <(tar tzf "$TARBALL") "$ROOT/test/install/contents.txt" "${ALL:-}"

size=$(stat -c %s "$TARBALL")
echo "the tarball has $size bytes"
[ "$size" -le 12000000 ] || fail "the tarball has $size bytes; 12,000,000 are allowed"

fresh contents
node -e '
  const { dependencies, scripts, peerDependenciesMeta } = require("./node_modules/lowrank/package.json");
  const names = Object.keys(dependencies).sort().join(" ");
  if (names !== "commander node-gyp-build yaml zod") throw new Error(`it depends on ${names}`);
  if (!peerDependenciesMeta["@resvg/resvg-js"].optional) throw new Error("@resvg/resvg-js is not optional");
  for (const name of require("fs").readdirSync("node_modules").filter((name) => !name.startsWith("."))) {
    const { scripts = {} } = require(`./node_modules/${name}/package.json`);
    for (const script of ["preinstall", "install", "postinstall"]) if (scripts[script]) throw new Error(`${name} has a script ${script}`);
    if (require("fs").existsSync(`node_modules/${name}/binding.gyp`) && name !== "node-gyp-build") throw new Error(`${name} has a binding.gyp`);
  }'
