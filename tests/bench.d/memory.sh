#!/usr/bin/env bash
# Resident memory: idle after a minute, and after 2000 requests.
. "$(dirname "$0")/figure.sh"
folder=$(mktemp -d) port=$(free_port)
"$UNIDASH_BINARY" serve --folder "$folder" --listen "127.0.0.1:$port" >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
rss() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }
for _ in $(seq 100); do
	curl -so /dev/null "http://127.0.0.1:$port/" && break
	sleep 0.1
done
sleep "${BENCH_IDLE:-60}"
figure 'idle, one process with all roles' "$(rss)" MB '<= 25' "VmRSS after ${BENCH_IDLE:-60} s without requests"
for _ in $(seq 2000); do echo "url = http://127.0.0.1:$port/"; echo 'output = /dev/null'; done >"$folder/urls"
curl -s -H "Host: desk.unidash.localhost:$port" -K "$folder/urls" || true
figure 'after 2000 requests' "$(rss)" MB - 'VmRSS'
