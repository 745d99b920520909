#!/usr/bin/env bash
# Runs the README's five minutes as written, in a fresh folder. The block marked `sh background` is
# started and stopped again; any other that fails ends the tour.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
cd "$root"
work=$(mktemp -d)
rm -rf /tmp/kai-tour
node=
cleanup() {
  if [ -n "$node" ]; then kill "$node" 2>/dev/null || true; wait "$node" 2>/dev/null || true; fi
  rm -rf "$work" /tmp/kai-tour
}
trap cleanup EXIT

awk -v out="$work/block" '
  /^```sh/ {n++; mode = ($2 == "background") ? "background" : "plain"; file = sprintf("%s-%02d-%s", out, n, mode); inside = 1; next}
  /^```/ {inside = 0; next}
  inside {print > file}
' README.md

for block in "$work"/block-*; do
  echo "--- $(basename "$block")"
  cat "$block"
  case $block in
    *-background)
      setsid bash -e "$block" >"$work/node.log" 2>&1 &
      node=$!
      until grep -q '^Try, ' "$work/node.log"; do
        kill -0 "$node" 2>/dev/null || { cat "$work/node.log" >&2; exit 1; }
        read -r -t 0.3 <> <(:) || true
      done
      node=$(awk -F'"pid":' '{split($2, a, "[,}]"); print a[1]}' /tmp/kai-tour/node.json)
      cat "$work/node.log"
      ;;
    *) bash -eo pipefail "$block" ;;
  esac
done
echo "the tour runs as written"
