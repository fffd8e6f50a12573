# shellcheck shell=bash disable=SC2034,SC2154  # read and set for whoever sources it
# read_figure NAME: what the driver noted in $said → rate, slow, memory, number. Sourced.
read_figure() { read -r rate slow memory number <<<"$(awk -v name="$1" '$1 == "figure" && $2 == name { print $3, $4, $5, $6 }' "$said")"; }
