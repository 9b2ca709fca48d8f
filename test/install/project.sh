# Sourced by the parts. `fresh NAME` makes a project with the tarball installed, and goes there.
set -euo pipefail
export CXX=/bin/false CC=/bin/false
unset LOWRANK_BACKEND

skip() { echo "skipped: $*"; exit 0; }
fail() { echo "FAILED: $*"; exit 1; }

fresh() { cp -r "$WORK/installed" "$WORK/$1" && cd "$WORK/$1"; }

# Whether a native binary for this machine is in the tarball.
has_native() { tar tzf "$TARBALL" | grep "^package/prebuilds/$(node -p 'process.platform + "-" + process.arch')/" >/dev/null; }

# The program, as it is installed in this folder.
lowrank() { node_modules/.bin/lowrank "$@"; }

# `refuses CODE WORDS COMMAND…`: it ends with that exit code and says those words.
refuses() {
  local code=$1 words=$2 got=0
  shift 2
  "$@" >refused.log 2>&1 || got=$?
  [ "$got" = "$code" ] || { cat refused.log; fail "$* ended with $got, not $code"; }
  grep -q "$words" refused.log || { cat refused.log; fail "$* did not say: $words"; }
}
