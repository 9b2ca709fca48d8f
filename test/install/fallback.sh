#!/usr/bin/env bash
# Binaries that are missing or damaged: portable kernels, one warning, and the result says so.
. "$(dirname "$0")/project.sh"
has_native || skip "the tarball has no binary for this machine"
fresh fallback
folder=$(echo node_modules/lowrank/prebuilds/"$(node -p 'process.platform + "-" + process.arch')")
binary=$(echo "$folder"/*.node)
cp "$binary" whole.node
cat >problem.yaml <<'J'
operator: { kind: gaussian, rows: 12, cols: 10, count: 150, seed: 1 }
rank: 2
J
lowrank generate problem.yaml --out made >/dev/null

# `portable WORDS`: it recovers by portable kernels, and its one line on stderr has these words.
portable() {
  lowrank recover made/problem.yaml --json >result.json 2>warning.txt
  grep -q '"backend": "portable"' result.json || fail "the result does not say portable"
  [ "$(wc -l <warning.txt)" = 1 ] || { cat warning.txt; fail "not one warning"; }
  grep -q "$1" warning.txt || { cat warning.txt; fail "the warning does not say: $1"; }
  refuses 2 "native kernels are not available" lowrank recover made/problem.yaml --backend native
  lowrank doctor | grep "kernels: portable"
}

rm "$binary" && portable "No native build was found"
head -c 9000000 whole.node >"$binary" && portable "is truncated"
: >"$binary" && portable "is truncated\|file too short"
cp whole.node "$binary" && printf '\xf3\x00' | dd of="$binary" bs=1 seek=18 conv=notrunc status=none && portable "is for riscv64"
cp whole.node "$binary" && lowrank recover made/problem.yaml --json | grep '"backend": "native"'
refuses 2 "npm install @resvg/resvg-js" lowrank experiment run strict-saddle --toy --out figures --figures png
refuses 2 "the build failed" lowrank build
cmp whole.node "$binary"
