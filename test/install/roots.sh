#!/usr/bin/env bash
# Debian 12 and Debian 11 with nothing but Node and libstdc++: the binary runs natively.
. "$(dirname "$0")/project.sh"
[ "$(id -u)" = 0 ] || skip "only root can enter another root"
command -v mmdebstrap >/dev/null || skip "mmdebstrap is not installed"
has_native || skip "the tarball has no binary for this machine"
fresh roots
for suite in bookworm bullseye; do
  mmdebstrap --quiet --mode=root --variant=minbase --include=libstdc++6 "$suite" "root-$suite" || { echo "skipped: $suite could not be fetched"; continue; }
  cp "$(command -v node)" "root-$suite/usr/bin/node"
  cp -r node_modules "root-$suite/srv/"
  mount -t proc proc "root-$suite/proc" || echo "skipped: $suite runs without /proc, which cannot be mounted"
  for words in "doctor" "selftest --backend native"; do
    LOWRANK_BACKEND=native chroot "root-$suite" /usr/bin/node /srv/node_modules/lowrank/dist/cli.js $words | tail -12
  done
  umount "root-$suite/proc" 2>/dev/null || true
done
