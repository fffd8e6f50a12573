#!/usr/bin/env bash
# Milliseconds from exec to the first answer, over loopback.
here=$(dirname "$0")
. "$here/figure.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$UNIDASH_BINARY" --version >/dev/null # the file is in the page cache from here on
# The folder is filled once: what counts is every later start.
python3 "$here/start.py" 1 "$UNIDASH_BINARY" serve --folder "$folder" --listen '127.0.0.1:{port}' >/dev/null
times=$(python3 "$here/start.py" 11 "$UNIDASH_BINARY" serve --folder "$folder" --listen '127.0.0.1:{port}')
figure 'exec to first answer, serve' "$(median <<<"$times")" ms '<= 50' "median of 11, worst $(sort -n <<<"$times" | tail -1)"
times=$(python3 "$here/start.py" 5 "$UNIDASH_BINARY" serve --demo --listen '127.0.0.1:{port}')
figure 'exec to first answer, serve --demo' "$(median <<<"$times")" ms - "median of 5, with the making of people, keys and passwords"
