#!/usr/bin/env bash
# The directory's rules on real controllers (Samba): one domain, first with one controller, then with a
# second one that joins it, while one of them dies under load. Wants root, no servers. About 40 s.
#   UNIDASH_TESTS   the test program; else that of this checkout is built
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'tests/lab/dc down "$work/dc2"; tests/lab/dc down "$work/dc1"; rm -rf "$work"' EXIT

program=${UNIDASH_TESTS:-$(cargo test --quiet --no-run --message-format=json | python3 -c '
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message.get("executable") and message["target"]["name"] == "all": print(message["executable"])' | tail -n 1)}

tests/lab/dc up "$work/dc1" >/dev/null
export UNIDASH_TEST_DC=$work/dc1/env UNIDASH_TEST_DC2=$work/dc2/env
"$program" --ignored --test-threads=1 identity::samba
tests/lab/dc second "$work/dc2" "$work/dc1" >/dev/null
"$program" --ignored --nocapture identity::two_real_controllers
