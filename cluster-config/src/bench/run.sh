#!/usr/bin/env bash
# Measures a node beside its peers, in turn and on this machine, and prints one table.
# Needs wrk and node. Usage: cluster-config/src/bench/run.sh [SECONDS_A_RUN] [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
seconds=${1:-10}
rounds=${2:-3}
work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

for tool in wrk node npm curl; do
  command -v "$tool" >/dev/null || { echo "needs $tool (Debian: apt-get install wrk nodejs npm curl)" >&2; exit 2; }
done
dist=$(ls -d "$root"/cluster-config/target/kai-*/kai-*/lib 2>/dev/null | head -n 1 || true)
[ -n "$dist" ] && [ -d "$root/cluster-config/target/test-classes" ] || { echo "build first: mvn -DskipTests package" >&2; exit 2; }
# shellcheck source=/dev/null
java=$(KAI_PRINT_JAVA=1 "$root/kai")

cp "$here"/package*.json "$here"/.npmrc "$here"/*.mjs "$work"
(cd "$work" && npm ci --silent)

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
await() { # URL
  for _ in $(seq 1 150); do curl -s -o /dev/null "$1" && return 0; read -r -t 0.2 <> <(:) || true; done
  echo "no answer from $1" >&2; exit 1
}

echo_port=$(free_port); proxy_port=$(free_port); upstream_port=$(free_port)
http_port=$(free_port); cluster_port=$(free_port); bare_port=$(free_port)
export TOKEN=bench
PORT=$upstream_port node "$work/mock-upstream.mjs" & pids+=($!)
PORT=$echo_port node "$work/echo-peer.mjs" & pids+=($!)
PORT=$proxy_port UPSTREAM=http://127.0.0.1:$upstream_port node "$work/chat-proxy-peer.mjs" & pids+=($!)

# The node as a user starts it, with the echo beside it as somebody's plugin.
mkdir "$work/plugins"
(cd "$root/cluster-config/target/test-classes" &&
  "${java%java}jar" cf "$work/plugins/echo.jar" META-INF io/kaicd/node/EchoPlugin*.class)
KAI_PLUGINS=$work/plugins XDG_CACHE_HOME=$work/cache KAI_AOT=off "$root/kai" run \
  --data "$work/data" --http "127.0.0.1:$http_port" --cluster "127.0.0.1:$cluster_port" >"$work/node.log" 2>&1 & pids+=($!)
node_pid=$!
"$java" -cp "$dist/*:$root/cluster-config/target/test-classes" io.kaicd.node.BareServer "$bare_port" 2>/dev/null & pids+=($!)
await "http://127.0.0.1:$upstream_port/v1/models"
await "http://127.0.0.1:$echo_port/"
await "http://127.0.0.1:$proxy_port/"
await "http://127.0.0.1:$bare_port/"
for _ in $(seq 1 150); do curl -sf -o /dev/null "http://127.0.0.1:$http_port/health/ready" && break; read -r -t 0.2 <> <(:) || true; done
curl -sf -o /dev/null "http://127.0.0.1:$http_port/health/ready" || { cat "$work/node.log" >&2; exit 1; }
printf 'RSS idle: %s MB\n' "$(awk '/VmRSS/ {print int($2/1024)}' "/proc/$node_pid/status")"

token=$(cat "$work/data/token")
put() {
  curl -sS -f -o /dev/null -X PUT -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    "http://127.0.0.1:$http_port/api/v1/services/$1" -d "$2"
}
put echo '{"definition":"echo@^1"}'
put mock "{\"definition\":\"openai-compatible@^1\",\"config\":{\"baseUrl\":\"http://127.0.0.1:$upstream_port/v1\",\"maxInFlight\":256}}"
for service in echo mock; do
  for _ in $(seq 1 100); do
    curl -sf -H "Authorization: Bearer $token" "http://127.0.0.1:$http_port/api/v1/services/$service" | grep -q '"phase":"ready"' && break
    read -r -t 0.2 <> <(:) || true
  done
done

request() { # FILE TOKEN BODY
  cat >"$work/$1.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer $2"
wrk.body = [[$3]]
LUA
}
echo_body='{"text":"the quick brown fox jumps over the lazy dog","times":3}'
chat_body='{"model":"mock","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is the answer to life, the universe and everything?"}]}'
long=$(head -c 307200 /dev/zero | tr '\0' 'a')
long_body="{\"model\":\"mock\",\"messages\":[{\"role\":\"user\",\"content\":\"$long\"}]}"
request echo-kai "$token" "$echo_body"; request echo-peer "$TOKEN" "$echo_body"
request chat-kai "$token" "$chat_body"; request chat-peer "$TOKEN" "$chat_body"
request long-kai "$token" "$long_body"; request long-peer "$TOKEN" "$long_body"

load() { # SCRIPT URL CONNECTIONS
  wrk -t1 -c"$3" -d"${seconds}s" -s "$work/$1.lua" "$2" >"$work/wrk.out"
  if grep -q 'Non-2xx' "$work/wrk.out"; then echo "failed calls: $1" >&2; cat "$work/wrk.out" >&2; exit 1; fi
  awk '/Requests\/sec/ {print $2}' "$work/wrk.out"
}
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
row() { # NAME CONNECTIONS KAI_SCRIPT KAI_URL PEER_SCRIPT PEER_URL PEER_NAME
  load "$3" "$4" "$2" >/dev/null; load "$5" "$6" "$2" >/dev/null
  : >"$work/a"; : >"$work/b"
  for _ in $(seq "$rounds"); do load "$3" "$4" "$2" >>"$work/a"; load "$5" "$6" "$2" >>"$work/b"; done
  a=$(median <"$work/a"); b=$(median <"$work/b")
  awk -v n="$1" -v c="$2" -v a="$a" -v b="$b" -v p="$7" 'BEGIN {printf "| %s, %d connections | %.0f/s | %s %.0f/s | %.2f |\n", n, c, a, p, b, a/b}'
}
kai=http://127.0.0.1:$http_port
printf '| what | node | peer | ratio |\n|---|---|---|---|\n'
row 'echo, validated in and out' 32 echo-kai "$kai/api/v1/capabilities/echo/echo" echo-peer "http://127.0.0.1:$echo_port/echo" 'Fastify 5'
row 'echo beside a constant reply' 32 echo-kai "$kai/api/v1/capabilities/echo/echo" echo-peer "http://127.0.0.1:$bare_port/" 'bare Pekko HTTP'
row 'chat proxied' 32 chat-kai "$kai/v1/chat/completions" chat-peer "http://127.0.0.1:$proxy_port/v1/chat/completions" 'Fastify + zod + undici'
row 'chat proxied, 300 KB prompt' 8 long-kai "$kai/v1/chat/completions" long-peer "http://127.0.0.1:$proxy_port/v1/chat/completions" 'Fastify + zod + undici'
printf 'RSS after the load: %s MB\n' "$(awk '/VmRSS/ {print int($2/1024)}' "/proc/$node_pid/status")"
