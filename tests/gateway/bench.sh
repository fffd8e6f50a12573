#!/bin/sh
# The gateway beside nginx, in one run: TLS on, HTTP/1.1 keep-alive, one app that answers 1 kB.
# Prints requests/s and p99 of both and the ratios. Wants nginx and wrk; UNIDASH_BENCH is the test
# program (cargo test --profile lab --no-run), whose ignored test gateway::bench::serve is measured.
set -eu

SECONDS_EACH=${SECONDS_EACH:-8}
CONNECTIONS=${CONNECTIONS:-64}
ROUNDS=${ROUNDS:-3}
for tool in nginx wrk curl; do
    command -v "$tool" >/dev/null || { echo "gateway bench: $tool is missing (apt install nginx-light wrk curl)" >&2; exit 1; }
done
[ -x "${UNIDASH_BENCH:-}" ] || { echo "gateway bench: UNIDASH_BENCH does not name a program" >&2; exit 1; }

work=$(mktemp -d)
pids=
cleanup() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT INT TERM

# Prints: upstream port, gateway port; writes cert.pem and key.pem into the folder.
"$UNIDASH_BENCH" --exact gateway::bench::serve --ignored --nocapture >"$work/out" 2>"$work/err" &
pids="$pids $!"
for _ in $(seq 100); do grep -q '^ready ' "$work/out" && break; sleep 0.1; done
read -r _ app gateway folder <<READY
$(grep '^ready ' "$work/out")
READY

cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes auto; pid $work/nginx.pid; error_log $work/error.log;
events { worker_connections 4096; }
http {
  access_log off;
  upstream app { server 127.0.0.1:$app; keepalive 128; }
  server {
    listen 127.0.0.1:18443 ssl;
    ssl_certificate $folder/cert.pem; ssl_certificate_key $folder/key.pem; ssl_protocols TLSv1.2 TLSv1.3;
    keepalive_requests 1000000;
    location / {
      proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host \$host; proxy_set_header X-Forwarded-For \$remote_addr; proxy_set_header X-Forwarded-Proto https;
    }
  }
}
CONF
nginx -c "$work/nginx.conf" -e "$work/error.log" 2>/dev/null &
pids="$pids $!"
for port in 18443 "$gateway"; do
    for _ in $(seq 50); do curl -sko /dev/null "https://127.0.0.1:$port/" && break; sleep 0.1; done
done

run() {
    wrk -t1 -c"$CONNECTIONS" -d"${SECONDS_EACH}s" --latency -H "Host: bench.cloud.test" -H "Cookie: __Host-gate=handle-of-ana" \
        "https://127.0.0.1:$1/" >"$work/wrk"
    grep -q 'Non-2xx' "$work/wrk" && { cat "$work/wrk" >&2; exit 1; }
    awk -v name="$2" '
        function ms(text) { v = text + 0; if (text ~ /us$/) return v / 1000; if (text ~ /ms$/) return v; return v * 1000 }
        $1 == "99%" { p99 = ms($2) } $1 == "Requests/sec:" { rate = $2 }
        END { printf "%s %.0f %.2f\n", name, rate, p99 }' "$work/wrk"
}

# Turn and turn about, so that a busy machine is busy for both.
for _ in $(seq "$ROUNDS"); do run 18443 nginx; run "$gateway" gateway; done >"$work/all"
awk '
    { n[$1]++; rate[$1] += $2; p99[$1] += $3 }
    END {
        printf "nginx: %.0f %.2f\n", rate["nginx"] / n["nginx"], p99["nginx"] / n["nginx"]
        printf "gateway: %.0f %.2f\n", rate["gateway"] / n["gateway"], p99["gateway"] / n["gateway"]
        printf "rate %.2f\np99 %.2f\n", rate["gateway"] / rate["nginx"], p99["gateway"] / p99["nginx"]
    }' "$work/all"
