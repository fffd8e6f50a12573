#!/bin/sh
# Makes a release folder: the programs, install.sh with their SHA-256 stamped in, SHA256SUMS.
#
#   installer/release.sh OUT URL AMD64_BINARY [ARM64_BINARY]
#
# URL is where OUT will be served; UNIDASH_RELEASE overrides it for a mirror.
set -eu

fail() {
	printf 'release: %s\n' "$1" >&2
	exit 2
}

sum() {
	sha256sum "$1" | cut -d ' ' -f 1
}

main() {
	[ "$#" -ge 3 ] || fail 'usage: release.sh OUT URL AMD64_BINARY [ARM64_BINARY]'
	out=$1 url=${2%/} amd64=$3 arm64=${4:-}
	here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
	mkdir -p "$out"
	install -m 0755 "$amd64" "$out/unidash-linux-amd64"
	sum_amd64=$(sum "$out/unidash-linux-amd64")
	sum_arm64=
	if [ -n "$arm64" ]; then
		install -m 0755 "$arm64" "$out/unidash-linux-arm64"
		sum_arm64=$(sum "$out/unidash-linux-arm64")
	fi
	version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../Cargo.toml" | head -n 1)
	sed -e "s|@VERSION@|$version|" -e "s|@RELEASE@|$url|" \
		-e "s|@SHA256_AMD64@|$sum_amd64|" -e "s|@SHA256_ARM64@|$sum_arm64|" \
		"$here/install.sh" >"$out/install.sh"
	(cd "$out" && sha256sum install.sh unidash-linux-* >SHA256SUMS)
	printf 'release %s in %s\n' "$version" "$out"
}

main "$@"
