#!/bin/bash
# The printed line, pasted on two more servers at the same moment.
. "$(dirname "$0")/lib.sh"
. "$STORY/servers.sh"
first=lab-n1
line="$(kept join) $(kept accept)"

wrong_code() { # the last characters of the key turned around
	local code other
	code=$(kept join | sed 's/.*sh -s -- //; s/ .*//')
	other=${code%????}$(printf '%s' "${code: -4}" | tr 'A-Za-z0-9' 'B-ZAb-za1-90')
	refuses 'code' on lab-n2 sh -c "${line/$code/$other}"
	! on lab-n2 test -e /var/lib/unidash
}
check "a wrong code is refused in one sentence, and the server stays bare" wrong_code

wrong_pin() { # curl itself refuses: nothing of a stranger is run
	local pin
	pin=$(kept join | grep -oE "sha256//[A-Za-z0-9+/=]+")
	refuses '(90|pinn|SSL|public key)' on lab-n2 bash -o pipefail -c "$(kept join | sed "s|$pin|sha256//$(printf 'A%.0s' $(seq 43))=|; s/-fsSk/-fSk/")"
	! on lab-n2 test -e /var/lib/unidash
}
check "a wrong pin is refused before anything of the stranger runs" wrong_pin

join_both() {
	local began one two
	began=$(date +%s%N)
	(on lab-n2 sh -c "$line" >"$WORDS/join-2.out" 2>&1) &
	one=$!
	(on lab-n3 sh -c "$line" >"$WORDS/join-3.out" 2>&1) &
	two=$!
	local code=0
	wait "$one" || code=$?
	wait "$two" || code=$?
	tail -n 40 "$WORDS/join-2.out" "$WORDS/join-3.out"
	keep join.ms $((($(date +%s%N) - began) / 1000000))
	return "$code"
}
check "the line, pasted on two servers at the same moment, brings both in" join_both
check "three Ready members, three voters" within 300 ready_members "$first" 3
for node in lab-n2 lab-n3; do check "$node runs K3s, core, desktop and gateway" units_up "$node"; done

used_code() { # good for two servers; the same machines may repeat
	"$BIN/boot" lab-n4
	refuses 'already let two|used' on lab-n4 sh -c "$line"
	! on lab-n4 test -e /var/lib/unidash
}
check "a third server is told that the code is used up" used_code
check "the same machine may paste its line again; nothing changes" on lab-n2 sh -c "$line"

other_line() {
	local line
	line=$(unidash "$first" code)
	echo "$line"
	[[ $line == *"sh -s -- "* ]] && [ "$line" != "$(kept join)" ]
}
check "another line is one command away" other_line

healthy() {
	local out code=0
	out=$(unidash "$1" doctor --output json) || code=$?
	printf '%s\n' "$out"
	printf '%s' "$out" | python3 -c '
import json, sys
report = json.load(sys.stdin)
assert report["ready"] and report["voter"], "no full member"
assert all(unit["up"] for unit in report["units"]), "a unit is down"
assert not report["changed"], "changed: %s" % report["changed"]'
}
for node in $(servers); do check "the doctor finds $node whole" within 120 healthy "$node"; done
