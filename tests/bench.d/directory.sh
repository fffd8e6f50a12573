#!/usr/bin/env bash
# Sign-ins in a second with Active Directory: beside a fake directory of 10,000 people in this process,
# and beside Samba where the lab can be had (root). Each sign-in looks the person up, binds, reads the
# groups and writes a session into the embedded state.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/figure.sh"
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"; [ -z "${dc:-}" ] || tests/lab/dc down "$work/dc"' EXIT

program=$("$here/program")

# measured TEST → "<per second> <p99 in ms>"
measured() { "$program" --exact "identity::load::$1" --ignored --nocapture 2>"$work/err" | awk '$1 == "figure" { print $3, $4 }'; }

read -r rate slow <<<"$(measured sign_ins_in_a_large_directory)"
figure 'sign-ins, fake directory' "$rate" '1/s' '>= 200' "10,000 people, 32 browsers, p99 $slow ms"
read -r rate slow <<<"$(measured groups_in_a_large_directory)"
figure 'account and groups, p99' "$slow" ms '< 150' "2,000 groups, depth 10; $rate look-ups/s"
if [ "$(id -u)" = 0 ]; then
	dc=1
	tests/lab/dc up "$work/dc" >/dev/null 2>&1
	export UNIDASH_TEST_DC=$work/dc/env
	read -r rate slow <<<"$(measured sign_ins_on_a_real_controller)"
	figure 'sign-ins, Samba' "$rate" '1/s' - "on the same cores, p99 $slow ms"
fi
