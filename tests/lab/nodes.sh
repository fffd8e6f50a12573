# shellcheck shell=bash
# Bare servers as systemd-nspawn containers. Sourced after lib.sh and net.sh.
CONTROLLERS="cpu cpuacct cpuset memory devices freezer blkio pids systemd unified"

v1() { [ "$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ]; }
own_cgroup() { # CONTROLLER → our own group in it
	if [ "$1" = unified ]; then
		sed -n 's/^0:://p' /proc/self/cgroup | grep .
	else
		grep -E "^[0-9]+:(.*,)?(name=)?$1(,.*)?:/" /proc/self/cgroup | cut -d: -f3
	fi
}

# A cgroup per node below our own: with the cgroup namespace it becomes the
# node's root, and no kubelet takes another node's pods for orphans. "unified"
# belongs to it: nspawn derives the node's place in "systemd" from there, and
# without it all nodes would share one tree of units.
make_cgroups() { # NODE → DIR/cgroups
	local d=$LAB/nodes/$1 c g
	: > "$d/cgroups.new"
	for c in $CONTROLLERS; do
		[ -d "/sys/fs/cgroup/$c" ] || continue
		g=$(own_cgroup "$c") || continue
		g=/sys/fs/cgroup/$c${g%/}/$LAB_NAME-$1
		mkdir -p "$g"
		if [ "$c" = cpuset ]; then # an empty cpuset admits nobody
			cat "${g%/*}/cpuset.cpus" > "$g/cpuset.cpus"
			cat "${g%/*}/cpuset.mems" > "$g/cpuset.mems"
		fi
		echo "$g" >> "$d/cgroups.new"
	done
	mv "$d/cgroups.new" "$d/cgroups"
}
join_cgroups() { # NODE: this very shell moves; "payload" is nspawn's, the node's root
	local g
	while read -r g; do
		[ ! -d "$g/payload" ] || g=$g/payload
		echo "$BASHPID" > "$g/cgroup.procs"
	done < "$LAB/nodes/$1/cgroups"
}
node_pid() { # NODE → its pid 1 as the host sees it: below the loop and nspawn
	local p
	alive "$LAB/nodes/$1/nspawn" || return 1
	read -r p _ < "$LAB/nodes/$1/nspawn"
	while p=$(pgrep -P "$p" | head -1) && [ -n "$p" ]; do
		if awk '/^NSpid:/ { exit !(NF > 2 && $NF == 1) }' "/proc/$p/status"; then
			echo "$p"
			return
		fi
	done
	return 1
}
node_running() { node_pid "$1" > /dev/null; }

node_mount() { # NODE
	local d=$LAB/nodes/$1 ip
	ip=$(node_ip "$1")
	mkdir -p "$d"/{upper,work,tree,rancher,kubelet}
	mountpoint -q "$d/tree" ||
		mount -t overlay "$LAB_NAME-$1" -o "lowerdir=$(tree server "$SERVER_PACKAGES"),upperdir=$d/upper,workdir=$d/work" "$d/tree"
	[ ! -e "$d/made" ] || return 0
	# Once per server: afterwards its disk belongs to whoever works on it.
	local t=$d/tree
	cp -a "$HERE/rootfs/." "$t/"
	chown -R root:root "$t/usr/local/lib/lab" "$t/etc/rancher" "$t/etc/systemd/system"
	# Debian's own containerd must not run beside K3s's.
	rm -f "$t/etc/systemd/system/multi-user.target.wants/containerd.service"
	echo "$1" > "$t/etc/hostname"
	tr -d - < /proc/sys/kernel/random/uuid > "$t/etc/machine-id"
	printf '127.0.0.1 localhost\n%s %s.%s %s\n' "$ip" "$1" "$AD_DOMAIN" "$1" > "$t/etc/hosts"
	printf 'search %s\nnameserver %s\n' "$AD_DOMAIN" "$GW_IP" > "$t/etc/resolv.conf"
	printf '[Match]\nName=host0\n[Network]\nAddress=%s/24\nGateway=%s\nLinkLocalAddressing=no\n' "$ip" "$GW_IP" \
		> "$t/etc/systemd/network/10-host0.network"
	mkdir -p "$t/var/log/journal" "$t/var/lib/rancher" "$t/var/lib/kubelet" # a journal that survives a power cut
	mkdir -p "$d/rancher/k3s/agent/etc/containerd/config-v3.toml.d"
	cp "$HERE/rootfs/usr/local/lib/lab/containerd.toml" "$d/rancher/k3s/agent/etc/containerd/config-v3.toml.d/lab.toml"
	touch "$d/made"
}

node_start() { # NODE: power on; node_ready waits
	local d=$LAB/nodes/$1 scope=()
	! node_running "$1" || return 0
	node_mount "$1"
	if v1; then
		make_cgroups "$1"
		export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0
	else # the host's systemd makes the cgroup and may be asked to delegate it
		scope=(systemd-run --quiet --scope -p Delegate=yes "--unit=$LAB_NAME-$1")
		: > "$d/cgroups"
	fi
	(
		[ ! -s "$d/cgroups" ] || join_cgroups "$1"
		# rancher and kubelet: overlayfs does not stack on the node's own overlay
		# no CAP_SYS_TIME, CAP_SYS_MODULE: clock and modules are the whole machine's
		# shellcheck disable=SC2016  # 133: it wants to be rebooted
		exec setsid "${scope[@]}" nsenter --net="/run/netns/$NS" bash -c 'while "$@"; [ $? = 133 ]; do :; done' - systemd-nspawn --quiet -D "$d/tree" -M "$LAB_NAME-$1" \
			--hostname="$1" --register=no --keep-unit --link-journal=no --resolv-conf=off --timezone=off \
			--network-bridge="$BRIDGE" --boot --capability=all --drop-capability=CAP_SYS_TIME,CAP_SYS_MODULE --system-call-filter='add_key keyctl bpf @keyring' \
			--bind="$d/rancher:/var/lib/rancher" --bind="$d/kubelet:/var/lib/kubelet" \
			< /dev/null >> "$d/console.log" 2>&1
	) 9>&- &
	mark $! > "$d/nspawn"
	disown $! # no "Killed" on the screen when the power goes
}

node_exec() { # NODE CMD…: as root in it, in its cgroup
	local n=$1 p
	shift
	p=$(node_pid "$n") || die "$n is not running"
	[ ! -s "$LAB/nodes/$n/cgroups" ] || join_cgroups "$n"
	# nsenter keeps the host's capabilities: drop what the node's pid 1 lacks, or
	# a "date -s" in a test sets the clock of the whole machine.
	exec nsenter -t "$p" -a -- setpriv --bounding-set=-sys_time,-sys_module env -i HOME=/root TERM="${TERM:-dumb}" LANG=C.UTF-8 \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}
node_booted() { (node_exec "$1" systemctl is-active -q multi-user.target); }
node_ready() { wait_for 60 "$1 boots (log: $LAB/nodes/$1/console.log)" node_booted "$1"; }

node_kill() { # NODE: power cut. Every process of it dies at once, its pid 1 does
	local p
	if p=$(node_pid "$1"); then kill -9 "$p" 2> /dev/null || true; fi
	wait_for 15 "$1 is off" not alive "$LAB/nodes/$1/nspawn" || return 1
	rm -f "$LAB/nodes/$1/nspawn"
}

node_wipe() { # NODE: its disk is empty again; "boot" then makes a bare server
	local d=$LAB/nodes/$1
	node_kill "$1"
	if mountpoint -q "$d/tree"; then umount "$d/tree" || umount -l "$d/tree"; fi
	rm -rf --one-file-system "$d"/{upper,work,rancher,kubelet,made,console.log}
}

lab_cgroups() { find /sys/fs/cgroup -mindepth 2 -type d -path "*/$LAB_NAME-lab-n[0-9]*" 2> /dev/null; }
lab_pids() { # everything that runs for this lab: in its network or in its nodes' cgroups
	{
		[ ! -e "/run/netns/$NS" ] || ip netns pids "$NS" 2> /dev/null
		lab_cgroups | while read -r g; do cat "$g/cgroup.procs" 2> /dev/null || true; done
	} | sort -u
}
lab_mounts() { awk -v p="$LAB/" 'index($2, p) == 1 { print $2 }' /proc/self/mounts | tac; }
lab_idle() { [ -z "$(lab_pids)" ]; }

# Takes away whatever is there, known to this run or left by a crashed one.
lab_sweep() {
	local p g m end=$((SECONDS + 20))
	until lab_idle || [ "$SECONDS" -ge "$end" ]; do
		for p in $(lab_pids); do kill -9 "$p" 2> /dev/null || true; done
		sleep 0.1
	done
	lab_idle || say "still running: $(lab_pids | tr '\n' ' ')"
	for m in $(lab_mounts); do umount "$m" 2> /dev/null || umount -l "$m" || say "still mounted: $m"; done
	lab_cgroups | tac | while read -r g; do rmdir "$g" 2> /dev/null || say "cgroup stays: $g"; done
	[ ! -e "/run/netns/$NS" ] || ip netns del "$NS"
	rmdir "/run/systemd/nspawn/propagate/$LAB_NAME"-lab-n[0-9] 2> /dev/null || true # nspawn's own
	rm -rf --one-file-system "$LAB"
}
