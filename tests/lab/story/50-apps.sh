#!/bin/bash
# Apps: two from the command line, Miniflux by the store's button; phones speak CalDAV.
. "$(dirname "$0")/lib.sh"
desk=https://desk.$LAB_DOMAIN
first=lab-n1

for app in gatus radicale; do
	check "root installs $app with one command" unidash "$first" app install "$app"
done
app_tree() { unidash "$first" app list | tee /dev/stderr | grep >/dev/null gatus; }
check "the command line lists what is installed" app_tree
twice() { refused_with 1 'address|taken|installed|already' unidash "$first" app install gatus; }
check "installing it twice at one address is refused in one sentence" twice
unknown() { refused_with 1 '.{15}' unidash "$first" app install no-such-app; }
check "an app that the store does not know is refused in one sentence" unknown
rendered() { unidash "$first" app install miniflux --dry-run | tee "$UNIDASH_SHOTS/miniflux-rendered.json" | grep >/dev/null Deployment && ! unidash "$first" app list | grep >/dev/null miniflux; }
check "a dry run prints the objects and installs nothing" rendered

# Miniflux has to live on the server that will be switched off later.
cordon() { for node in lab-n2 lab-n3; do kube "$first" "$1" "$node"; done; }
cordon cordon >>"$LOGS/$CHAPTER.log"
code=0
browser story/install-app.mjs miniflux Compta || code=$?
cordon uncordon >>"$LOGS/$CHAPTER.log"
[ "$code" -eq 0 ]

where() {
	local servers
	servers=$(unidash "$first" app list --output json | python3 -c 'import json, sys
print(" ".join(next(a for a in json.load(sys.stdin) if a["name"] == "miniflux")["servers"]))')
	same lab-n1 "$servers" "servers of Miniflux"
}
check "the cloud knows which server carries Miniflux" within 60 where
browser story/work.mjs miniflux gatus

# Radicale is for programs: the gateway asks them for an app token.
dav() { client curl -so "$WORDS/dav" -m 30 -w '%{http_code}' -X PROPFIND -H 'Depth: 0' "$@"; }
no_token() { same 401 "$(dav "https://radicale.$LAB_DOMAIN/")" "status without a token"; }
check "a calendar program without a token gets 401" no_token
wrong_token() { same 401 "$(dav -u giselle:wrong "https://radicale.$LAB_DOMAIN/")" "status with a wrong token"; }
check "with a wrong token, too" wrong_token
password() { same 401 "$(dav -u "giselle:$GISELLE_PASSWORD" "https://radicale.$LAB_DOMAIN/")" "status with her password"; }
check "her Windows password is no app token" password

make_token() {
	client env PASSWORD="$GISELLE_PASSWORD" python3 "$STORY/sign_in.py" call "$desk" giselle - POST /api/v1/app-tokens '{"app":"radicale","label":"phone"}' >"$WORDS/token.json"
	python3 - "$WORDS" <<-'P'
		import json, sys
		answer = json.load(open(sys.argv[1] + "/token.json"))
		assert answer["status"] == 200, answer
		token = json.loads(answer["body"])
		open(sys.argv[1] + "/token", "w").write(token["username"] + ":" + token["secret"])
		open(sys.argv[1] + "/token-id", "w").write(token["id"])
	P
}
check "she makes an app token for her phone" make_token
with_token() {
	same 207 "$(dav -u "$(kept token)" "https://radicale.$LAB_DOMAIN/")" "status with the token"
	same 201 "$(client curl -so /dev/null -m 30 -w '%{http_code}' -u "$(kept token)" -X MKCALENDAR "https://radicale.$LAB_DOMAIN/giselle/work/")" "a new calendar"
}
check "with it the program reads and makes a calendar" with_token
forged() {
	local got
	got=$(dav -u "$(kept token)" -H 'X-Remote-User: paul' "https://radicale.$LAB_DOMAIN/paul/")
	echo "status $got"
	[ "$got" = 403 ] || [ "$got" = 404 ]
	same 401 "$(dav -H 'X-Remote-User: giselle' "https://radicale.$LAB_DOMAIN/giselle/")" "a header from outside"
}
check "a header from outside makes nobody else of her" forged
elsewhere() {
	local got
	got=$(client curl -so /dev/null -m 30 -w '%{http_code}' -u "$(kept token)" "https://miniflux.$LAB_DOMAIN/")
	echo "status $got"
	[ "$got" != 200 ]
}
check "the token opens no other app" elsewhere

overview() {
	local out
	out=$(unidash "$first" status)
	printf '%s\n' "$out" | tee "$UNIDASH_SHOTS/status.txt"
	for word in lab-n1 lab-n2 lab-n3 miniflux gatus radicale "$LAB_DOMAIN"; do grep -q -- "$word" <<<"$out"; done
}
check "unidash status names every server and app, and finds nothing wrong" within 60 overview

by_command() { # what the admin's screens do, root does in a terminal
	unidash "$first" dock give Terminal --app miniflux --app gatus --group Compta
	unidash "$first" link add Terminal "https://tools.${LAB_DOMAIN#*.}/" --anyway
	for list in dock link; do within 30 said "$first" Terminal "$list" list; done
	unidash "$first" dock take-back terminal
	unidash "$first" link remove terminal
	for list in dock link; do within 30 unsaid "$first" Terminal "$list" list; done
	unidash "$first" certificate show | tee /dev/stderr | grep >/dev/null -F "$LAB_DOMAIN"
}
said() { # NODE WORD COMMAND…: its answer holds the word
	local out
	out=$(unidash "$1" "${@:3}") || return
	grep -q -- "$2" <<<"$out"
}
unsaid() { # NODE WORD COMMAND…: it answers without the word
	local out
	out=$(unidash "$1" "${@:3}") || return
	! grep -q -- "$2" <<<"$out"
}
check "root gives docks, adds links and reads the certificate in a terminal" by_command

isolated() { # pods get no account token, no host path, no privilege
	kube "$first" get pods -A -o json | python3 -c 'import json, sys
bad = []
for pod in json.load(sys.stdin)["items"]:
    if not pod["metadata"]["namespace"].startswith("app-"): continue
    spec, name = pod["spec"], pod["metadata"]["name"]
    if spec.get("automountServiceAccountToken") is not False: bad.append(name + " mounts a token")
    if any("hostPath" in volume for volume in spec.get("volumes", [])): bad.append(name + " has a host path")
    for box in spec["containers"]:
        if box.get("securityContext", {}).get("allowPrivilegeEscalation") is not False: bad.append(name + " may escalate")
print(bad); assert not bad'
}
check "no app has an account token, a host path or a way to more privilege" isolated
