#!/bin/bash
# Runs in a mount and process namespace of its own (see ../dc), so everything
# mounted here is gone with the last process.
#   inside.sh provision TREE DIR             fill DIR/ad
#   inside.sh join TREE DIR ADDRESS/BITS     fill DIR/ad as the second controller of the one at DC_FIRST
#   inside.sh serve TREE DIR ADDRESS/BITS    the controller, in the foreground
# DC_NAME is the controller's name (dc1), DC_FIRST the address of dc1 when it is another one.
set -euo pipefail
what=$1 tree=$2 dir=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$dir/root
mkdir -p "$root" "$dir/layer" "$dir/work" "$dir/ad"
mount -t overlay dc -o "lowerdir=$tree,upperdir=$dir/layer,workdir=$dir/work" "$root"
mkdir -p "$root/srv/ad" "$root/srv/lab"
mount --bind "$dir/ad" "$root/srv/ad"
mount --bind "$here" "$root/srv/lab"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
name=${DC_NAME:-dc1}
hostname "$name"
addr=${4:-127.0.0.1/8}
printf '127.0.0.1 localhost\n%s %s.lab.test %s\n' "${addr%/*}" "$name" "$name" > "$root/etc/hosts"
[ -z "${DC_FIRST:-}" ] || printf '%s dc1.lab.test dc1 lab.test\n' "$DC_FIRST" >> "$root/etc/hosts"

case $what in
provision)
	password=$(sed -n 's/^DC_ADMIN_PASSWORD=//p' "$here/people.env")
	chroot "$root" samba-tool domain provision --targetdir=/srv/ad --realm=LAB.TEST --domain=LAB \
		--server-role=dc --dns-backend=NONE --host-name=dc1 --host-ip=10.77.0.5 --adminpass="$password"
	mkdir -p "$dir/ad/run/ncalrpc" "$dir/ad/run/winbindd" "$dir/ad/tls"
	chroot "$root" python3 /srv/lab/people.py /srv/ad /srv/lab/people.env
	;;
join)
	password=$(sed -n 's/^DC_ADMIN_PASSWORD=//p' "$here/people.env")
	chroot "$root" samba-tool domain join lab.test DC --targetdir=/srv/ad --server=dc1.lab.test \
		--dns-backend=NONE -U 'LAB\Administrator' --password="$password" --use-kerberos=off \
		--option="interfaces=$addr" --option="bind interfaces only=yes" --option="netbios name=$name"
	mkdir -p "$dir/ad/run/ncalrpc" "$dir/ad/run/winbindd" "$dir/ad/tls"
	;;
serve)
	# pid 1 of this namespace: it reaps, and its end ends every Samba process.
	exec chroot "$root" samba -F --no-process-group -s /srv/ad/etc/smb.conf \
		--option="server services=ldap cldap kdc rpc" \
		--option="interfaces=$addr" --option="bind interfaces only=yes" \
		--option="pid directory=/srv/ad/run" --option="ncalrpc dir=/srv/ad/run/ncalrpc" \
		--option="winbindd socket directory=/srv/ad/run/winbindd" \
		--option="tls keyfile=/srv/ad/tls/key.pem" --option="tls certfile=/srv/ad/tls/cert.pem" \
		--option="tls cafile=/srv/ad/tls/ca.pem"
	;;
esac
