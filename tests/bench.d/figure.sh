# shellcheck shell=bash
# How a figure is printed. Sourced.
set -euo pipefail

# figure WHAT VALUE UNIT GOAL HOW; GOAL as "<= 50" or ">= 0.85", or "-"
figure() {
	local mark='   '
	if [ "$4" != - ]; then
		mark=$(awk -v v="$2" -v g="$4" 'BEGIN { split(g, p, " "); ok = p[1] == "<=" ? v <= p[2] : p[1] == "<" ? v < p[2] : v >= p[2]; print ok ? "ok " : "-- " }')
	fi
	printf '%s%-44s %10s %-8s goal %-9s %s\n' "$mark" "$1" "$2" "$3" "$4" "$5"
}
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f\n", a / b }'; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
