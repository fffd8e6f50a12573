#!/bin/bash
# The desktop is not a dependency of anything: stopped on all servers, everything else goes on.
. "$(dirname "$0")/lib.sh"

each() { for node in $(servers); do on "$node" systemctl "$1" unidash-desktop; done; }
check "the desktop's units stop on all three servers" each stop
browser story/away.mjs miniflux
api() {
	same 200 "$(status "https://desk.$LAB_DOMAIN/api/v1/site")" "the API"
	same 200 "$(status "https://id.$LAB_DOMAIN/.well-known/openid-configuration")" "the provider"
	same 401 "$(status "https://desk.$LAB_DOMAIN/api/v1/me")" "the API for a stranger"
}
check "the API and the OpenID provider answer" api
dav() { same 207 "$(client curl -so /dev/null -m 30 -w '%{http_code}' -X PROPFIND -H 'Depth: 0' -u "$(kept token)" "https://radicale.$LAB_DOMAIN/")" "CalDAV"; }
check "the phone's calendar goes on" dav
command() { unidash lab-n2 status; }
check "the command line goes on" command

# One desktop is enough: the gateways use a peer's.
check "the desktop starts again on one server only" on lab-n3 systemctl start unidash-desktop
desk() { same 303 "$(status "https://desk.$LAB_DOMAIN/" --resolve "desk.$LAB_DOMAIN:443:$LAB_N1_IP")" "the desk through lab-n1" ||
	same 200 "$(status "https://desk.$LAB_DOMAIN/" --resolve "desk.$LAB_DOMAIN:443:$LAB_N1_IP")" "the desk through lab-n1"; }
check "a gateway without a desktop of its own uses its peer's" within 60 desk
check "the desktop starts again everywhere" each start
back() { client env PASSWORD="$GISELLE_PASSWORD" python3 "$STORY/sign_in.py" once "https://desk.$LAB_DOMAIN" giselle -; }
check "and the desk is back" within 60 back
