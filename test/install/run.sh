#!/usr/bin/env bash
# npm run test:install [-- --all] [PART…]: packs the package and tests the tarball, in empty folders, as users get it.
# Without --all only what takes seconds; with it also other versions of Node, builds from source, bare Debian roots, and arm64 under
# emulation. What a machine lacks is skipped, and a line says so.
set -euo pipefail
cd "$(dirname "$0")/../.."

quick=(contents load types fallback processes hardened)
slow=(source-build nodes onnxruntime roots arm64)
declare -A needs=(
  [source-build]="the package built from source, with a compiler and a system BLAS"
  [nodes]="Node 20, 22 and 24"
  [onnxruntime]="onnxruntime-node in the same process"
  [roots]="bare Debian 11 and 12, with Node and libstdc++ alone"
  [arm64]="the linux-arm64 binary, under emulation"
)
parts=() all=
for word in "$@"; do if [ "$word" = --all ]; then all=1; else parts+=("$word"); fi; done
chosen=${#parts[@]}
[ "$chosen" -gt 0 ] || parts=("${quick[@]}" ${all:+"${slow[@]}"})

export ROOT=$PWD ALL=$all WORK
WORK=$(mktemp -d "${TMPDIR:-/tmp}/lowrank-install-XXXXXX")
trap 'rm -rf "$WORK"' EXIT
npm pack --silent --pack-destination "$WORK" >/dev/null
TARBALL=$(echo "$WORK"/*.tgz)
export TARBALL
size=$(stat -c %s "$TARBALL")
echo "install: the tarball has $size bytes, $((12000000 - size)) below the limit of 12,000,000"

# Installed once, with neither scripts nor a compiler; the parts work on copies.
mkdir "$WORK/installed"
echo '{ "name": "user", "version": "1.0.0", "private": true }' >"$WORK/installed/package.json"
(cd "$WORK/installed" && CXX=/bin/false CC=/bin/false npm install --ignore-scripts --silent --no-audit --no-fund "$TARBALL")

failed=()
for part in "${parts[@]}"; do
  began=$SECONDS
  if bash "test/install/$part.sh" >"$WORK/$part.log" 2>&1; then word=ok; else word=FAILED failed+=("$part"); fi
  grep '^skipped' "$WORK/$part.log" | sed "s/^/install: $part: /" || true
  echo "install: $part: $word ($((SECONDS - began)) s)"
  [ $word = ok ] || tail -30 "$WORK/$part.log"
done
if [ -z "$all" ] && [ "$chosen" -eq 0 ]; then
  for part in "${slow[@]}"; do echo "install: $part: NOT RUN (${needs[$part]}): npm run test:install -- --all $part"; done
fi
[ ${#failed[@]} -eq 0 ]
