#!/bin/bash
# Drives the demo on this machine: `unidash serve --demo` on a free port of the loopback, Chromium
# beside it (which leads *.localhost to this machine by itself). Each script gets a demo of its own,
# so that none finds what another left open.
#   demo.sh [BINARY]       default: the dev build of CARGO_TARGET_DIR
# Pictures go to $UNIDASH_SHOTS. Prints named checks and counts them; exit code 1 if one failed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=${1:-${CARGO_TARGET_DIR:-/var/tmp/unidash-target/main}/debug/unidash}
[ -x "$binary" ] || { echo "demo: no program at $binary: cargo build" >&2 && exit 1; }

work=$(mktemp -d)
server=''
bad=0
stop() {
	[ -n "$server" ] || return 0
	kill "$server" 2>/dev/null || true
	for _ in $(seq 300); do
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	if kill -9 "$server" 2>/dev/null; then
		echo "FAIL  the demo stops when it is told to: not within 30 s" | tee -a "$work/all"
		bad=1
	fi
	wait "$server" 2>/dev/null || true
	server=''
}
trap 'stop; rm -rf "$work"' EXIT

# start [MORE…]: with these options of `serve`.
start() {
	local port
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	LANG=C.UTF-8 "$binary" serve --demo --listen "127.0.0.1:$port" "$@" >"$work/out" 2>"$work/log" &
	server=$!
	for _ in $(seq 100); do
		curl -so /dev/null "http://127.0.0.1:$port/" && break
		kill -0 "$server" 2>/dev/null || { cat "$work/out" "$work/log" >&2 && exit 1; }
		sleep 0.1
	done
	# The accounts are what it printed: a demo invents them.
	UNIDASH_DEMO=unidash.localhost:$port GISELLE_PASSWORD=$(password giselle) ADA_PASSWORD=$(password ada)
	export UNIDASH_DEMO GISELLE_PASSWORD ADA_PASSWORD
	[ -n "$GISELLE_PASSWORD" ] || { echo "demo: it printed no password:" >&2 && cat "$work/out" >&2 && exit 1; }
}
password() { awk -v who="$1" '$1 == who && $2 == "/" { print $3; exit }' "$work/out"; }

for script in "$here"/demo/*.mjs; do
	[ -z "${UNIDASH_DEMO_ONLY:-}" ] || [ "$(basename "$script" .mjs)" = "$UNIDASH_DEMO_ONLY" ] || continue
	case $script in
	*/first-morning.mjs) start --without-apps ;;
	*) start ;;
	esac
	"$here/run.sh" --host "$script" >"$work/checks" 2>&1 || { bad=1 && tail -20 "$work/log" >>"$work/checks"; }
	cat "$work/checks"
	cat "$work/checks" >>"$work/all"
	stop
done
echo "$(grep -c '^ok ' "$work/all" || true) passed, $(grep -c '^FAIL ' "$work/all" || true) failed"
exit "$bad"
