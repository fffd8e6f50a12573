#!/usr/bin/env bash
# From the first `install` to three voters, beside the same K3s put up by hand, in the same run on the
# same bare servers. By hand means K3s's own documentation for an air gap: binary, archives and
# settings to each server, one after the other, no UniDash.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/figure.sh"
export LAB_NAME=${LAB_NAME:-ud-bench}
export UNIDASH_MATTER=$UNIDASH_LAB_CACHE/matter-$LAB_NAME
export UNIDASH_SHOTS=$UNIDASH_LAB_CACHE/bench-$LAB_NAME
lab=$here/../lab
"$lab/needs" 2>/dev/null
"$lab/story/matter" "$UNIDASH_BINARY" "$UNIDASH_MATTER" 2>/dev/null
times=$UNIDASH_SHOTS/times
rm -rf "$UNIDASH_SHOTS"
mkdir -p "$UNIDASH_SHOTS"
for turn in $(seq "${BENCH_TURNS:-1}"); do
	for way in by-hand by-unidash; do
		"$lab/up" --servers 3 -- "$here/three-voters" "$way" >>"$UNIDASH_SHOTS/log" 2>&1 || {
			tail -n 15 "$UNIDASH_SHOTS/log"
			echo "three voters, $way, turn $turn: never"
			exit 1
		}
	done
done
hand=$(grep '^by-hand ' "$times" | cut -d' ' -f2 | median)
ours=$(grep '^by-unidash ' "$times" | cut -d' ' -f2 | median)
up=$(grep '^all-up ' "$times" | cut -d' ' -f2 | median)
how="median of ${BENCH_TURNS:-1}, local artefacts, $("$lab/k3s-binary" 2>&1 >/dev/null | sed 's/^lab: //')"
figure 'three voters, K3s by hand' "$hand" s - "$how"
figure 'three voters, one-liner and two lines' "$ours" s - 'both lines pasted at the same moment'
figure 'ratio' "$(ratio "$ours" "$hand")" x '<= 1.1' 'by UniDash / by hand, same run'
figure 'API, three voters, gateway, UniDash up' "$up" s '<= 120' 'until the last pasted line has ended'
