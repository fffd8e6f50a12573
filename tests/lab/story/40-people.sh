#!/bin/bash
# People of the company's Active Directory sign in.
. "$(dirname "$0")/lib.sh"
CHIEF=$(kept chief) CHIEF_PASSWORD=$(kept chief-password)
export CHIEF CHIEF_PASSWORD
browser story/people.mjs
check "a sign-in by hand works, and says how long it took" \
	env PASSWORD="$GISELLE_PASSWORD" "$BIN/client" python3 "$STORY/sign_in.py" once "https://desk.$LAB_DOMAIN" giselle -

nested() { # the desk's own API names her groups
	client env PASSWORD="$GISELLE_PASSWORD" python3 "$STORY/sign_in.py" call "https://desk.$LAB_DOMAIN" giselle - GET /api/v1/me |
		python3 -c 'import json, sys
answer = json.load(sys.stdin); me = json.loads(answer["body"]); print(me["groups"])
assert "Compta" in me["groups"] and "Equipe-Compta" in me["groups"] and not me["admin"]'
}
check "her groups hold Compta, although she is only in Equipe-Compta" nested

audited() { # each server keeps the events that happened there
	local node
	for node in $(servers); do
		on "$node" curl -s --unix-socket /run/unidash/core.sock "http://core/api/v1/events?search=sign-in&limit=200"
		echo
	done | python3 -c 'import json, sys
seen = {(e["who"], e["result"]) for line in sys.stdin if line.strip() for e in json.loads(line)["items"]}
print(sorted(seen)); assert {("giselle", "done"), ("giselle", "refused"), ("nobody-of-that-name", "refused")} <= seen'
}
check "the events tell of her sign-in and of the refused ones" audited

forbidden() { # an employee's request to the admins' API
	client env PASSWORD="$GISELLE_PASSWORD" python3 "$STORY/sign_in.py" call "https://desk.$LAB_DOMAIN" giselle - POST /api/v1/apps '{"app":"miniflux"}' | tee /dev/stderr | grep >/dev/null '"status": 403'
}
check "an employee may not install an app, by the API either" forbidden

registered() { # SECRET → the provider's answer to one more client
	client curl -so "$WORDS/client" -m 30 -w '%{http_code}' "https://id.$LAB_DOMAIN/register" -H "Authorization: Bearer $1" \
		-H 'Content-Type: application/json' -d '{"client_name":"Story","redirect_uris":["https://story.example/callback"]}'
}
initial() { # a program registers once with what root printed, and not twice
	local secret
	secret=$(unidash lab-n2 --output json initial-token "the story" | python3 -c 'import json, sys; print(json.load(sys.stdin)["secret"])')
	same 201 "$(registered "$secret")" "with the token"
	same 401 "$(registered "$secret")" "with the token once more"
}
check "root prints a token with which a program registers as a client, once" initial
