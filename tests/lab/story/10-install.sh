#!/bin/bash
# The one-liner on the first server, from a local release folder.
. "$(dirname "$0")/lib.sh"
. "$STORY/servers.sh"
node=lab-n1

carry "$node"
check "the company's web server offers the release" serve_release

dry_run() { # nothing changes: not a file, not a unit, not a port
	census "$node" >"$WORDS/before"
	on "$node" sh -c "$(one_liner "$(own_options)" --dry-run)"
	census "$node" >"$WORDS/after"
	diff "$WORDS/before" "$WORDS/after"
}
check "a dry run of the one-liner shows files, units and ports, and changes nothing" dry_run

find_blocking() {
	local ids
	ids=$(blocking "$node" "$(one_liner "$(own_options)" --dry-run --output json)")
	echo "would stop at: ${ids:-nothing}"
	acceptable "$ids"
	keep accept "${ids:+--accept $ids}"
}
check "the preflight stops only at what the lab's servers cannot help" find_blocking

refuse_without_acceptance() {
	[ -n "$(kept accept)" ] || return 0
	local id
	id=$(kept accept | sed 's/--accept //; s/,.*//')
	refused_with 1 "$id" on "$node" sh -c "$(one_liner "$(own_options)")"
	diff "$WORDS/before" <(census "$node")
}
check "what it finds stops the installation with the finding's id and a remedy; nothing was changed" refuse_without_acceptance

install_first() {
	local began
	began=$(date +%s%N)
	on "$node" sh -c "$(one_liner "$(own_options)" "$(kept accept)")" >"$WORDS/install.out" 2>"$WORDS/install.err" || {
		cat "$WORDS/install.out" "$WORDS/install.err"
		return 1
	}
	cat "$WORDS/install.out" "$WORDS/install.err"
	keep install.ms $((($(date +%s%N) - began) / 1000000))
}
check "the one-liner turns the first server into a cloud of one" install_first
cp "$WORDS/install.out" "$UNIDASH_SHOTS/install.txt"

read_output() {
	local code line
	line=$(grep -oE "curl -fsSk --pinnedpubkey .*sh -s -- .*" "$WORDS/install.out" | tail -1)
	code=$(sed -n 's/^.*[Oo]ne-time set-up code: *//p' "$WORDS/install.out" | tail -1)
	[ -n "$line" ] && [ -n "$code" ]
	keep join "$line"
	keep code "$code"
}
check "it ends with the set-up's address, a one-time code and the line for the next servers" read_output
check "K3s, core, desktop and gateway run as units" units_up "$node"
check "K3s's own commands work on the server" kube "$node" get nodes

setup_answers() { # before the set-up every name leads there
	local location
	location=$(client curl -sk -o /dev/null -w '%{http_code} %{redirect_url}' "https://$(ip_of "$node")/")
	echo "$location"
	case $location in 200*|30?\ *setup*) ;; *) return 1 ;; esac
}
check "the address leads to the set-up" within 60 setup_answers

again() {
	on "$node" sh -c "$(one_liner "$(own_options)" "$(kept accept)")" >"$WORDS/again.out" 2>&1 || { cat "$WORDS/again.out" && return 1; }
	cat "$WORDS/again.out"
	grep -qE '\b0 changed' "$WORDS/again.out"
}
check "a second run of the one-liner changes nothing" again
