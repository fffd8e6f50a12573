# shellcheck shell=bash
# The lab's network: one namespace, one bridge, one DNS server, no way out.
# Sourced after lib.sh.

net_up() { # servers behind the domain
	ip netns add "$NS"
	in_net ip link set lo up
	# With an address of its own: a bridge takes the lowest of its ports' otherwise, changes it when a
	# server is plugged in, and who had learnt the old one gets no answer for 15 seconds.
	in_net ip link add "$BRIDGE" address 02:00:0a:4d:00:01 type bridge
	# Three machines that need no kernel of their own live on the bridge itself:
	# router and DNS, the domain controller, the people's computer.
	local a
	for a in "$GW_IP" "$DC_IP" "$CLIENT_IP"; do in_net ip addr add "$a/24" dev "$BRIDGE"; done
	in_net ip link set "$BRIDGE" up
	in_net ip route replace "$NET.0/24" dev "$BRIDGE" src "$CLIENT_IP"
	# Of this namespace only: what leads out is refused at once, not dropped.
	in_net sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
	dns_up "$@"
}

dns_up() { # servers behind the domain; again with others = their addresses changed
	[ ! -s "$LAB/dnsmasq.pid" ] || kill "$(cat "$LAB/dnsmasq.pid")" 2> /dev/null || true
	dns_conf > "$LAB/dnsmasq.conf"
	wildcard_up "$@"
	wait_for 5 "the DNS server starts" in_net dnsmasq --conf-file="$LAB/dnsmasq.conf"
}

# The domain and every name below it is all the servers: three A records, as a company without a load
# balancer would write.
WILDCARD_PORT=5300
wildcard_up() { # servers behind the domain
	local n
	for n; do node_ip "$n"; done > "$LAB/domain.new"
	mv "$LAB/domain.new" "$LAB/domain.addresses"
	! alive "$LAB/wildcard.pid" || return 0
	in_net setsid python3 "$HERE/wildcard.py" "$GW_IP" "$WILDCARD_PORT" "$LAB/domain.addresses" \
		> "$LAB/wildcard.log" 2>&1 < /dev/null &
	mark $! > "$LAB/wildcard.pid"
	disown $!
}

node_ip() { echo "$NET.$((10 + ${1#lab-n}))"; }

dns_conf() {
	local n
	cat <<-C
		no-resolv
		no-hosts
		bind-interfaces
		listen-address=$GW_IP
		user=nobody
		group=nogroup
		pid-file=$LAB/dnsmasq.pid
		log-facility=$LAB/dnsmasq.log
		local-ttl=5
		# nothing else exists
		address=/#/
		local=/$AD_DOMAIN/
		host-record=dc1.$AD_DOMAIN,$DC_IP
		host-record=client.$AD_DOMAIN,$CLIENT_IP
		host-record=$AD_DOMAIN,$DC_IP
	C
	for n in _ldap._tcp _ldap._tcp.dc._msdcs _ldap._tcp.pdc._msdcs _ldap._tcp.Default-First-Site-Name._sites \
		_ldap._tcp.Default-First-Site-Name._sites.dc._msdcs; do
		echo "srv-host=$n.$AD_DOMAIN,dc1.$AD_DOMAIN,389,0,100"
	done
	for n in _kerberos._tcp _kerberos._udp _kerberos._tcp.dc._msdcs; do
		echo "srv-host=$n.$AD_DOMAIN,dc1.$AD_DOMAIN,88,0,100"
	done
	for n in 1 2 3 4 5 6 7 8 9; do echo "host-record=lab-n$n.$AD_DOMAIN,$(node_ip "lab-n$n")"; done
	echo "server=/$DOMAIN/$GW_IP#$WILDCARD_PORT"
}
