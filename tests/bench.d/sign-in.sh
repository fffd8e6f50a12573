#!/usr/bin/env bash
# Server 1 is switched off under three servers: how long until a new sign-in works again through the
# company's unchanged DNS. Installs, sets up and measures five times, so it is the longest bench.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/figure.sh"
export LAB_NAME=${LAB_NAME:-ud-bench}
export UNIDASH_MATTER=$UNIDASH_LAB_CACHE/matter-$LAB_NAME
export UNIDASH_SHOTS=$UNIDASH_LAB_CACHE/bench-$LAB_NAME
lab=$here/../lab
"$lab/needs" 2>/dev/null
"$lab/story/matter" "$UNIDASH_BINARY" "$UNIDASH_MATTER" 2>/dev/null
rm -rf "$UNIDASH_SHOTS"
mkdir -p "$UNIDASH_SHOTS"
"$lab/up" --servers 3 -- "$here/returns" >"$UNIDASH_SHOTS/log" 2>&1 || {
	tail -n 15 "$UNIDASH_SHOTS/log"
	exit 1
}
times=$(cat "$UNIDASH_SHOTS/returns")
figure 'sign-in returns after a power cut' "$(median <<<"$times")" s '<= 10' "median of $(wc -l <<<"$times"): $(tr '\n' ' ' <<<"$times")"
