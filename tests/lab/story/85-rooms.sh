#!/bin/bash
# The tests of other rooms that need a real controller, run from the person's computer. They are the dev build's, which tests/run has made before.
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

# The suite of documents wants a cluster that nobody uses yet: UNIDASH_TEST_KUBECONFIG=… and the test
# binary with `state::real`, on a lab with K3s alone.
