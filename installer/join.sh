#!/bin/sh
# Brings this server into a UniDash cloud. Served by the first server, which wrote its own
# address, the pin of its key and the SHA-256 of its program into these lines.
set -eu

ADDRESS='@ADDRESS@'
PIN='@PIN@'
SHA256='@SHA256@'
MACHINE='@MACHINE@'

fail() {
	printf 'unidash: %s\n' "$2" >&2
	exit "$1"
}

main() {
	[ "$#" -ge 1 ] || fail 2 'The code is missing: paste the whole line that the first server printed.'
	[ "$(id -u)" -eq 0 ] || fail 3 'Run this line as root.'
	[ "$(uname -m)" = "$MACHINE" ] ||
		fail 1 "This server's processor ($(uname -m)) differs from the first server's ($MACHINE): use equal servers."
	for tool in curl sha256sum mktemp; do
		command -v "$tool" >/dev/null 2>&1 || fail 1 "$tool is missing: apt-get install -y $tool"
	done
	folder=$(mktemp -d "${TMPDIR:-/tmp}/unidash.XXXXXX")
	trap 'rm -rf "$folder"' EXIT
	trap 'exit 1' HUP INT TERM
	curl -fsSk --pinnedpubkey "$PIN" --retry 3 -o "$folder/unidash" "$ADDRESS/join/files/unidash" ||
		fail 4 "The program could not be fetched from $ADDRESS: is the line complete, does that server run?"
	printf '%s  %s\n' "$SHA256" "$folder/unidash" | sha256sum -c - >/dev/null 2>&1 ||
		fail 1 "The program from $ADDRESS is damaged: paste the line again."
	chmod 0755 "$folder/unidash"
	code=$1
	shift
	status=0
	"$folder/unidash" join "$code" --server "$ADDRESS" --pin "$PIN" "$@" || status=$?
	exit "$status"
}

main "$@"
