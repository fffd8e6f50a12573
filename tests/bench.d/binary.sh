#!/usr/bin/env bash
# The program itself: static, and its size after strip.
. "$(dirname "$0")/figure.sh"
copy=$(mktemp)
trap 'rm -f "$copy"' EXIT
cp "$UNIDASH_BINARY" "$copy"
strip "$copy"
file -b "$UNIDASH_BINARY" | cut -d, -f1-4
figure 'size, stripped' "$(awk -v b="$(stat -c %s "$copy")" 'BEGIN { printf "%.1f", b / 1e6 }')" MB '<= 30' 'strip, stat'
