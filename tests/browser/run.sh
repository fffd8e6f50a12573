#!/bin/bash
# Runs browser scripts (*.mjs) with Chromium inside the lab's client.
#   run.sh FILE.mjs [ARGUMENT…]         in the lab that is up (LAB_NAME)
#   run.sh --host FILE.mjs [ARGUMENT…]  on this machine, e.g. against `unidash serve --demo`
# Pictures go to $UNIDASH_SHOTS, by default target/shots (not in git).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
where=lab
[ "${1:-}" != --host ] || { where=host && shift; }
[ $# -ge 1 ] || {
	sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
	exit 2
}
command -v node > /dev/null || { echo "browser: node is missing (20 or later)" >&2 && exit 1; }
export CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome || true)}
[ -n "$CHROMIUM" ] || { echo "browser: no Chromium: run $here/../lab/needs" >&2 && exit 1; }
export UNIDASH_SHOTS=${UNIDASH_SHOTS:-${CARGO_TARGET_DIR:-$here/../../target}/shots}
mkdir -p "$UNIDASH_SHOTS"
(
	flock -w 300 9 # several runs at once: one installs
	[ "$here/node_modules/.package-lock.json" -nt "$here/package-lock.json" ] || npm ci --prefix "$here" > /dev/null
) 9> "$here/.lock"

file=$1
[ -e "$file" ] || file=$here/$1
shift
if [ "$where" = lab ]; then
	lab=${LAB:-${UNIDASH_LAB_CACHE:-/var/tmp/unidash-lab}/run/${LAB_NAME:-ud-lab}}
	[ -s "$lab/env" ] || { echo "browser: no lab is up: $here/../lab/up --keep" >&2 && exit 1; }
	set -a
	# shellcheck source=/dev/null
	. "$lab/env"
	set +a
	exec "$here/../lab/client" node "$file" "$@"
fi
HOME=$(mktemp -d) # a browser without the developer's profile
export HOME
trap 'rm -rf "$HOME"' EXIT
node "$file" "$@"
