#!/bin/sh
# Turns this bare Debian server into the first of a UniDash cloud:
#
#   curl -fsSL RELEASE/install.sh | sh
#   curl -fsSL RELEASE/install.sh | sh -s -- --dry-run
#
# Fetches one program, verifies it by the SHA-256 that the release stamped in below, and runs
# “unidash install” with the options given here. Nothing runs before the last line: a download
# that was cut off does nothing.
set -eu

VERSION='@VERSION@'
RELEASE='@RELEASE@'
SHA256_AMD64='@SHA256_AMD64@'
SHA256_ARM64='@SHA256_ARM64@'

fail() {
	printf 'unidash: %s\n' "$2" >&2
	exit "$1"
}

choose() {
	case $(uname -m) in
	x86_64) arch=amd64 sha256=$SHA256_AMD64 ;;
	aarch64) arch=arm64 sha256=$SHA256_ARM64 ;;
	*) fail 1 "There is no UniDash for this processor ($(uname -m)): use an x86-64 or a 64-bit ARM server." ;;
	esac
	case $sha256 in
	'' | @*) fail 1 "This release ($VERSION) has no program for $arch: use another server or another release." ;;
	esac
}

check() {
	[ "$(uname -s)" = Linux ] || fail 1 'This is not Linux: use a Debian server.'
	[ "$(id -u)" -eq 0 ] || fail 3 'Run this as root: curl -fsSL … | sudo sh'
	for tool in curl sha256sum mktemp; do
		command -v "$tool" >/dev/null 2>&1 || fail 1 "$tool is missing: apt-get install -y curl coreutils"
	done
}

fetch() {
	curl -fsSL --retry 3 -o "$folder/unidash" "$RELEASE/unidash-linux-$arch" ||
		fail 4 "$RELEASE/unidash-linux-$arch cannot be fetched: check the network, then run this again."
	printf '%s  %s\n' "$sha256" "$folder/unidash" | sha256sum -c - >/dev/null 2>&1 ||
		fail 1 'The program does not have the SHA-256 of this release: nothing was run. Try again later.'
	chmod 0755 "$folder/unidash"
	"$folder/unidash" --version >/dev/null 2>&1 ||
		fail 1 "Programs cannot run from $folder: set TMPDIR to a folder that is not mounted noexec."
}

main() {
	check
	choose
	RELEASE=${UNIDASH_RELEASE:-$RELEASE}
	folder=$(mktemp -d "${TMPDIR:-/tmp}/unidash.XXXXXX")
	trap 'rm -rf "$folder"' EXIT
	trap 'exit 1' HUP INT TERM
	fetch
	status=0
	"$folder/unidash" install "$@" || status=$?
	exit "$status"
}

main "$@"
