# shellcheck shell=bash
# Installing on a server: carrying things there, the one-liner, what the lab's servers cannot help.
# Sourced after lib.sh.

# Findings that a container on somebody's machine cannot put right; everything else must be fine.
LAB_FINDINGS="cgroup-v2 clock-sync clock-sane slow-disk little-space little-memory memory cores kernel-settings kernel-release br-netfilter modules swap iptables-mixed"
MATTER=${UNIDASH_MATTER:-$CACHE/matter-$LAB_NAME}
PORT=8000 # the release's web server, on the client

serve_release() { # a company's own web server: plain HTTP is enough, the script carries the hashes
	if [ -e "$WORDS/web.pid" ] && kill -0 "$(kept web.pid)" 2>/dev/null; then return 0; fi
	nsenter --net="/run/netns/$LAB_NETNS" setsid python3 -m http.server "$PORT" --bind "$LAB_CLIENT_IP" --directory "$MATTER/release" \
		>"$LOGS/release-server.log" 2>&1 </dev/null &
	keep web.pid $!
	disown $!
	within 20 client curl -fsSo /dev/null "http://$LAB_CLIENT_IP:$PORT/install.sh"
}
one_liner() { echo "curl -fsSL http://$LAB_CLIENT_IP:$PORT/install.sh | sh -s -- $*"; }

carry() { # NODE: K3s and images, on a medium that the administrator brings
	mkdir -p "$(tree_of "$1")/root/artefacts"
	cp --reflink=auto "$MATTER"/artefacts/* "$(tree_of "$1")/root/artefacts/"
}

# What every command line of the lab gives; the hash, because the K3s may be another than the pinned one.
own_options() { echo "--artefacts /root/artefacts --k3s-sha256 $(cat "$MATTER/k3s.sha256")"; }

# blocking NODE WORDS…: ids of the findings that would stop it, from the program's own mouth.
blocking() {
	local node=$1
	shift
	on "$node" sh -c "$*" | python3 -c '
import json, sys
findings = json.load(sys.stdin)["findings"]
print(",".join(one["id"] for one in findings if one["blocking"] and not one["accepted"]))'
}

# acceptable IDS: only what a container cannot help.
acceptable() {
	local id
	for id in ${1//,/ }; do
		case " $LAB_FINDINGS " in *" $id "*) ;; *) echo "the preflight stops at \"$id\", which is no fault of the lab" && return 1 ;; esac
	done
}

ready_members() { # NODE COUNT: Ready members that vote in etcd
	local got
	got=$(kube "$1" get nodes -o json | python3 -c '
import json, sys
def holds(node, kind): return any(c["type"] == kind and c["status"] == "True" for c in node["status"]["conditions"])
nodes = json.load(sys.stdin)["items"]
print(sum(1 for n in nodes if holds(n, "Ready") and holds(n, "EtcdIsVoter")))')
	same "$2" "$got" "ready members"
}

units_up() { # NODE
	local unit
	for unit in unidash-gateway unidash-core unidash-desktop k3s; do on "$1" systemctl is-active -q "$unit" || { echo "$1: $unit is not active" && return 1; }; done
}

# What a server holds, for comparing before and after: files with mode, owner and content, units,
# accounts, links, packet rules. Not: logs, caches and what the kernel keeps.
census() { # NODE
	# shellcheck disable=SC2016  # expanded on the server
	on "$1" sh -c '
		cd / && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./run -o -path ./tmp -o -path ./root -o -path ./var/log \
			-o -path ./var/cache -o -path ./var/tmp -o -path ./var/lib/systemd -o -path ./var/lib/private \) -prune -o -printf "%y %m %u %g %p %l\n" | sort
		find ./etc ./usr/local ./var/lib/rancher ./var/lib/kubelet ./var/lib/cni ./opt -xdev -type f ! -path "./etc/*-" -exec sha256sum {} + 2> /dev/null | sort -k2
		echo "-- accounts"; getent passwd; getent group
		echo "-- units"; systemctl list-unit-files --no-legend --no-pager | sort
		systemctl list-units --all --failed --no-legend --no-pager
		echo "-- links"; ip -br link | sed "s/@.*//" | awk "{ print \$1 }" | sort
		echo "-- routes"; ip route; ip rule
		# Rules and chains of somebody; the empty built-in chains that the first iptables call makes are none.
		echo "-- rules"; { iptables-save; ip6tables-save; } 2> /dev/null | grep -vE "^(#|\*|COMMIT|:[A-Z]+ ACCEPT)"
		nft list ruleset 2> /dev/null | grep -vE "^ *#|^table ip6? (nat|filter|mangle|raw) |chain [A-Z]+ \{|type [a-z]+ hook|^[[:space:]]*\}?$"
		echo "-- sockets"; ss -Hltn | awk "{ print \$4 }" | sort
		echo "-- settings"; sysctl -a 2> /dev/null | grep -E "^(vm.overcommit_memory|vm.panic_on_oom|kernel.panic|kernel.panic_on_oops|net.ipv4.ip_forward|net.ipv4.conf.all.forwarding|net.bridge|fs.inotify.max)" | sort
		echo "-- mounts"; awk "{ print \$2 }" /proc/self/mounts | grep -E "kubelet|rancher|containerd|k3s|unidash|netns" | sort
		true'
}

# end_on NODE SIGNAL PROGRAM [WORD]: ends processes of that program on a server, those with WORD
# among their arguments; by number, in that server's own process space.
end_on() {
	# shellcheck disable=SC2016  # expanded on the server
	on "$1" sh -c 'for p in /proc/[0-9]*; do
		read -r name 2> /dev/null < "$p/comm" && [ "$name" = "$2" ] || continue
		[ -z "$3" ] || tr "\0" "\n" 2> /dev/null < "$p/cmdline" | grep >/dev/null -x -- "$3" || continue
		kill "-$1" "${p#/proc/}"
	done; true' - "$2" "$3" "${4:-}"
}
