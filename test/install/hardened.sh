#!/usr/bin/env bash
# Frozen intrinsics, and Node's permission model with what SECURITY.md says to allow.
. "$(dirname "$0")/project.sh"
has_native || skip "the tarball has no binary for this machine"
fresh hardened
script=$ROOT/test/install/beside-openblas.cjs
alone=$(LOWRANK_BACKEND=native node "$script" "$PWD")
[ "$(LOWRANK_BACKEND=native node --no-warnings --frozen-intrinsics "$script" "$PWD")" = "$alone" ] || fail "frozen intrinsics"
node --no-warnings --frozen-intrinsics node_modules/lowrank/dist/cli.js --version

allowed=(--no-warnings "$(node -p 'process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission"')")
for folder in "$PWD" "$ROOT/test"; do allowed+=("--allow-fs-read=$folder/*"); done
portable=$(node "${allowed[@]}" "$script" "$PWD")
case $portable in "portable converged"*) ;; *) fail "without --allow-addons: $portable" ;; esac
allowed+=(--allow-addons --allow-fs-read=/etc/alpine-release)
[ "$(LOWRANK_BACKEND=native node "${allowed[@]}" "$script" "$PWD")" = "$alone" ] || fail "with permissions"
refuses 1 "/etc/alpine-release" env LOWRANK_BACKEND=native node --no-warnings "${allowed[@]:1:3}" --allow-addons "$script" "$PWD"
