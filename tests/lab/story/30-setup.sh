#!/bin/bash
# The first minutes in the browser: code, language, domain, own authority, first administrator,
# Active Directory; then the person's computer trusts the cloud's authority.
#   UNIDASH_SETUP=api   through the API instead (benches)
. "$(dirname "$0")/lib.sh"
keep chief chief
keep chief-password "Sommer-Treppe-2041-lang"
directory=$WORDS/directory.json
python3 - "$DC_CA" "$DC_BIND_UPN" "$DC_BIND_PASSWORD" "$DC_HOST" "$LAB_AD_DOMAIN" >"$directory" <<'P'
import json, sys
ca, account, password, host, domain = sys.argv[1:]
print(json.dumps({"hosts": [host], "domain": domain, "account": account, "password": password,
                  "security": "ldaps", "admin_group": "Cloud-Admins"}))
P

if [ "${UNIDASH_SETUP:-browser}" = api ]; then
	through_api() { client python3 "$STORY/set_up.py" "$LAB_N1_IP" "$(kept code)" "$LAB_DOMAIN" "$(kept chief)" "$(kept chief-password)" "$directory"; }
	check "the set-up through the API" through_api
else
	SETUP_CODE=$(kept code) CHIEF=$(kept chief) CHIEF_PASSWORD=$(kept chief-password)
	export SETUP_CODE CHIEF CHIEF_PASSWORD
	browser story/setup.mjs
fi

closed() { # the code is used up, the pages are closed
	local got
	got=$(client curl -sk -o "$WORDS/closed" -w '%{http_code}' -H 'content-type: application/json' -d "{\"code\":\"$(kept code)\"}" "https://$LAB_N2_IP/api/v1/setup/sessions")
	echo "status $got"
	case $got in 4??) ;; *) return 1 ;; esac
	! on lab-n1 test -e /var/lib/unidash/core/setup-code
}
check "after the set-up the code opens nothing, on the other servers neither" within 60 closed

root=$WORDS/root.pem
fetch_root() { client curl -fsS -o "$root" "http://$LAB_DOMAIN/trust/unidash.pem" || client curl -fsSk -o "$root" "https://$LAB_DOMAIN/trust/unidash.pem"; }
check "the cloud offers its authority for download" within 60 fetch_root
constrained() { # what it signs elsewhere, no browser believes
	openssl x509 -in "$root" -noout -text | tee /dev/stderr | grep -A4 'Name Constraints' | grep >/dev/null "DNS:$LAB_DOMAIN"
}
check "the authority is constrained to the domain" constrained
check "the person's computer trusts it" "$BIN/client" --trust unidash "$root"
believed() { for host in desk id "any"; do for ip in "$LAB_N1_IP" "$LAB_N2_IP" "$LAB_N3_IP"; do
	client curl -sS -o /dev/null -m 20 --resolve "$host.$LAB_DOMAIN:443:$ip" "https://$host.$LAB_DOMAIN/"
done; done; }
check "every server shows a certificate that it believes, for every name" within 120 believed
redirected() { same "301 https://desk.$LAB_DOMAIN/" "$(client curl -so /dev/null -w '%{http_code} %{redirect_url}' "http://desk.$LAB_DOMAIN/")" "plain HTTP" ||
	same "308 https://desk.$LAB_DOMAIN/" "$(client curl -so /dev/null -w '%{http_code} %{redirect_url}' "http://desk.$LAB_DOMAIN/")" "plain HTTP"; }
check "plain HTTP leads to HTTPS" redirected
