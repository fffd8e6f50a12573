# shellcheck shell=bash
# The lab's company authority. Sourced after lib.sh.

make_ca() { # DIR: ca.pem and ca.key, once
	local d=$1
	[ ! -s "$d/ca.pem" ] || return 0
	mkdir -p "$d"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
		-subj "/O=Lab Company/CN=Lab Company Root" -keyout "$d/ca.key" -out "$d/ca.pem" \
		-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2> /dev/null
	chmod 600 "$d/ca.key"
}

issue() { # DIR NAME SAN[,SAN…]: NAME.pem and NAME.key signed by DIR's authority
	local d=$1 n=$2
	# RSA, because that is what company controllers have.
	openssl req -new -newkey rsa:2048 -nodes -subj "/O=Lab Company/CN=$n" \
		-keyout "$d/$n.key" -out "$d/$n.csr" 2> /dev/null
	openssl x509 -req -in "$d/$n.csr" -CA "$d/ca.pem" -CAkey "$d/ca.key" -days 800 \
		-set_serial "0x$(openssl rand -hex 15)" -out "$d/$n.pem" 2> /dev/null -extfile <(
			printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\n'
			printf 'extendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\nsubjectAltName=%s\n' "$3"
		)
	rm -f "$d/$n.csr"
	chmod 600 "$d/$n.key"
}
