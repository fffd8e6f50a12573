#!/usr/bin/env bash
# The desk in Chromium on the demo: what its first load weighs, when it can be used, and what dragging a
# divider costs in script. The two checks that measure it are those of tests/browser/demo.
here=$(dirname "$0")
. "$here/figure.sh"
said=$(mktemp)
trap 'rm -f "$said"' EXIT
for script in ways moves; do
	UNIDASH_DEMO_ONLY=$script "$here/../browser/demo.sh" "$UNIDASH_BINARY" >>"$said" 2>&1 || { cat "$said" >&2 && exit 1; }
done
first=$(sed -n 's/.*first load: \([0-9]*\) requests, \([0-9.]*\) kB, usable after \([0-9]*\) ms.*/\1 \2 \3/p' "$said")
frame=$(sed -n 's/.*over \([0-9]*\) frames: median \([0-9.]*\) ms, most \([0-9.]*\) ms.*/\1 \2 \3/p' "$said")
if [ -z "$first" ] || [ -z "$frame" ]; then cat "$said" >&2 && exit 1; fi
read -r requests kilobytes usable <<<"$first"
read -r frames median most <<<"$frame"
figure 'first load of the desk' "$kilobytes" kB '<= 100' 'compressed, all files, cold'
figure 'requests of the first load' "$requests" '' '<= 15' 'the same load'
figure 'desk usable after' "$usable" ms '<= 300' 'from navigation to the last behaviour bound'
figure 'script per frame, dragging a divider' "$median" ms '< 16' "four zones, median of $frames frames, worst $most"
