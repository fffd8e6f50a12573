# shellcheck shell=bash
# A second controller of a domain that runs already. Sourced by ../dc.

second() { # DIR FIRST [--address A/BITS]
	local d first addr='' ca netns net=()
	d=$(realpath -m "${1:?directory}") first=$(realpath -m "${2:?directory of the first}")
	[ "${3:-}" != --address ] || addr=$4
	! alive "$d/pid" || die "already up in $d"
	alive "$first/pid" || die "the first controller is not up in $first"
	mkdir -p "$d"
	ca=$(sed -n 's/^DC_CA=//p' "$first/env") ca=${ca%/ca.pem} netns=$(how "$first" netns)
	[ -z "$netns" ] || net=(nsenter --net="/run/netns/$netns")
	[ -n "$addr" ] || exec 8> "$CACHE/dc-address.lock"
	[ -n "$addr" ] || { flock -w 60 8 && addr=$(free_address); }
	local at
	at=$(how "$first" address)
	describe "$d" dc2 "$netns" "$addr" "${at%/*}"
	say "joining dc2 to LAB.TEST"
	DC_NAME=dc2 DC_FIRST=${at%/*} "${net[@]}" unshare --mount --pid --uts --fork --kill-child -- \
		"$HERE/samba/inside.sh" join "$(tree dc "$DC_PACKAGES")" "$d" "$addr" > "$d/log" 2>&1 8>&- || die "joining failed, see $d/log"
	certify "$d" "$ca" dc2
	start "$d" 8>&- || {
		down "$d"
		die "the second controller did not start"
	}
	tell "$d" "$ca"
}
