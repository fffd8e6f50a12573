#!/bin/bash
# Three real servers: the one-liner, two joins at the same moment, again, power cuts, removal.
#
#   tests/lab/up --servers 3 -- tests/node/lab.sh BINARY        everything
#   LAB_NAME=… tests/node/lab.sh BINARY install join            only these stages, on a lab that is up
#
# Stages: install bad join again cuts remove. BINARY is unidash for this machine.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
BIN=$HERE/../lab
LAB=${LAB:-${UNIDASH_LAB_CACHE:-/var/tmp/unidash-lab}/run/${LAB_NAME:-ud-lab}}
# shellcheck source=/dev/null
. "$LAB/env"
PORT=8088
ACCEPT=cgroup-v2,clock-sync
[ $# -ge 1 ] || { echo "usage: lab.sh BINARY [STAGE…]" >&2; exit 2; }
PROGRAM=$1
shift
[ $# -gt 0 ] || set -- install bad join again cuts remove

say() { printf '%s %s\n' "$(date +%T)" "$*"; }
die() { say "FAILED: $*" >&2; exit 1; }
on() { "$BIN/exec" "$@"; }
seconds() { echo $(($(date +%s) - $1)) s; }

serve() { # the release, in the lab's network only
	local release=$LAB/release
	"$HERE/../../installer/release.sh" "$release" "http://$LAB_DNS:$PORT" "$PROGRAM"
	ip netns exec "$LAB_NETNS" python3 -m http.server "$PORT" --bind "$LAB_DNS" -d "$release" > "$LAB/release.log" 2>&1 &
	SERVER=$!
	trap 'kill "$SERVER" 2> /dev/null || true' EXIT
	sleep 0.5
}

artefacts() { # what a person without the internet brings along
	local folder=$LAB/nodes/lab-n1/tree/root/artefacts k3s
	mkdir -p "$folder"
	k3s=$("$BIN/k3s-binary" 2> /dev/null | tail -1)
	cp -u "$k3s" "$folder/k3s"
	cp -u "$("$BIN/k3s-binary" --images 2> /dev/null | tail -1)" "$folder/"
}

listing() { # every file, account and link of a server, without what lives by itself
	on "$1" sh -c 'find / -xdev \( -path /proc -o -path /sys -o -path /tmp -o -path /run -o -path /var/log/journal \
		-o -path /root -o -path "*/.cache" \) -prune -o -print; find /var/lib/rancher /var/lib/kubelet /run/unidash /run/k3s \
		2> /dev/null; cut -d: -f1 /etc/passwd /etc/group; ls /sys/class/net; iptables-save 2> /dev/null | grep -E "KUBE|CNI|FLANNEL"; ls /run' |
		grep -v -e systemd-private- |
		sort -u
}

one_liner="curl -fsSL http://$LAB_DNS:$PORT/install.sh | sh -s --"
options="--artefacts /root/artefacts --k3s-sha256 none --accept $ACCEPT"

install_first() { on lab-n1 sh -c "$one_liner $options"; }
join_line() { on lab-n1 unidash code; }
join_one() { on "$1" sh -c "$2 --accept $ACCEPT"; }

# shellcheck source=stages.sh
. "$HERE/stages.sh"

serve
artefacts
for stage; do
	say "stage $stage"
	"stage_$stage"
done
say "all stages done"
