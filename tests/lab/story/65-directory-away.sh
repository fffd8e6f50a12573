#!/bin/bash
# Active Directory is unreachable: people get the sentence, the local administrator gets in.
. "$(dirname "$0")/lib.sh"
desk=https://desk.$LAB_DOMAIN
heal() { alive_again || "$BIN/dc" start "$LAB/dc"; }
alive_again() { client ldapsearch -x -LLL -H "$DC_URL" -o nettimeout=5 -D "giselle@$LAB_AD_DOMAIN" -w "$GISELLE_PASSWORD" -s base -b '' currentTime; }
trap 'heal > /dev/null 2>&1' EXIT

check "the controller dies" "$BIN/dc" kill "$LAB/dc"
code=0
browser story/directory-away.mjs || code=$?
[ "$code" -eq 0 ]
chief() { client env PASSWORD="$(kept chief-password)" python3 "$STORY/sign_in.py" once "$desk" "$(kept chief)" -; }
check "the local administrator signs in without the controller" within 30 chief
check "the controller comes back" "$BIN/dc" start "$LAB/dc"
giselle() { client env PASSWORD="$GISELLE_PASSWORD" python3 "$STORY/sign_in.py" once "$desk" giselle -; }
check "and Giselle signs in again" within 60 giselle
