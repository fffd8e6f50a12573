# shellcheck shell=bash
# What every chapter of the story shares: named checks, words kept between chapters, the servers.
# Sourced, never run. A chapter runs beside the lab (tests/lab/up -- …), so $LAB is known.
set -euo pipefail
shopt -s inherit_errexit

STORY=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
BIN=$(cd "$STORY/.." && pwd)
ROOT=$(cd "$BIN/../.." && pwd)
CACHE=${UNIDASH_LAB_CACHE:-/var/tmp/unidash-lab}
LAB=${LAB:-$CACHE/run/${LAB_NAME:-ud-lab}}
[ -s "$LAB/env" ] || { echo "story: no lab is up: $BIN/up -- $0" >&2 && exit 1; }
# shellcheck source=/dev/null
. "$LAB/env"
export LAB LAB_NAME
export UNIDASH_SHOTS=${UNIDASH_SHOTS:-$CACHE/shots}
RESULTS=${UNIDASH_RESULTS:-$UNIDASH_SHOTS/results.txt}
LOGS=$UNIDASH_SHOTS/logs
WORDS=$LAB/words # what chapters tell each other; it goes with the lab
mkdir -p "$UNIDASH_SHOTS" "$LOGS" "$WORDS"
CHAPTER=$(basename "$0" .sh)

keep() { printf '%s\n' "$2" >"$WORDS/$1"; } # NAME VALUE
kept() { cat "$WORDS/$1" 2>/dev/null || { echo "story: no chapter has kept \"$1\" yet" >&2 && return 1; }; }

tell() { printf '%s\n' "$*" | tee -a "$RESULTS"; }

# check SENTENCE CMD…: one line for people, the command's words for whoever asks why. It runs in a
# process of its own: inside "if", bash would not stop at the first error of a function.
check() {
	local sentence=$1 log=$LOGS/$CHAPTER.check code=0 began=$SECONDS
	shift
	("$@") >"$log" 2>&1 &
	wait $! || code=$?
	cat "$log" >>"$LOGS/$CHAPTER.log"
	if [ "$code" -eq 0 ]; then
		tell "ok    $sentence ($((SECONDS - began)) s)"
		return 0
	fi
	tell "FAIL  $sentence (exit code $code)"
	tail -n 15 "$log" | sed 's/^/      /' | tee -a "$RESULTS"
	return 1
}

# browser SCRIPT [ARGUMENT…]: a person at the client; the script prints its own checks.
browser() {
	local code=0
	"$ROOT/tests/browser/run.sh" "$ROOT/tests/browser/$1" "${@:2}" 2>&1 | tee -a "$RESULTS" || code=1
	return "$code"
}

on() { "$BIN/exec" "$@"; } # NODE CMD…: root on a server
client() { "$BIN/client" "$@"; }
unidash() { on "$1" unidash "${@:2}"; } # NODE WORDS…
kube() { on "$1" k3s kubectl "${@:2}"; }
servers() { echo "${LAB_NODES//,/ }"; }
ip_of() { echo "10.77.0.$((10 + ${1#lab-n}))"; }
tree_of() { echo "$LAB/nodes/$1/tree"; }

# within SECONDS CMD…: asks again until it is so. A test waits long and fails only on "never".
within() {
	local end=$((SECONDS + $1)) last
	shift
	until last=$("$@" 2>&1); do
		[ "$SECONDS" -lt "$end" ] || {
			echo "never: $*"
			printf '%s\n' "$last" | tail -n 10
			return 1
		}
		sleep 0.5
	done
}

# refuses WORDS CMD…: it fails, and says so in these words (a pattern of grep -E).
refuses() {
	local words=$1 out code=0
	shift
	out=$("$@" 2>&1) || code=$?
	printf '%s\n' "$out"
	[ "$code" -ne 0 ] || { echo "it was not refused" && return 1; }
	printf '%s\n' "$out" | grep >/dev/null -E -- "$words" || { echo "it does not say: $words" && return 1; }
}

# refused_with CODE WORDS CMD…: as refuses, with the exit code that programs rely on.
refused_with() {
	local wanted=$1 words=$2 out code=0
	shift 2
	out=$("$@" 2>&1) || code=$?
	printf '%s\n(exit code %s)\n' "$out" "$code"
	[ "$code" -eq "$wanted" ] || { echo "wanted exit code $wanted" && return 1; }
	printf '%s\n' "$out" | grep >/dev/null -E -- "$words" || { echo "it does not say: $words" && return 1; }
}

same() { # WANTED GOT WHAT
	[ "$1" = "$2" ] || { echo "$3: wanted \"$1\", got \"$2\"" && return 1; }
}

# status URL [curl options]: prints the status alone.
status() { client curl -so /dev/null -m 20 -w '%{http_code}' "$@"; }

save_logs() { # what happened on every server, beside the pictures
	local node
	for node in $(node_dirs); do
		{
			on "$node" systemctl --no-pager --full status 'unidash-*' k3s || true
			on "$node" journalctl --no-pager -n 1500 -u 'unidash-*' -o short-precise || true
			on "$node" journalctl --no-pager -n 300 -p warning -u 'unidash-*' -o verbose || true
		} >"$LOGS/$node-unidash.log" 2>&1
		on "$node" journalctl --no-pager -n 600 -u k3s -o short-precise >"$LOGS/$node-k3s.log" 2>&1 || true
	done
	for node in $(node_dirs); do
		{
			kube "$node" get nodes,pods,ingress,pvc -A -o wide && kube "$node" get events -A --sort-by=.lastTimestamp
		} >"$LOGS/cluster.log" 2>&1 && break
	done || true
}
node_dirs() { find "$LAB/nodes" -mindepth 1 -maxdepth 1 -name 'lab-n*' -printf '%f\n' | sort; }
