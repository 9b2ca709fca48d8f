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

# The bill of materials names what is installed, bundled and linked, and nothing twice.
[ -d "$ROOT/dist" ] || skip "the bill of materials: dist/ is not built"
(cd "$ROOT" && npm run -s sbom) | node -e '
  const { components, metadata } = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const names = components.map(({ name }) => name);
  if (metadata.component.name !== "lowrank") throw new Error(`it is of ${metadata.component.name}`);
  for (const name of ["commander", "node-gyp-build", "yaml", "zod", "fft.js", "vega-view", "vega-lite", "OpenBLAS", "kissfft"])
    if (!names.includes(name)) throw new Error(`${name} is missing`);
  for (const { name, version, licenses } of components)
    if (!/^[0-9]/.test(version) || !licenses[0].license.id) throw new Error(`${name} lacks a version or a licence`);
  const refs = components.map((part) => part["bom-ref"]);
  if (new Set(refs).size !== refs.length) throw new Error("a component stands there twice");'
