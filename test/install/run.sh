#!/usr/bin/env bash
# npm run test:install [-- --all] [PART…]: packs the package and tests the tarball, in empty folders, as users get it.
# Without --all only what takes seconds; with it also other versions of Node, builds from source, bare Debian roots, and arm64 under
# emulation. What a machine lacks is skipped, and a line says so.
set -euo pipefail
cd "$(dirname "$0")/../.."

quick=(contents load types fallback processes hardened)
slow=(source-build nodes onnxruntime roots arm64)
parts=() all=
for word in "$@"; do if [ "$word" = --all ]; then all=1; else parts+=("$word"); fi; done
[ ${#parts[@]} -gt 0 ] || parts=("${quick[@]}" ${all:+"${slow[@]}"})

export ROOT=$PWD ALL=$all WORK
WORK=$(mktemp -d "${TMPDIR:-/tmp}/lowrank-install-XXXXXX")
trap 'rm -rf "$WORK"' EXIT
npm pack --silent --pack-destination "$WORK" >/dev/null
TARBALL=$(echo "$WORK"/*.tgz)
export TARBALL

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
[ ${#failed[@]} -eq 0 ]
