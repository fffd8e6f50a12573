#!/bin/bash
# Power cut on server 1, which carries Miniflux. The others go on; it comes back and all is well.
. "$(dirname "$0")/lib.sh"
. "$STORY/servers.sh"
desk=https://desk.$LAB_DOMAIN

before() { client env PASSWORD="$GISELLE_PASSWORD" python3 "$STORY/sign_in.py" call "$desk" giselle - GET /api/v1/layout | tee "$WORDS/layout.before"; }
check "Giselle's desk before" before
check "power cut on server 1" "$BIN/kill" lab-n1
sign_in() {
	local ms
	ms=$(client env PASSWORD="$GISELLE_PASSWORD" python3 "$STORY/sign_in.py" returns "$desk" giselle - 120)
	echo "a new sign-in works $ms ms after the power cut"
	keep returns.ms "$ms"
}
check "a new sign-in works through another server" sign_in
tell "      after $(kept returns.ms) ms (all three addresses still in the DNS)"
after() {
	client env PASSWORD="$GISELLE_PASSWORD" python3 "$STORY/sign_in.py" call "$desk" giselle - GET /api/v1/layout >"$WORDS/layout.after"
	diff "$WORDS/layout.before" "$WORDS/layout.after"
}
check "her desk is as she left it: nothing acknowledged was lost" within 60 after
silent() { unidash lab-n2 status; }
names_it() { refuses 'lab-n1' silent; }
check "unidash status on another server names the silent one, with exit code 1" within 120 names_it
browser story/silent.mjs miniflux lab-n1 wait-silent
write() { kube lab-n2 create configmap "story-$RANDOM" -n default; }
check "the cluster takes writes with two of three" within 120 write
open_app() {
	local got
	got=$(client curl -sk -o "$WORDS/silent.html" -m 30 -w '%{http_code}' "https://gatus.$LAB_DOMAIN/")
	echo "gatus answers $got"
	[ "$got" != 000 ]
}
check "addresses of apps still answer" within 60 open_app

check "server 1 gets its power back" "$BIN/boot" lab-n1
check "three Ready members again" within 300 ready_members lab-n2 3
browser story/silent.mjs miniflux lab-n1 wait-ready
well() { unidash lab-n1 status; }
check "unidash status finds nothing wrong any more" within 180 well
