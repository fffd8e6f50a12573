#!/bin/bash
# Drives the demo on this machine: `unidash serve --demo` on a free port of the loopback, Chromium
# beside it (which leads *.localhost to this machine by itself).
#   demo.sh [BINARY]       default: the dev build of CARGO_TARGET_DIR
# Pictures go to $UNIDASH_SHOTS. Prints named checks; exit code 1 if one failed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=${1:-${CARGO_TARGET_DIR:-/var/tmp/unidash-target/main}/debug/unidash}
[ -x "$binary" ] || { echo "demo: no program at $binary: cargo build" >&2 && exit 1; }

work=$(mktemp -d)
server=''
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
LANG=C.UTF-8 "$binary" serve --demo --listen "127.0.0.1:$port" >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 100); do
	curl -so /dev/null "http://127.0.0.1:$port/" && break
	kill -0 "$server" 2>/dev/null || { cat "$work/out" "$work/log" >&2 && exit 1; }
	sleep 0.1
done

# The accounts are what it printed: a demo invents them.
password() { awk -v who="$1" '$1 == who && $2 == "/" { print $3; exit }' "$work/out"; }
UNIDASH_DEMO=unidash.localhost:$port GISELLE_PASSWORD=$(password giselle) ADA_PASSWORD=$(password ada)
export UNIDASH_DEMO GISELLE_PASSWORD ADA_PASSWORD
[ -n "$GISELLE_PASSWORD" ] || { echo "demo: it printed no password:" >&2 && cat "$work/out" >&2 && exit 1; }

bad=0
for script in "$here"/demo/*.mjs; do
	[ -z "${UNIDASH_DEMO_ONLY:-}" ] || [ "$(basename "$script" .mjs)" = "$UNIDASH_DEMO_ONLY" ] || continue
	"$here/run.sh" --host "$script" || bad=1
done
[ "$bad" -eq 0 ] || tail -20 "$work/log" >&2
exit "$bad"
