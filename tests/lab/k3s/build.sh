#!/bin/sh
# Builds the stand-in: $OUT/k3s. Needs Go and a module proxy, nothing else.
#   OUT      where to (outside the clone); default $UNIDASH_LAB_CACHE/k3s
#   VERSION  what it says it is; a later one makes an "upgrade" for tests
# Nothing is done when no input has changed since the last run.
set -eu
cd "$(dirname "$0")"
OUT=${OUT:-${UNIDASH_LAB_CACHE:-/var/tmp/unidash-lab}/k3s}
VERSION=${VERSION:-v1.36.3+lab1}
case $VERSION in
v1.[0-9]*.[0-9]*) ;;
*) echo "VERSION=$VERSION: want v1.MINOR.PATCH+SUFFIX" >&2; exit 2 ;;
esac
command -v go >/dev/null || { echo "the stand-in needs Go (see go.mod for its version)" >&2; exit 1; }

mkdir -p "$OUT"
exec 9>"$OUT/.lock"
flock 9 # two test runs at once: the second waits and then finds it done

inputs=$({ go version; echo "$VERSION"; cat -- *.go go.mod go.sum manifests/*.yaml build.sh; } | sha256sum | cut -d' ' -f1)
if [ -x "$OUT/k3s" ] && [ "$(cat "$OUT/.inputs" 2>/dev/null)" = "$inputs" ]; then
	echo "k3s: $OUT/k3s is up to date ($VERSION)"
	exit 0
fi

minor=${VERSION#v1.}
minor=${minor%%.*}
X="-X main.version=$VERSION"
for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
	X="$X -X $p.gitVersion=$VERSION -X $p.gitMajor=1 -X $p.gitMinor=$minor -X $p.gitTreeState=clean -X $p.gitCommit=lab"
done
export CGO_ENABLED=0 GOFLAGS="-trimpath -buildvcs=false"
begin=$(date +%s)
# Low priority: the machine also runs the servers of other tests.
nice -n 10 go build -ldflags "-s -w $X" -o "$OUT/k3s.new" .
mv "$OUT/k3s.new" "$OUT/k3s"
echo "$inputs" > "$OUT/.inputs"
echo "k3s: $OUT/k3s built in $(($(date +%s) - begin)) s ($VERSION)"
