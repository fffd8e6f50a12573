# shellcheck shell=bash
# The stages of lab.sh, which sources this.

stage_install() {
	local begin
	for node in lab-n1 lab-n2 lab-n3; do listing "$node" > "$LAB/before.$node"; done
	on lab-n1 sh -c "$one_liner --dry-run $options" > "$LAB/dry-run"
	listing lab-n1 | diff "$LAB/before.lab-n1" - || die "--dry-run changed something"
	begin=$(date +%s)
	install_first | tee "$LAB/installed"
	say "first server: $(seconds "$begin")"
	grep -E '^\+ (file|folder|link) ' "$LAB/dry-run" | awk '{ print $3 }' | while read -r path; do
		on lab-n1 sh -c "ls -d $path" > /dev/null || die "--dry-run told of $path, which is not there"
	done
}

stage_join() {
	local begin line
	line=$(sed -n 's/^  \(curl .*\)/\1/p' "$LAB/installed")
	[ -n "$line" ] || line=$(join_line)
	begin=$(date +%s)
	join_one lab-n2 "$line" > "$LAB/joined.lab-n2" 2>&1 &
	local second=$!
	join_one lab-n3 "$line" > "$LAB/joined.lab-n3" 2>&1 || { cat "$LAB/joined.lab-n3"; die "lab-n3 did not join"; }
	wait "$second" || { cat "$LAB/joined.lab-n2"; die "lab-n2 did not join"; }
	say "both joined: $(seconds "$begin")"
	on lab-n1 k3s kubectl get nodes -o wide
	for node in lab-n1 lab-n2 lab-n3; do on "$node" unidash doctor || die "$node is not well"; done
	[ "$(on lab-n1 k3s kubectl -n kube-system get deployment coredns -o 'jsonpath={.spec.replicas}')" = 3 ] ||
		die "names for pods hang on one server"
	join_one lab-n2 "$line" > "$LAB/again.lab-n2" 2>&1 || { cat "$LAB/again.lab-n2"; die "the same machine may not repeat"; }
	! on lab-n1 sh -c "$line --accept $ACCEPT" || die "the first server joined itself"
}

refused() { # CODE WORD NODE COMMAND…: one sentence, this exit code, nothing changed
	local want=$1 word=$2 node=$3 code=0
	shift 3
	on "$node" sh -c "$*" > "$LAB/refused" 2>&1 || code=$?
	[ "$code" = "$want" ] || { cat "$LAB/refused"; die "$*: exit code $code instead of $want"; }
	grep -q "$word" "$LAB/refused" || { cat "$LAB/refused"; die "$*: does not say: $word"; }
	listing "$node" | diff "$LAB/before.$node" - || die "$*: left something behind"
	say "refused as it should be ($code): $(tail -n 1 "$LAB/refused")"
}

stage_bad() { # after install, before join
	local line head code gone
	line=$(join_line)
	head=${line% *} code=${line##* }
	gone=$(join_line)
	gone=${gone##* }
	on lab-n1 rm "/var/lib/unidash/core/join/${gone%%.*}.sealed"
	refused 2 'complete line' lab-n3 "$head ${code%?}"
	refused 3 'does not know this join code' lab-n3 "$head $gone"
	refused 2 no-such-finding lab-n3 "$head $code --accept no-such-finding"
	refused 1 'cgroup-v2' lab-n3 "$head $code"
	refused 2 'name' lab-n3 "$head $code --accept $ACCEPT --name Bad_Name"
	refused 3 'Another server goes by this name' lab-n3 "$head $code --accept $ACCEPT --name lab-n1"
	on lab-n3 systemd-run --quiet --unit=taker socat TCP-LISTEN:443,fork,reuseaddr EXEC:true
	sleep 1
	refused 1 'Port 443 is taken by socat' lab-n3 "$head $code --accept $ACCEPT"
	on lab-n3 systemctl stop taker
	refused 2 'SHA-256' lab-n3 "$one_liner --k3s-sha256 abc"
	refused 1 'another SHA-256' lab-n3 "mkdir -p /root/a && echo x > /root/a/k3s && $one_liner --artefacts /root/a --accept $ACCEPT"
}

stage_again() {
	install_first | tee "$LAB/again"
	grep -q 'Done: 0 changed' "$LAB/again" || die "a second run changed something"
}

stage_cuts() { # killed after so many seconds, run again: always converges
	local after
	for after in 1 2 3 4 6 8 10 13; do
		on lab-n1 unidash uninstall --yes --delete-data > /dev/null 2>&1 || true
		on lab-n1 timeout -s KILL "$after" sh -c "$one_liner $options" > /dev/null 2>&1 || true
		"$BIN/kill" lab-n1
		"$BIN/boot" lab-n1 > /dev/null
		install_first > "$LAB/cut.$after" 2>&1 || { tail -20 "$LAB/cut.$after"; die "cut after $after s: does not converge"; }
		say "cut after $after s: converged"
	done
}

known() { # NODE: what the first server still knows of it
	on lab-n1 sh -c "k3s kubectl get node,clusterrolebinding -o name | grep -e '/$1\$' -e '-$1\$'
		k3s kubectl get -n kube-system secret/$1.node-password.k3s -o name 2> /dev/null
		k3s kubectl get -n unidash serviceaccount -o name | grep -e '-$1\$'; true"
}

stage_remove() {
	for node in lab-n3 lab-n2 lab-n1; do
		on "$node" test -e /usr/local/bin/unidash || continue
		on "$node" unidash uninstall --yes --delete-data || die "$node: uninstall"
		[ "$node" = lab-n1 ] || [ -z "$(known "$node")" ] || die "$node is not forgotten: $(known "$node")"
		listing "$node" | diff "$LAB/before.$node" - || die "$node: leftovers"
		say "$node is bare again"
	done
}
