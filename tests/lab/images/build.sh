#!/bin/bash
# Builds the lab's container images without docker and without a base image.
#   build.sh [IMAGE...]     default: all of them (see the file "names")
#   OUT   where to (outside the clone); default $UNIDASH_LAB_CACHE/images
# Gives $OUT/IMAGE.tar, and $OUT/airgap/k3s-airgap-images-ARCH.tar.zst, which
# takes the place of K3s's own archive beside the stand-in. An image is built
# again when one of its inputs changed. Needs Go with a module proxy, and
# Debian's package lists.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")"
OUT=${OUT:-${UNIDASH_LAB_CACHE:-/var/tmp/unidash-lab}/images}
ALL="pause coredns hello postgres miniflux gatus radicale"
mkdir -p "$OUT/.work"
OUT=$(cd "$OUT" && pwd)
WORK=$OUT/.work
ARCH=$(dpkg --print-architecture)
export CGO_ENABLED=0 GOFLAGS="-trimpath -buildvcs=false"
exec 9> "$OUT/.lock"
flock 9 # two test runs at once: the second waits and then finds it done

die() {
	echo "images: $*" >&2
	exit 1
}
low() { nice -n 10 "$@" 9>&-; } # the machine also runs other tests

# tags IMAGE → "-t NAME" for each of its names
tags() {
	local names name
	names=$(awk -F'\t' -v a="$1" '$2 == a { print $1 }' names)
	[ -n "$names" ] || die "$1: not in the file names"
	for name in $names; do printf -- '-t\n%s\n' "$name"; done
}
make_image() { # IMAGE ARGS...
	local image=$1 t
	shift
	mapfile -t t < <(tags "$image")
	low "$WORK/mkimage" make -o "$OUT/$image.tar" "${t[@]}" "$@"
}
module() { # IMAGE PACKAGE [LDFLAGS]: a Go program out of its own go.mod
	(cd "$1" && low go build -ldflags "-s -w ${3:-}" -o "$WORK/$1" "$2")
}
own() { low go build -ldflags "-s -w" -o "$WORK/$1" "./$1"; }

# debian IMAGE PACKAGE... → $WORK/IMAGE.full, the packages and what they
# depend on, unpacked and never configured: no script of theirs is run.
debian() {
	local image=$1 deb
	shift
	rm -rf "$WORK/$image.full"
	mkdir -p "$WORK/$image.full" "$WORK/apt/archives/partial"
	: > "$WORK/apt/status" # as if nothing was installed: then all is fetched
	[ -n "$(apt-cache show "$1" 2> /dev/null)" ] || apt-get update -qq
	low apt-get -qq -y --no-install-recommends --download-only \
		-o Dir::State::status="$WORK/apt/status" -o Dir::Cache="$WORK/apt" \
		-o Debug::NoLocking=true -o APT::Sandbox::User=root install "$@" > "$WORK/apt.log" 2>&1 ||
		die "apt-get could not fetch $*: $(tail -3 "$WORK/apt.log")"
	for deb in "$WORK"/apt/archives/*.deb; do dpkg-deb -x "$deb" "$WORK/$image.full"; done
	rm -rf "$WORK/apt" "${WORK:?}/$image.root"
}
pick() { # IMAGE ARGS...
	local image=$1
	shift
	low "$WORK/mkimage" pick -from "$WORK/$image.full" -to "$WORK/$image.root" "$@"
}

pause() {
	own pause
	make_image pause -add "$WORK/pause:pause" -entrypoint /pause -user 65535:65535
}
coredns() {
	module coredns github.com/coredns/coredns
	make_image coredns -add "$WORK/coredns:coredns" -entrypoint /coredns -expose 53
}
hello() {
	own hello
	make_image hello -add "$WORK/hello:hello" -entrypoint /hello -expose 8080
}
miniflux() {
	local version
	version=$(awk '$1 == "miniflux.app/v2" { print substr($2, 2) }' miniflux/go.mod)
	module miniflux miniflux.app/v2 "-X miniflux.app/v2/internal/version.Version=$version"
	make_image miniflux -add "$WORK/miniflux:usr/bin/miniflux" -cmd /usr/bin/miniflux \
		-env LISTEN_ADDR=0.0.0.0:8080 -expose 8080 -user 65534
}
gatus() {
	module gatus github.com/TwiN/gatus/v5
	make_image gatus -add "$WORK/gatus:gatus" -entrypoint /gatus -expose 8080 \
		-env GATUS_CONFIG_PATH=/config/config.yaml -env GATUS_LOG_LEVEL=INFO -env PORT=8080 \
		-own /config:0:0:755 -user 65534
}
postgres() {
	own postgres
	debian postgres postgresql-15 postgresql-client-15 tzdata libnss-wrapper libc-bin dash
	# initdb starts programs by the shell. Left out: the JIT compiler (its LLVM is larger than all the rest).
	pick postgres -x 'llvmjit*' -x bitcode -x '*.sample' -x pgxs -x man -x locale -x right -x posix \
		usr/lib/postgresql/15/bin usr/lib/postgresql/15/lib usr/share/postgresql/15 bin/sh \
		'usr/lib/*/libnss_wrapper.so' usr/share/zoneinfo usr/lib/locale/C.utf8
	# initdb reads exactly these samples.
	pick postgres 'usr/share/postgresql/15/*.sample'
	make_image postgres -root "$WORK/postgres.root" -add postgres/passwd:etc/passwd -add postgres/group:etc/group \
		-add "$WORK/postgres:usr/local/bin/entrypoint" -entrypoint /usr/local/bin/entrypoint -cmd postgres \
		-env PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin -env LANG=C.UTF-8 \
		-env PGDATA=/var/lib/postgresql/data -env PG_MAJOR=15 -expose 5432 -user 999:999 \
		-own /var/lib/postgresql:999:999:755 -own /var/lib/postgresql/data:999:999:700 -own /var/run/postgresql:999:999:3775
}
radicale() {
	debian radicale radicale python3 libc-bin
	pick radicale -x lib2to3 -x pydoc_data -x ensurepip -x idlelib -x turtledemo -x distutils -x test -x tests \
		-x '_test*' -x '_curses*' -x 'readline*' -x 'config-3*' -x '_tkinter*' -x '__pycache__' \
		-x 'usr/lib/python3/dist-packages/setuptools' -x LC_ALL \
		usr/bin/python3 usr/lib/python3.11 usr/lib/python3 usr/bin/radicale usr/lib/locale/C.utf8
	make_image radicale -root "$WORK/radicale.root" -add radicale/passwd:etc/passwd -add radicale/group:etc/group \
		-add radicale/config:etc/radicale/config -entrypoint /usr/bin/python3 -entrypoint -m -entrypoint radicale \
		-cmd --hosts -cmd 0.0.0.0:5232 -env LANG=C.UTF-8 -env PYTHONDONTWRITEBYTECODE=1 -env PYTHONUNBUFFERED=1 \
		-expose 5232 -user 1000:1000 -own /var/lib/radicale:1000:1000:750
}

# inputs IMAGE → a hash: what the image is made of, and how
inputs() {
	{
		echo "$ARCH $GO"
		cat build.sh go.mod go.sum mkimage/*.go
		awk -F'\t' -v a="$1" '$2 == a' names
		find "$1" -type f | LC_ALL=C sort | xargs cat
	} | sha256sum | cut -d' ' -f1
}

GO=$(go version) || die "the images need Go (see go.mod for its version)"
images=("$@")
[ $# -gt 0 ] || read -ra images <<< "$ALL"
made=()
for image in "${images[@]}"; do
	case " $ALL " in *" $image "*) ;; *) die "unknown image $image; one of: $ALL" ;; esac
	want=$(inputs "$image")
	if [ -s "$OUT/$image.tar" ] && [ "$(cat "$OUT/.$image.inputs" 2> /dev/null)" = "$want" ]; then continue; fi
	begin=$SECONDS
	[ ${#made[@]} -gt 0 ] || own mkimage
	"$image"
	rm -rf "${WORK:?}/$image" "${WORK:?}/$image.full" "${WORK:?}/$image.root"
	echo "$want" > "$OUT/.$image.inputs"
	made+=("$image")
	printf 'images: %-9s %5s MB in %d s\n' "$image" "$(($(stat -c %s "$OUT/$image.tar") / 1000000))" $((SECONDS - begin))
done

airgap=$OUT/airgap/k3s-airgap-images-$ARCH.tar.zst
if [ -s "$OUT/pause.tar" ] && [ -s "$OUT/coredns.tar" ]; then
	if [ ! -s "$airgap" ] || [ "$OUT/pause.tar" -nt "$airgap" ] || [ "$OUT/coredns.tar" -nt "$airgap" ]; then
		[ -x "$WORK/mkimage" ] || own mkimage
		mkdir -p "$OUT/airgap"
		low "$WORK/mkimage" join -o "$airgap" "$OUT/pause.tar" "$OUT/coredns.tar"
		echo "images: $airgap"
	fi
fi
[ ${#made[@]} -gt 0 ] || echo "images: $OUT is up to date (${images[*]})"
