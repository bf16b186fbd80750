#!/bin/sh
# Watches a bootstrap from before its first step, and judges it after its last one.
#
#   follow.sh start  <cluster> [<flag> …]  assay --follow in the background; refused where the call or the profile is wrong
#   follow.sh verify <cluster> [<flag> …]  waits for it, shows what it says and ends with its exit code; where none
#                                          follows, the cluster is judged as it is
#   follow.sh stop   <cluster>             ends one that still follows: it leaves a whole report
#
# ASSAY is the command of assay: node_modules/.bin/assay by default.
set -eu

usage() {
  echo "follow: $1; write: sh follow.sh start|verify|stop <cluster> [<flag> …]" >&2
  exit 2
}

if [ $# -lt 2 ] || [ -z "$2" ]; then usage "no cluster is named"; fi
what=$1 cluster=$2
shift 2
if [ -z "${ASSAY:-}" ]; then
  # npx in between would not pass signals on
  if [ -x node_modules/.bin/assay ]; then ASSAY=node_modules/.bin/assay; else ASSAY="npx assay"; fi
fi
state=.assay/.follow/$(printf %s "$cluster" | tr -c 'A-Za-z0-9.-' _)

follows() { [ -f "$state/pid" ] && [ ! -f "$state/exit" ] && kill -0 "$(cat "$state/pid")" 2>/dev/null; }

start() {
  if follows; then
    echo "follow: assay follows $cluster already, as process $(cat "$state/pid")" >&2
    exit 2
  fi
  # a wrong profile is known before the bootstrap begins
  $ASSAY --cluster "$cluster" --list >/dev/null
  rm -rf "$state"
  if ! mkdir -p "$state" 2>/dev/null; then
    echo "follow: $PWD/$state cannot be made; call it where .assay/ can be written" >&2
    exit 2
  fi
  # shellcheck disable=SC2086 # ASSAY is a command with its words
  sh -c '
    state=$0
    "$@" & echo $! > "$state/pid"
    code=0; wait $! || code=$?
    echo "$code" > "$state/exit"
  ' "$state" $ASSAY --cluster "$cluster" --follow "$@" > "$state/log" 2>&1 < /dev/null &
  while [ ! -f "$state/pid" ]; do sleep 1; done
  echo "follow: assay follows $cluster, as process $(cat "$state/pid"); it writes to $state/log"
}

verify() {
  if [ ! -f "$state/pid" ]; then exec $ASSAY --cluster "$cluster" "$@"; fi
  tail -n +1 -f "$state/log" &
  shown=$!
  while follows; do sleep 1; done
  # its exit code is written a moment after its end
  sleep 1
  kill "$shown" 2>/dev/null || true
  code=$(cat "$state/exit" 2>/dev/null || echo 137)
  rm -rf "$state"
  if [ "$code" -lt 128 ]; then exit "$code"; fi
  echo "follow: what followed $cluster was killed; the cluster is judged as it is now" >&2
  exec $ASSAY --cluster "$cluster" "$@"
}

stop() {
  if follows; then
    kill -TERM "$(cat "$state/pid")"
    while follows; do sleep 1; done
    cat "$state/log"
  fi
  rm -rf "$state"
}

case $what in
  start) start "$@" ;;
  verify) verify "$@" ;;
  stop) stop ;;
  *) usage "\"$what\" is no command" ;;
esac
