#!/usr/bin/env bash
# The gateway beside nginx in the same run, TLS on: what the gateway's own bench prints, as figures.
# The program is the test program with the musl target's profile "lab", so without link-time
# optimisation: the release is a little faster.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/figure.sh"
cd "$here/../.."
program=$("$here/program")
out=$(UNIDASH_BENCH=$program tests/gateway/bench.sh)
line() { sed -n "s/^$1:* //p" <<<"$out" | tail -n 1; }
read -r nginx nginx99 < <(line nginx)
read -r ours ours99 < <(line gateway)
how="wrk, HTTP/1.1 over TLS, one machine for both sides, turn and turn about"
figure 'nginx' "$nginx" req/s - "p99 $nginx99 ms"
figure 'gateway' "$ours" req/s - "p99 $ours99 ms"
figure 'gateway / nginx, requests/s' "$(line rate)" x '>= 0.85' "$how"
figure 'gateway / nginx, p99' "$(line p99)" x '< 1' 'lower is better'
