#!/bin/bash
# The tests of other rooms that need a real controller or a real Kubernetes API, run from the
# person's computer. They are the dev build's, which tests/run has made before.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-/var/tmp/unidash-target/main}

find_program() {
	cargo test --quiet --no-run --message-format=json | python3 -c '
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message.get("executable") and message["target"]["name"] == "all": print(message["executable"])' >"$WORDS/tests"
	test -s "$WORDS/tests"
}
check "the rooms' tests are built" find_program
program=$(tail -n 1 "$WORDS/tests")

alive() { client ldapsearch -x -LLL -H "$DC_URL" -o nettimeout=5 -D "$DC_BIND_UPN" -w "$DC_BIND_PASSWORD" -s base -b '' currentTime; }
within 5 alive >/dev/null 2>&1 || "$BIN/dc" start "$LAB/dc"
# The person's computer trusts the company's authority, so nothing is untrusted here: the test of the
# "Test" button's findings is run against `tests/lab/dc hold` on the machine itself.
samba() { client env UNIDASH_TEST_DC="$LAB/dc/env" "$program" --ignored --test-threads=1 identity::samba --skip the_test_button_on_a_real_domain; }
check "identity keeps to its rules on a real domain controller" samba

kubeconfig() { # root's, with an address that the person's computer reaches
	local node=${1:-}
	for node in $(servers); do
		on "$node" cat /etc/rancher/k3s/k3s.yaml 2>/dev/null | sed "s|https://127.0.0.1:6443|https://$(ip_of "$node"):6443|" >"$WORDS/k3s.yaml"
		[ ! -s "$WORDS/k3s.yaml" ] || return 0
	done
	echo "no server carries a cluster" && return 1
}
check "root's kubeconfig works from outside" kubeconfig
real() { client env UNIDASH_TEST_KUBECONFIG="$WORDS/k3s.yaml" "$program" --nocapture --test-threads=1 state::real; }
check "documents keep to their rules on a real Kubernetes API" real
