# shellcheck shell=bash
# The person's computer: the lab's network with its own resolv.conf, hosts and
# trusted authorities; the host's files stay as they are. Sourced after lib.sh.
C=$LAB/client

client_make() {
	mkdir -p "$C/home/.pki/nssdb"
	printf 'search %s\nnameserver %s\n' "$AD_DOMAIN" "$GW_IP" > "$C/resolv.conf"
	printf '127.0.0.1 localhost\n%s client.%s client\n' "$CLIENT_IP" "$AD_DOMAIN" > "$C/hosts"
	# systemd-resolved and mDNS of the host know nothing of this network
	sed 's/^hosts:.*/hosts: files dns/' /etc/nsswitch.conf > "$C/nsswitch.conf"
	cp -a /etc/ssl/certs "$C/certs"
	cp --remove-destination -L /etc/ssl/certs/ca-certificates.crt "$C/certs/ca-certificates.crt"
	certutil -d "sql:$C/home/.pki/nssdb" -N --empty-password
	client_trust company "$LAB/ca/ca.pem"
}

client_trust() { # NAME FILE: for OpenSSL, GnuTLS, curl, Node and Chromium
	local name=$1 file=$2
	cp "$file" "$C/certs/lab-$name.pem"
	cat "$file" >> "$C/certs/ca-certificates.crt"
	ln -sf "lab-$name.pem" "$C/certs/$(openssl x509 -noout -hash -in "$file").0"
	certutil -d "sql:$C/home/.pki/nssdb" -A -t C,, -n "lab-$name" -i "$file"
}

client_exec() { # CMD…
	# shellcheck disable=SC2016  # expanded by the inner shell
	exec nsenter --net="/run/netns/$NS" unshare --mount --propagation private -- bash -c '
		set -e
		c=$1; shift
		for f in resolv.conf hosts nsswitch.conf; do mount --bind "$c/$f" "$(readlink -f /etc/$f)"; done
		mount --bind "$c/certs" /etc/ssl/certs
		exec setpriv --bounding-set=-sys_time,-sys_module "$@"' - "$C" env -u http_proxy -u https_proxy -u HTTP_PROXY -u HTTPS_PROXY -u all_proxy -u ALL_PROXY \
		HOME="$C/home" SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$@"
}
