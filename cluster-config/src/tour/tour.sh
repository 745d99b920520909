#!/usr/bin/env bash
# Runs the README's five minutes as written. `sh background` blocks are started and stopped again; any
# other `sh` block that fails ends the tour. A `text` block after one shows lines of its output: each
# must be there, in that order, and `...` in it stands for anything.
#
#   tour.sh                as written: data in /tmp/kai-tour, port 7480, ./kai of this checkout
#   tour.sh --apart        a folder of its own and free ports in place of those two
#   tour.sh --dist FOLDER  apart, and the ./kai of an unpacked distribution in place of the checkout's
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
data=/tmp/kai-tour
apart=
node=
from=$PWD
cd "$root"

case ${1:-} in
  --apart) apart=yes ;;
  --dist)
    apart=yes
    dist=$(cd "$from" && cd "$2" && pwd)
    mkdir "$work/checkout"
    ln -s "$dist/kai" "$work/checkout/kai"
    ln -s "$root/cluster-config" "$work/checkout/cluster-config"
    cd "$work/checkout"
    ;;
  '') ;;
  *) sed -n 's/^#   //p' "$0" >&2; exit 2 ;;
esac
if [ -n "$apart" ]; then
  data=$work/data
  export KAI_HTTP=127.0.0.1:0 KAI_CLUSTER=127.0.0.1:0
elif [ -e "$data" ]; then
  echo "tour: $data is there already; remove it, or run the tour with --apart" >&2
  rm -rf "$work"
  exit 1
fi

cleanup() {
  if [ -n "$node" ]; then
    kill "$node" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$node" 2>/dev/null || break; sleep 0.1; done
  fi
  rm -rf "$work" "$data"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

awk -v out="$work/block" '
  /^```sh/ {n++; kind = ($2 == "background") ? "background" : "plain"; inside = 1}
  /^```text/ {kind = "expected"; inside = 1}
  /^```(sh|text)/ {file = sprintf("%s-%02d-%s", out, n, kind); printf "" > file; next}
  /^```/ {inside = 0; next}
  inside {print > file}
' "$root/README.md"

address() { sed -n 's/.*"address":"http:\/\/\([^"]*\)".*/\1/p' "$data/node.json"; }

# The block itself, or with the two replacements of a tour apart.
script() {
  if [ -z "$apart" ]; then
    cat "$1"
  elif [ -f "$data/node.json" ]; then
    sed -e "s|/tmp/kai-tour|$data|g" -e "s|127\.0\.0\.1:7480|$(address)|g" "$1"
  else
    sed -e "s|/tmp/kai-tour|$data|g" "$1"
  fi
}

start() { # BLOCK: starts the node and waits until it is ready
  script "$1" >"$work/node.sh"
  bash -e "$work/node.sh" >"$work/output" 2>&1 &
  local shell=$!
  until grep -q '^Try, ' "$work/output"; do
    kill -0 "$shell" 2>/dev/null || { cat "$work/output" >&2; exit 1; }
    sleep 0.2
  done
  node=$(sed -n 's/.*"pid":\([0-9]*\).*/\1/p' "$data/node.json")
  cat "$work/output"
}

check() { # EXPECTED: its lines are in the output, in order
  awk '
    function plain(text) { gsub(/[][(){}.*+?^$|\\]/, "\\\\&", text); return text }
    NR == FNR { n = split($0, parts, /\.\.\./); pattern = plain(parts[1])
                for (i = 2; i <= n; i++) pattern = pattern ".*" plain(parts[i])
                wanted[++count] = "^" pattern "$"; shown[count] = $0; next }
    at < count && $0 ~ wanted[at + 1] { at++ }
    END { if (at < count) { print "tour: the output has no line like: " shown[at + 1] > "/dev/stderr"; exit 1 } }
  ' "$1" "$work/output"
}

for block in "$work"/block-*; do
  case $block in
    *-background) echo "--- in the background"; cat "$block"; start "$block" ;;
    *-plain)
      echo "---"; cat "$block"
      script "$block" >"$work/step.sh"
      bash -eo pipefail "$work/step.sh" 2>&1 | tee "$work/output"
      echo
      ;;
  esac
  expected=${block%-*}-expected
  if [ "$block" != "$expected" ] && [ -f "$expected" ]; then check "$expected"; fi
done
echo "the tour runs as written"
