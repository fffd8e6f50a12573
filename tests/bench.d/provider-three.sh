#!/usr/bin/env bash
# The provider under load on three servers of the lab: documents in etcd, people in Samba, HTTPS through the
# gateways. Servers, controller and the driver share this machine's cores, so a figure is stated for itself.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/figure.sh"
export LAB_NAME=${LAB_NAME:-ud-bench}
export UNIDASH_MATTER=$UNIDASH_LAB_CACHE/matter-$LAB_NAME
export UNIDASH_SHOTS=$UNIDASH_LAB_CACHE/bench-$LAB_NAME
lab=$here/../lab
UNIDASH_BENCH_PROGRAM=$("$here/program")
export UNIDASH_BENCH_PROGRAM
"$lab/needs" 2>/dev/null
"$lab/story/matter" "$UNIDASH_BINARY" "$UNIDASH_MATTER" 2>/dev/null
rm -rf "$UNIDASH_SHOTS"
mkdir -p "$UNIDASH_SHOTS"
said=$UNIDASH_SHOTS/said
"$lab/up" --servers 3 -- "$here/loaded" "$said" >"$UNIDASH_SHOTS/log" 2>&1 || {
	tail -n 15 "$UNIDASH_SHOTS/log" "$said" >&2
	exit 1
}
. "$here/provider-figures.sh"
read_figure sign-ins
figure 'three servers: sign-ins with Samba' "$rate" '1/s' - "from the desk's door to its session, 32 browsers, p99 $slow ms"
read_figure refreshes-es256
figure 'three servers: refreshes, ES256' "$rate" '1/s' - "$number grants once each, every one turned and written to etcd, p99 $slow ms"
read_figure refreshes-rs256
figure 'three servers: refreshes, RS256' "$rate" '1/s' - "the same, p99 $slow ms"
read_figure repeats-es256
figure 'three servers: refreshes within a minute' "$rate" '1/s' - "repeats, which turn nothing, p99 $slow ms"
read_figure introspections
figure 'three servers: introspections' "$rate" '1/s' - "of access tokens, p99 $slow ms"
figure 'three servers: memory of the core, most' "$(awk '$1 == "core" { print $2 }' "$said")" MB - 'VmHWM, the largest of the three'
