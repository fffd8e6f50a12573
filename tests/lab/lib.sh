# shellcheck shell=bash
# shellcheck disable=SC2034  # read by the scripts that source this
# What every script of the lab shares: names, addresses, small helpers.
# Sourced, never run. Two labs can stand side by side: give each a LAB_NAME.
set -euo pipefail
shopt -s inherit_errexit

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE=${UNIDASH_LAB_CACHE:-/var/tmp/unidash-lab} # outside the clone, on a real disk
LAB_NAME=${LAB_NAME:-ud-lab}
LAB=${LAB:-$CACHE/run/$LAB_NAME}
NS=$LAB_NAME # the network namespace: no route leads out of it
BRIDGE=lab0
NET=10.77.0
GW_IP=$NET.1 DC_IP=$NET.5 CLIENT_IP=$NET.9
DOMAIN=cloud.lab.test # what the servers serve; lab.test is the registrable domain
AD_DOMAIN=lab.test
SUITE=bookworm
# The lab's node tree: a bare Debian server. containerd, runc and the CNI
# plugins serve the K3s stand-in only; a real K3s brings its own.
SERVER_PACKAGES=systemd,systemd-sysv,dbus,iproute2,iptables,nftables,procps,curl,ca-certificates,conntrack,socat,kmod,iputils-ping,openssl,containerd,runc,containernetworking-plugins
DC_PACKAGES=samba,samba-ad-provision,samba-dsdb-modules,samba-vfs-modules,ldb-tools,openssl

say() { printf 'lab: %s\n' "$*" >&2; }
die() {
	printf 'lab: %s\n' "$*" >&2
	exit 1
}
need_root() { [ "$(id -u)" = 0 ] || die "must run as root (namespaces, mounts)"; }
need() {
	local c
	for c; do command -v "$c" > /dev/null || die "$c is missing: run $HERE/needs"; done
}
hash_of() { printf '%s' "$*" | sha256sum | cut -c1-12; }

# wait_for SECONDS WHAT CMD…: every wait of the lab has an end.
wait_for() {
	local end=$((SECONDS + $1)) what=$2
	shift 2
	until "$@" > /dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || {
			say "waited in vain for: $what"
			return 1
		}
		sleep 0.1
	done
}

# locked FILE CMD…: one at a time, at most 20 minutes for another one's build.
locked() {
	local f=$1
	shift
	mkdir -p "$(dirname "$f")"
	(
		flock -w 1200 9 || die "somebody else holds $f"
		"$@" 9>&-
	) 9> "$f"
}

# tree NAME PACKAGES → prints the path of a cached Debian tree of that name.
tree() {
	local t
	t=$CACHE/$1-$(hash_of "$SUITE $2")
	[ -d "$t" ] || locked "$CACHE/$1.lock" build_tree "$t" "$2" >&2
	echo "$t"
}

build_tree() {
	local t=$1 tmp mirror
	[ ! -d "$t" ] || return 0
	need debootstrap
	tmp=$t.part
	rm -rf "$tmp"
	# The mirror this machine already uses; debootstrap's default otherwise.
	# shellcheck disable=SC2016  # $(…) is apt's own format language
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $SUITE" 'Origin: Debian' 2> /dev/null | head -1)
	say "building $t (once)"
	# Trees are built side by side; with one folder for both, each would take the other's half packages.
	mkdir -p "$t.debs"
	debootstrap --variant=minbase --cache-dir="$t.debs" --include="$2" "$SUITE" "$tmp" ${mirror:+"$mirror"} > "$t.log" 2>&1 ||
		{
			tail -5 "$t.log"
			die "debootstrap failed, see $t.log"
		}
	rm -rf "$tmp"/var/cache/apt/archives/*.deb "$tmp"/var/lib/apt/lists/* "$tmp"/etc/resolv.conf "$tmp"/etc/hostname "$tmp"/etc/machine-id
	mv "$tmp" "$t"
	rm -rf "$t.debs"
}

in_net() { nsenter --net="/run/netns/$NS" "$@"; }
node_names() { # of the lab that is up
	local d
	for d in "$LAB"/nodes/*/; do [ ! -d "$d" ] || basename "$d"; done
}
env_get() { sed -n "s/^$1=//p" "$LAB/env"; }

# A process is named by its number and its start time: numbers are reused.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | cut -d' ' -f20; }
mark() { echo "$1 $(start_time "$1")"; }
alive() { # FILE written by mark; a zombie counts as dead
	local p t
	read -r p t 2> /dev/null < "$1" || return 1
	[ -n "$t" ] && [ "$(start_time "$p")" = "$t" ] && ! grep -q '^State:.Z' "/proc/$p/status" 2> /dev/null
}
not() { ! "$@"; }

# Three K3s servers and their pods hold more inotify instances than a Debian allows one user (128);
# the kernel counts all servers as this machine's root. Without room, a kubelet ends at once.
INOTIFY=/proc/sys/fs/inotify/max_user_instances
inotify_room() {
	local now
	now=$(cat "$INOTIFY")
	[ "$now" -lt 4096 ] || return 0
	mkdir -p "$CACHE/run"
	[ -s "$CACHE/inotify.before" ] || echo "$now" > "$CACHE/inotify.before"
	echo 8192 > "$INOTIFY" || say "fs.inotify.max_user_instances is $now and cannot be raised: K3s may not start"
}
inotify_back() { # when the last lab is gone
	[ -s "$CACHE/inotify.before" ] || return 0
	[ -z "$(find "$CACHE/run" -mindepth 1 -maxdepth 1 -type d 2> /dev/null)" ] || return 0
	cat "$CACHE/inotify.before" > "$INOTIFY" 2> /dev/null || true
	rm -f "$CACHE/inotify.before"
}
