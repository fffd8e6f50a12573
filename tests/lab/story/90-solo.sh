#!/bin/bash
# One bare server by itself: refusals, interruptions at several points, and a clean departure.
. "$(dirname "$0")/lib.sh"
. "$STORY/servers.sh"
node=lab-n4

check "a further bare server" "$BIN/boot" --fresh "$node"
check "the release is offered" serve_release
carry "$node"
census "$node" >"$WORDS/bare"

port_taken() {
	on "$node" sh -c 'setsid openssl s_server -accept 443 -nocert -quiet > /dev/null 2>&1 < /dev/null & sleep 0.5'
	local code=0
	refused_with 1 '\[port-taken\].*443' on "$node" sh -c "$(one_liner "$(own_options)") 2>&1 | cat; exit 1" || code=1
	end_on "$node" TERM openssl
	return "$code"
}
check "a taken port is named with the program that holds it" port_taken
no_folder() { refused_with 2 '/root/nowhere' on "$node" sh -c "$(one_liner --artefacts /root/nowhere)"; }
check "a folder that is not there is wrong use, in one sentence" no_folder
no_finding() { refused_with 2 'no-such-finding' on "$node" sh -c "$(one_liner "$(own_options)" --accept no-such-finding)"; }
check "an unknown finding cannot be accepted" no_finding
wrong_hash() { refuses 'SHA-256' on "$node" sh -c "$(one_liner --artefacts /root/artefacts --k3s-sha256 "$(printf '0%.0s' $(seq 64))" "$(accepted)")"; }
accepted() {
	local ids
	ids=$(blocking "$node" "$(one_liner "$(own_options)" --dry-run --output json)")
	acceptable "$ids" >&2
	echo "${ids:+--accept $ids}"
}
check "a K3s with another hash is refused" wrong_hash
untouched() { diff "$WORDS/bare" <(census "$node"); }
check "after all these refusals the server is as bare as before" untouched

# The installation is killed when a step begins; the next run goes on where that one stopped.
keep solo-accept "$(accepted)"
killed_at() { # STEP-WORDS
	local pid line='' end=$((SECONDS + 400))
	: >"$WORDS/solo.err"
	on "$node" sh -c "$(one_liner "$(own_options)" "$(kept solo-accept)")" >"$WORDS/solo.out" 2>"$WORDS/solo.err" &
	pid=$!
	until grep -qE "^… $1" "$WORDS/solo.err"; do
		kill -0 "$pid" 2>/dev/null || { cat "$WORDS/solo.err" && echo "it ended before the step began" && return 1; }
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
	sleep "${2:-0}"
	end_on "$node" KILL unidash install
	wait "$pid" || true
	line=$(tail -1 "$WORDS/solo.err")
	echo "killed during: $line"
	! grep -q 'One-time' "$WORDS/solo.out"
}
check "killed while files are brought" killed_at 'K3s and images' 0.2
check "killed while K3s starts" killed_at 'Starting K3s' 2
check "killed while it waits for the vote" killed_at 'Waiting until' 0.5
check "killed while the roles start" killed_at 'Core, desktop' 0.3
finishes() { on "$node" sh -c "$(one_liner "$(own_options)" "$(kept solo-accept)")" 2>&1 | tee "$WORDS/solo.out" | grep >/dev/null 'curl -fsSk --pinnedpubkey'; }
check "the next run finishes all the same and prints code and line" finishes
check "everything runs" units_up "$node"
check "one Ready member, one voter" within 120 ready_members "$node" 1
again() { on "$node" sh -c "$(one_liner "$(own_options)" "$(kept solo-accept)")" 2>&1 | tee /dev/stderr | grep >/dev/null -E '\b0 changed'; }
check "one more run changes nothing" again

# A power cut instead of a signal.
check "power cut" "$BIN/kill" "$node"
check "power on" "$BIN/boot" "$node"
check "everything comes up by itself" within 240 units_up "$node"
check "and the member is Ready" within 240 ready_members "$node" 1

asks() { refused_with 3 'confirmed' on "$node" unidash uninstall; }
check "uninstall without a terminal and without --yes removes nothing" asks
check "uninstall" on "$node" unidash uninstall --yes --delete-data
gone() { diff "$WORDS/bare" <(census "$node"); }
check "it leaves nothing: files, units, accounts, links, rules, settings, mounts" gone
nothing() { refuses 'nothing|There is' on "$node" sh -c 'command -v unidash && exit 1; echo "there is nothing" >&2; exit 1'; }
check "the program itself is gone" nothing
