#!/usr/bin/env bash
# The provider under load: the program itself as `serve` runs it (door, core and desk in one process,
# embedded state, every commit synced), with a fake directory of 10,000 people, browsers and apps on the
# same cores. The driver is the test program.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/figure.sh"
cd "$here/../.."
program=$("$here/program")
said=$(mktemp)
trap 'rm -f "$said"' EXIT
"$program" --exact oidc::bench::the_provider_under_load --ignored --nocapture >"$said" 2>&1 || { tail -n 20 "$said" >&2 && exit 1; }
. "$here/provider-figures.sh"

read_figure sign-ins
figure 'sign-ins with the directory, whole way' "$rate" '1/s' '>= 200' "from the desk's door to its session, 32 browsers, p99 $slow ms, $memory MB"
read_figure refreshes-es256
figure 'refreshes, ES256' "$rate" '1/s' '>= 2000' "$number grants once each, every one turned and written, p99 $slow ms, $memory MB"
read_figure refreshes-rs256
figure 'refreshes, RS256' "$rate" '1/s' - "the same, p99 $slow ms, $memory MB"
read_figure repeats-es256
figure 'refreshes, ES256, within a minute' "$rate" '1/s' - "repeats, which turn nothing, p99 $slow ms, $memory MB"
read_figure introspections
figure 'introspections' "$rate" '1/s' - "of access tokens, p99 $slow ms, $memory MB"
read_figure rest
rest=$memory
read_figure most
figure 'memory, most under all of this' "$memory" MB - "VmHWM; $rest MB before the first sign-in"
