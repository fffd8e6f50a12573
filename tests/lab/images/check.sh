#!/bin/bash
# Runs the programs of the built images as pods would: an ordinary user, a
# read-only root, a network of their own. No container runtime is needed, only
# root. All of it happens in private namespaces and is gone at the end.
set -euo pipefail
OUT=${OUT:-${UNIDASH_LAB_CACHE:-/var/tmp/unidash-lab}/images}
if [ "${1:-}" != inside ]; then
	[ "$(id -u)" = 0 ] || { echo "must run as root (namespaces, chroot)" >&2; exit 1; }
	export OUT
	exec unshare --net --mount --pid --fork --kill-child --mount-proc -- "$0" inside
fi

T=$(mktemp -d "$OUT/.work/check.XXXXXX")
end() {
	local code=$?
	[ "$code" = 0 ] || tail -n 20 "$T"/*.log >&2
	exec 2> /dev/null # the shell would name each killed program
	# Pid 1 of this namespace ends here, and with it all that it started; the
	# mounts go with the last of them, so the folder is emptied lazily.
	kill -9 -1 2> /dev/null || true
	awk -v p="$T/" 'index($2, p) == 1 { print $2 }' /proc/self/mounts | tac | xargs -r umount -l
	rm -rf --one-file-system "$T"
	exit "$code"
}
trap end EXIT
mount --make-rprivate /
ip link set lo up
ip addr add 10.99.0.1/32 dev lo # not loopback in the eyes of pg_hba

ok() { echo "ok    $*"; }
fail() { echo "FAIL  $*" >&2; exit 1; }
wait_for() { # SECONDS WHAT CMD...
	local end=$((SECONDS + $1)) what=$2
	shift 2
	until "$@" > /dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || fail "$what"
		sleep 0.2
	done
}
not_up() { ! as "$1" postgres -- pg_isready -q -h 127.0.0.1; }
contains() { # TEXT CMD...
	local text=$1 out
	shift
	out=$("$@" 2>&1) || true
	case $out in *"$text"*) ;; *) fail "$* gave no \"$text\": $out" ;; esac
}

# root_of IMAGE WRITABLE... : its tree, read-only, with writable volumes that
# belong to root and are open to all, as the lab's storage class makes them
root_of() {
	local r=$T/$1 d archive=$OUT/$1.tar
	shift
	mkdir -p "$r"
	tar xOf "$archive" --wildcards '*/layer.tar' | tar x -C "$r"
	mount --bind "$r" "$r"
	mkdir -p "$r/proc" "$r/dev"
	for d in tmp "$@"; do
		mkdir -p "$r/$d"
		mount -t tmpfs -o mode=1777 tmpfs "$r/$d"
	done
	mount -t proc proc "$r/proc"
	mount --rbind /dev "$r/dev"
	mount -o remount,bind,ro "$r"
}
# command_of UID IMAGE [KEY=VALUE...] -- WORD... → COMMAND, with the image's own
# variables first
command_of() {
	local uid=$1 image=$2 vars=()
	shift 2
	mapfile -t vars < <(tar xOf "$OUT/$image.tar" --wildcards '*.json' | tr ',[]' '\n' | sed -n 's/^"\([A-Z_]*=[^"]*\)"$/\1/p')
	while [ "$1" != -- ]; do vars+=("$1"); shift; done
	shift
	COMMAND=(env -i "${vars[@]}" /usr/sbin/chroot --userspec="$uid:$uid" --groups= "$T/$image" "$@")
}
as() {
	local COMMAND
	command_of "$@"
	"${COMMAND[@]}"
}
start() { # LOG UID IMAGE ... : in the background; PID is the program's own
	local log=$1 COMMAND
	shift
	command_of "$@"
	"${COMMAND[@]}" > "$T/$log.log" 2>&1 &
	PID=$!
}
stop() { # SIGNAL: the program started last
	kill "$1" "$PID"
	wait "$PID" 2> /dev/null || true
}
E=/usr/local/bin/entrypoint

echo "== postgres"
root_of postgres data var/run/postgresql
for uid in 999 12345; do
	settings=("PGDATA=/data/$uid" POSTGRES_USER=app POSTGRES_PASSWORD=secret POSTGRES_DB=appdb)
	start postgres$uid $uid postgres "${settings[@]}" -- $E postgres
	wait_for 60 "PostgreSQL of user $uid is ready" as $uid postgres -- pg_isready -q -h 127.0.0.1 -U app -d appdb
	ok "first start as user $uid: $(as $uid postgres -- postgres --version)"
	sql=(psql -U app -d appdb -v ON_ERROR_STOP=1 -Atc)
	as $uid postgres -- "${sql[@]}" "CREATE TABLE t (x text); INSERT INTO t VALUES ('kept')" > /dev/null
	contains kept as $uid postgres -- "${sql[@]}" 'SELECT x FROM t'
	contains 'password authentication failed' as $uid postgres PGPASSWORD=wrong -- psql -h 10.99.0.1 -U app -d appdb -Atc 'SELECT 1'
	contains kept as $uid postgres PGPASSWORD=secret -- psql -h 10.99.0.1 -U app -d appdb -Atc 'SELECT x FROM t'
	contains SCRAM-SHA-256 as $uid postgres -- "${sql[@]}" "SELECT rolpassword FROM pg_authid WHERE rolname = 'app'"
	contains 'CREATE TABLE public.t' as $uid postgres -- pg_dump -U app appdb
	stop -9 # a power cut
	wait_for 10 "PostgreSQL of user $uid is gone" not_up "$uid"
	start postgres$uid $uid postgres "${settings[@]}" -- $E -c log_min_messages=info
	wait_for 60 "PostgreSQL of user $uid is back" as $uid postgres -- pg_isready -q -h 127.0.0.1 -U app -d appdb
	contains kept as $uid postgres -- "${sql[@]}" 'SELECT x FROM t'
	stop -INT
	ok "user $uid: table, scram, dump, killed and started again"
done
contains 'POSTGRES_PASSWORD' as 999 postgres PGDATA=/data/none -- $E
contains 'below the volume' as 999 postgres PGDATA=/data POSTGRES_PASSWORD=x -- $E
contains 'does not run as root' as 0 postgres PGDATA=/data/none POSTGRES_PASSWORD=x -- $E
ok "refuses: no password, a mount point of root's, root"

echo "== miniflux"
start postgres 999 postgres "${settings[@]}" PGDATA=/data/999 -- $E
wait_for 60 "PostgreSQL is back" as 999 postgres -- pg_isready -q -h 127.0.0.1 -U app -d appdb
as 999 postgres -- psql -U app -d appdb -Atc 'CREATE DATABASE miniflux' > /dev/null
root_of miniflux
ok "version $(as 65534 miniflux -- /usr/bin/miniflux -version)"
start miniflux 65534 miniflux 'DATABASE_URL=postgres://app:secret@10.99.0.1/miniflux?sslmode=disable' RUN_MIGRATIONS=1 \
	CREATE_ADMIN=1 ADMIN_USERNAME=admin ADMIN_PASSWORD=test123 BASE_URL=http://10.99.0.1:8080/ -- /usr/bin/miniflux
wait_for 60 "Miniflux answers" curl -fsS http://10.99.0.1:8080/healthcheck
contains '"username":"admin"' curl -fsS -u admin:test123 http://10.99.0.1:8080/v1/me
tables=$(as 999 postgres -- psql -U app -d miniflux -Atc "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
ok "migrations, $tables tables, API as admin"

echo "== gatus"
root_of gatus config
cat > "$T/gatus/config/config.yaml" <<'Y'
web: {port: 8088}
endpoints:
  - {name: miniflux, url: "http://10.99.0.1:8080/healthcheck", interval: 5s, conditions: ["[STATUS] == 200"]}
Y
start gatus 65534 gatus -- /gatus
wait_for 30 "Gatus answers" curl -fsS http://10.99.0.1:8088/health
healthy() { curl -fsS http://10.99.0.1:8088/api/v1/endpoints/statuses | grep -q '"success":true'; }
wait_for 30 "Gatus sees Miniflux" healthy
ok "answers and sees Miniflux"

echo "== radicale"
root_of radicale var/lib/radicale
begin=$(date +%s%N)
start radicale 1000 radicale -- /usr/bin/python3 -m radicale --hosts 0.0.0.0:5232
wait_for 30 "Radicale answers" curl -fsS -o /dev/null http://10.99.0.1:5232/.web/
ok "answers after $((($(date +%s%N) - begin) / 1000000)) ms"
curl -fsS -u ann:x -X MKCALENDAR http://10.99.0.1:5232/ann/cal/
curl -fsS -u ann:x -X PUT --data-binary @- -H 'Content-Type: text/calendar' http://10.99.0.1:5232/ann/cal/e.ics <<'Y'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:lab
BEGIN:VEVENT
UID:e
DTSTAMP:20260101T000000Z
DTSTART:20260101T100000Z
SUMMARY:Tea
END:VEVENT
END:VCALENDAR
Y
contains SUMMARY:Tea curl -fsS -u ann:x http://10.99.0.1:5232/ann/cal/e.ics
ok "keeps a calendar entry"

echo "== hello, coredns, pause"
root_of hello && root_of coredns && root_of pause
contains CoreDNS as 65534 coredns -- /coredns -version
start pause 65535 pause -- /pause
sleep 0.3
kill -TERM "$PID" && wait "$PID" && ok "coredns and pause start, pause ends at TERM"
contains 'connection refused' as 65534 hello -- /hello get http://10.99.0.1:9/
ok "hello"
